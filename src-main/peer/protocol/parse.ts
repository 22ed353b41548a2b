// Turns what another peer sent into messages, or refuses it. Nothing behind this border checks shapes again.
import { z } from 'zod';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { maxPieceBytes, minPieceBytes } from '../rules/pieces.ts';
import { parseSafePath } from '../rules/safe-path.ts';
import type { StreamControl } from './messages.ts';
import {
  maxArchivesPerGame,
  maxChunkBytes,
  maxFilesPerGame,
  maxGamesPerLibrary,
  maxHaveBytes,
  maxNameLength,
  maxPiecesPerGame,
} from './limits.ts';

const count = z.int().nonnegative();
const peerId = z.string().regex(/^[0-9a-f]{32}$/);
const gameId = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/i);
const gameVersion = z.string().regex(/^\d{8}$/);
const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));
const epoch = z.string().min(1).max(64);
// What others are called is shown to people: control and direction-changing characters would let it deceive them.
const displayName = z
  .string()
  .max(maxNameLength)
  .transform((name) => name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim());

// What only people read keeps nobody out, however odd: a later version may know more kinds of it.
const hostName = displayName.optional().catch(undefined);
const link = z.enum(['wired', 'wifi']).optional().catch(undefined);
const clockMs = z.int().optional().catch(undefined);

const summary = z.object({
  id: gameId,
  version: gameVersion,
  bytes: count,
  state: z.enum(['serving', 'busy', 'other-version', 'partial']),
  manifestId: hex(32).nullable(),
  heldPercent: z.int().min(0).max(100).optional(),
  unpackedBytes: count.optional(),
});
const summaries = z.array(summary).max(maxGamesPerLibrary);
const snapshot = z.object({ epoch, rev: count, games: summaries });

const introduction = z.object({
  protocolVersion: count,
  peerId,
  name: displayName,
  appVersion: displayName.optional(),
  hostName,
  link,
  clockMs,
  listenPort: z.int().min(1).max(65_535),
  tlsPort: z.int().min(1).max(65_535).nullable(),
  features: z.array(z.string().max(32)).max(32),
  publicKey: z.string().max(1024),
  nonce: hex(32),
  library: snapshot,
});

const filePath = z.string().refine((path) => !('refused' in parseSafePath(path)), 'unsafe path');

const request = z.discriminatedUnion('type', [
  introduction.extend({ type: z.literal('hello') }),
  z.object({ type: z.literal('ping'), clockMs }),
  z.object({ type: z.literal('goodbye') }),
  z.object({ type: z.literal('list-games') }),
  z.object({ type: z.literal('lane'), lane: z.enum(['tls', 'quic']) }),
  z.object({ type: z.literal('get-game'), gameId }),
  z.object({ type: z.literal('get-manifest'), gameId, manifestId: hex(32) }),
  z.object({ type: z.literal('get-game-file-data'), gameId, version: gameVersion, path: filePath }),
  z.object({
    type: z.literal('get-game-file-chunk'),
    gameId,
    version: gameVersion,
    manifestId: hex(32).nullable(),
    path: filePath,
    offset: count,
    length: z.int().min(1).max(maxChunkBytes),
  }),
  z.object({
    type: z.literal('stream-install'),
    gameId,
    version: gameVersion,
    manifestId: hex(32).nullable(),
    from: z.object({ archive: count, files: count }),
  }),
  z.object({
    type: z.literal('library-delta'),
    epoch,
    fromRev: count,
    toRev: count,
    added: summaries,
    updated: summaries,
    removed: z.array(gameId).max(maxGamesPerLibrary),
  }),
  z.object({ type: z.literal('have'), gameId, manifestId: hex(32) }),
]);

const helloProof = z.object({ type: z.literal('hello-proof'), signature: z.string().max(1024) });
const refusal = z.object({ ok: z.literal(false), code: z.string().max(64), message: z.string().max(1024) });
const helloAck = introduction.extend({ ok: z.literal(true), signature: z.string().max(1024) });
const versionRefusal = refusal.extend({
  code: z.literal('version-mismatch'),
  protocolVersion: count,
  peerId,
  name: displayName,
});
const gameManifest = z.object({
  ok: z.literal(true),
  gameId,
  version: gameVersion,
  files: z.array(z.object({ path: z.string(), size: count })).max(maxFilesPerGame),
  manifestId: hex(32).nullable(),
});
const manifestAnswer = z.object({
  ok: z.literal(true),
  manifest: z.object({
    gameId,
    version: gameVersion,
    pieceBytes: z.int().min(minPieceBytes).max(maxPieceBytes),
    files: z.array(z.object({ path: z.string(), size: count, pieces: z.array(hex(32)) })).max(maxFilesPerGame),
  }),
});
const haveHead = z.object({ ok: z.literal(true), count, pieces: z.string().max(maxHaveBytes) });
const haveMore = z.object({ added: z.array(count).max(maxPiecesPerGame) });

const crc32 = z.int().min(0).max(0xffff_ffff).nullable();
const plannedArchive = z.object({
  name: filePath,
  solid: z.boolean(),
  unpackedBytes: count,
  files: count,
  directories: count,
});
const streamControl = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('plan'), archives: z.array(plannedArchive).max(maxArchivesPerGame) }),
  z.object({ kind: z.literal('archive-begin'), name: z.string() }),
  z.object({ kind: z.literal('directory'), path: filePath }),
  z.object({ kind: z.literal('file-begin'), path: filePath, size: count, crc32 }),
  z.object({ kind: z.literal('file-end'), crc32 }),
  z.object({ kind: z.literal('archive-end') }),
  z.object({ kind: z.literal('complete') }),
  z.object({ kind: z.literal('alive'), waiting: z.boolean().optional() }),
  z.object({ kind: z.literal('error'), code: z.string().max(64), message: z.string().max(1024) }),
]);

/** The part of a hello that every version of the protocol shares. */
const anyHello = z.object({ type: z.literal('hello'), protocolVersion: count, peerId, name: displayName });

function parseWith<T>(schema: z.ZodType<T>, what: string): (raw: unknown) => T {
  return (raw) => {
    const result = schema.safeParse(raw);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
    throw new PeerError(
      'protocol-error',
      `Another peer sent a malformed ${what}${where}: ${issue?.message ?? 'unknown'}.`,
    );
  };
}

export const parseRequest = parseWith(request, 'request');
export const parseAnyHello = (raw: unknown) => anyHello.safeParse(raw).data ?? null;
export const parseHelloProof = parseWith(helloProof, 'hello proof');
export const parseHelloAck = parseWith(helloAck, 'hello answer');
export const parseVersionRefusal = (raw: unknown) => versionRefusal.safeParse(raw).data ?? null;
export const parseRefusal = (raw: unknown) => refusal.safeParse(raw).data ?? null;
export const parseSnapshot = parseWith(snapshot.extend({ ok: z.literal(true) }), 'library');
export const parseDeltaAnswer = parseWith(
  z.object({ ok: z.literal(true), gap: z.boolean() }),
  'answer to a library change',
);
export const parseManifest = parseWith(gameManifest, 'file list');
export const parseManifestAnswer = parseWith(manifestAnswer, 'manifest');
export const parseHaveHead = parseWith(haveHead, 'list of pieces');
export const parseHaveMore = parseWith(haveMore, 'list of pieces');
export const parseStreamControl: (raw: unknown) => StreamControl = parseWith(streamControl, 'word about an install');
export const parseBytesHead = parseWith(z.object({ ok: z.literal(true), length: count }), 'answer');
export const parsePong = parseWith(z.object({ ok: z.literal(true), clockMs }), 'answer');
export const parseOk = parseWith(z.object({ ok: z.literal(true) }), 'answer');
