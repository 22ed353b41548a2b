// Parses a command that came from outside (window, command line) and says which field is wrong.
import { z } from 'zod';
import type { PeerCommand } from './peer-command.ts';
import { PeerError } from './peer-error.ts';
import { maxConcurrentDownloads, minRateLimit } from './transfer-limits.ts';

const longestGameId = 128;
const longestPath = 4096;

/** One path component. The peer looks it up in the catalog; this only keeps nonsense out. */
export const gameIdSchema = z
  .string({ error: 'must be the id of a game' })
  .min(1, { error: 'must not be empty' })
  .max(longestGameId, { error: `must have at most ${longestGameId} characters` })
  .regex(/^(?!\.{1,2}$)[^\p{C}/\\:]+$/u, { error: 'must be one plain name, without / \\ : or control characters' });

const pathSchema = z
  .string({ error: 'must be the path of a folder' })
  .min(1, { error: 'must not be empty' })
  .max(longestPath, { error: `must have at most ${longestPath} characters` })
  // eslint-disable-next-line no-control-regex -- a path with control characters comes from no folder picker
  .regex(/^[^\u0000-\u001f]*$/, { error: 'must not contain control characters' });

const addressSchema = z.string({ error: 'must be host:port' }).refine(isHostAndPort, {
  error: 'must be host:port, for example 192.168.1.20:4711',
});

function isHostAndPort(address: string): boolean {
  const match = /^([A-Za-z0-9.-]{1,253}):(\d{1,5})$/.exec(address);
  const port = Number(match?.[2]);
  return match !== null && port >= 1 && port <= 65535;
}

const peerIdSchema = z
  .string({ error: 'must be the id of a PC' })
  .regex(/^[0-9a-f]{32}$/, { error: 'must be the id of a PC, 32 hexadecimal digits' });

/** The window shows no more rows of the room at once. */
const mostRoomGames = 500;

const rateSchema = z
  .int({ error: 'must be bytes per second, or null for no limit' })
  .min(minRateLimit, { error: `must be at least ${minRateLimit} bytes per second, or null for no limit` })
  .nullable();

export const transferLimitsSchema = z.strictObject({
  upload: rateSchema,
  download: rateSchema,
  playingUpload: rateSchema,
  playingDownload: rateSchema,
  concurrentDownloads: z
    .int({ error: 'must be a whole number' })
    .min(1, { error: 'must be at least 1' })
    .max(maxConcurrentDownloads, { error: `must be at most ${maxConcurrentDownloads}` }),
});

const onGame = <K extends string>(kind: K) => z.strictObject({ kind: z.literal(kind), gameId: gameIdSchema });
const plain = <K extends string>(kind: K) => z.strictObject({ kind: z.literal(kind) });

export const peerCommandSchema: z.ZodType<PeerCommand> = z.discriminatedUnion('kind', [
  plain('list-games'),
  onGame('get-game'),
  onGame('fetch-latest-from-peers'),
  z.strictObject({
    kind: z.literal('download-game-files'),
    gameId: gameIdSchema,
    install: z.boolean({ error: 'must be true or false' }),
    inPlace: z.boolean({ error: 'must be true or false' }).optional(),
  }),
  onGame('stream-install-game'),
  onGame('install-game'),
  onGame('describe-uninstall'),
  z.strictObject({
    kind: z.literal('uninstall-game'),
    gameId: gameIdSchema,
    keepPlayerFiles: z.boolean({ error: 'must be true or false' }).optional(),
  }),
  onGame('remove-downloaded-game'),
  onGame('cancel-download'),
  onGame('pause-download'),
  onGame('resume-download'),
  z.strictObject({
    kind: z.literal('move-download'),
    gameId: gameIdSchema,
    position: z.int({ error: 'must be a whole number' }).nonnegative({ error: 'must not be negative' }),
  }),
  z.strictObject({
    kind: z.literal('verify-game'),
    gameId: gameIdSchema,
    repair: z.boolean({ error: 'must be true or false' }).optional(),
  }),
  z.strictObject({ kind: z.literal('set-transfer-limits'), limits: transferLimitsSchema }),
  z.strictObject({ kind: z.literal('set-game-dir'), path: pathSchema }),
  plain('rescan-library'),
  plain('get-peer-count'),
  z.strictObject({ kind: z.literal('connect-peer'), address: addressSchema }),
  z.strictObject({
    kind: z.literal('block-peer'),
    peerId: peerIdSchema,
    blocked: z.boolean({ error: 'must be true or false' }),
  }),
  z.strictObject({
    kind: z.literal('describe-room'),
    search: z.string({ error: 'must be a text' }).max(200, { error: 'is too long' }),
    limit: z
      .int({ error: 'must be a whole number' })
      .min(1, { error: 'must be at least 1' })
      .max(mostRoomGames, { error: `must be at most ${mostRoomGames}` }),
  }),
]);

/** One sentence that names the first wrong field. `whole` names the value itself, for example `The command`. */
export function describeIssue(error: z.ZodError, whole: string): string {
  const issue = error.issues[0];
  if (issue === undefined) return `${whole} is not valid.`;
  if (issue.code === 'unrecognized_keys') return `${whole} has an unknown field "${issue.keys[0]}".`;
  const field = issue.path.join('.');
  if (field === '' && issue.code === 'invalid_type')
    return `${whole} must be ${issue.expected === 'object' ? 'an object' : issue.expected}.`;
  if (issue.code === 'invalid_union' && 'note' in issue) return `${whole} has a missing or unknown "${field}".`;
  return field === '' ? `${whole} is not valid: ${issue.message}.` : `${whole}'s "${field}" ${issue.message}.`;
}

/** Throws PeerError `invalid-command` that names the wrong field. */
export function parsePeerCommand(raw: unknown): PeerCommand {
  const parsed = peerCommandSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new PeerError(
    'invalid-command',
    describeIssue(parsed.error, 'The command'),
    'Correct the field and try again.',
  );
}
