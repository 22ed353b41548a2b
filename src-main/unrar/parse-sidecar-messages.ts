// Checks what goes between the peer and the unpacker's process, at both ends.
import { z } from 'zod';
import { archiveErrorCodes, type ErrorCode } from '../../src-shared/peer-error.ts';
import type { SidecarCommand, SidecarMessage } from './sidecar-messages.ts';

const codes = [
  ...archiveErrorCodes,
  'disk-full',
  'disk-error',
  'permission-denied',
  'unpacker-crashed',
  'cancelled',
  'internal',
] as const satisfies ErrorCode[];

const bytes = z.number().nonnegative();
const jobId = z.number().int();
const archive = z.string().min(1);

const jobSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('list'), archive }),
  z.object({ kind: z.literal('unpack'), archive, into: z.string().min(1) }),
  z.object({
    kind: z.literal('stream'),
    archive,
    skipFiles: z.number().int().nonnegative(),
    channel: z.object({ path: z.string().min(1), token: z.string().min(1) }),
  }),
]);

const commandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start'), jobId, job: jobSchema }),
  z.object({ kind: z.literal('cancel'), jobId }),
]);

const entrySchema = z.object({
  path: z.string(),
  size: bytes,
  directory: z.boolean(),
  crc32: z.number().nullable(),
});

const jobMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alive') }),
  z.object({ kind: z.literal('channel-open') }),
  z.object({ kind: z.literal('streamed') }),
  z.object({ kind: z.literal('progress'), writtenBytes: bytes, totalBytes: bytes, path: z.string() }),
  z.object({
    kind: z.literal('listed'),
    listing: z.object({ entries: z.array(entrySchema), solid: z.boolean(), unpackedBytes: bytes }),
  }),
  z.object({ kind: z.literal('unpacked'), files: z.array(z.object({ path: z.string(), size: bytes })) }),
  z.object({
    kind: z.literal('failed'),
    error: z.object({
      code: z.enum(codes),
      message: z.string(),
      hint: z.string().exactOptional(),
      cause: z.string().exactOptional(),
    }),
  }),
]);

const messageSchema = z.object({ jobId, message: jobMessageSchema });

/** What to do, as it arrives in the unpacker's process. Throws ZodError. */
export function parseSidecarCommand(raw: unknown): SidecarCommand {
  return commandSchema.parse(raw);
}

/** What the unpacker's process says, as it arrives here. Throws ZodError. */
export function parseSidecarMessage(raw: unknown): SidecarMessage {
  return messageSchema.parse(raw);
}
