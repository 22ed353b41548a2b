// Reads one line of standard input as a command.
import { z } from 'zod';
import type { PeerCommand } from '../../src-shared/peer-command.ts';
import { transferLimitsSchema } from '../../src-shared/peer-command-schema.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import { defaultLimits } from '../../src-shared/transfer-limits.ts';

const base = { id: z.union([z.string(), z.number()]).transform(String) };
const game = { ...base, gameId: z.string().min(1).max(64) };
const plain = ['status', 'list-peers', 'list-games', 'peer-count', 'queue', 'doctor', 'shutdown'] as const;
const perGame = [
  'get-game',
  'fetch-latest',
  'stream-install',
  'install',
  'describe-uninstall',
  'remove-download',
  'cancel-download',
  'pause-download',
  'resume-download',
] as const;

/** Strict, since a limit with a wrong name would silently be none. */
const limits = z.strictObject({
  ...base,
  cmd: z.literal('limits'),
  upload: transferLimitsSchema.shape.upload.default(defaultLimits.upload),
  download: transferLimitsSchema.shape.download.default(defaultLimits.download),
  playingUpload: transferLimitsSchema.shape.playingUpload.default(defaultLimits.playingUpload),
  playingDownload: transferLimitsSchema.shape.playingDownload.default(defaultLimits.playingDownload),
  concurrentDownloads: transferLimitsSchema.shape.concurrentDownloads.default(defaultLimits.concurrentDownloads),
});

const commandSchema = z.discriminatedUnion('cmd', [
  z.object({ ...base, cmd: z.enum(plain) }),
  z.object({ ...game, cmd: z.enum(perGame) }),
  z.object({
    ...game,
    cmd: z.literal('download'),
    install: z.boolean().default(true),
    inPlace: z.boolean().default(false),
  }),
  z.object({ ...game, cmd: z.literal('verify'), repair: z.boolean().default(false) }),
  z.object({ ...game, cmd: z.literal('uninstall'), keepPlayerFiles: z.boolean().default(false) }),
  z.object({ ...game, cmd: z.literal('move-download'), position: z.int().nonnegative() }),
  limits,
  z.object({ ...base, cmd: z.literal('block-peer'), peerId: z.string().max(64), blocked: z.boolean().default(true) }),
  z.object({
    ...base,
    cmd: z.literal('room'),
    search: z.string().max(200).default(''),
    limit: z.int().min(1).max(500).default(100),
  }),
  z.object({ ...base, cmd: z.literal('connect'), address: z.string().max(300) }),
  z.object({ ...base, cmd: z.literal('set-game-dir'), path: z.string().min(1).max(4096) }),
  z.object({
    ...base,
    cmd: z.literal('wait-peers'),
    count: z.int().nonnegative().max(1000),
    timeoutMs: z.int().positive().max(600_000).default(30_000),
  }),
]);

export type CliCommand = z.infer<typeof commandSchema>;

/** The command, or why it is none together with the id to answer to (null where there is none). */
export type ParsedLine = { command: CliCommand } | { id: string | null; error: PeerError };

export function parseCliLine(line: string): ParsedLine {
  const json = parseJson(line);
  if (typeof json !== 'object' || json === null) {
    return { id: null, error: bad('A command is one JSON object per line.') };
  }
  const parsed = commandSchema.safeParse(json);
  return parsed.success ? { command: parsed.data } : { id: readId(json), error: bad(explain(json, parsed.error)) };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function readId(json: object): string | null {
  const id: unknown = 'id' in json ? json.id : null;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : null;
}

const known = [
  ...plain,
  ...perGame,
  'download',
  'uninstall',
  'move-download',
  'limits',
  'block-peer',
  'room',
  'connect',
  'set-game-dir',
  'wait-peers',
];

function explain(json: object, error: z.ZodError): string {
  const cmd: unknown = 'cmd' in json ? json.cmd : undefined;
  if (typeof cmd !== 'string' || !known.includes(cmd)) return `There is no command ${JSON.stringify(cmd)}.`;
  const [issue] = error.issues;
  if (issue?.code === 'unrecognized_keys') return `${cmd}: there is no "${issue.keys[0]}".`;
  return `${cmd}: "${issue?.path.join('.') ?? ''}" is wrong: ${issue?.message ?? 'unknown'}.`;
}

const bad = (message: string) => new PeerError('invalid-command', message, `Commands: ${known.toSorted().join(', ')}.`);

const perGameKinds: Record<(typeof perGame)[number], Extract<PeerCommand, { gameId: string }>['kind']> = {
  'get-game': 'get-game',
  'fetch-latest': 'fetch-latest-from-peers',
  'stream-install': 'stream-install-game',
  install: 'install-game',
  'describe-uninstall': 'describe-uninstall',
  'remove-download': 'remove-downloaded-game',
  'cancel-download': 'cancel-download',
  'pause-download': 'pause-download',
  'resume-download': 'resume-download',
};

/** The peer's own command behind it; null for those that the command line answers itself. */
export function toPeerCommand(command: CliCommand): PeerCommand | null {
  switch (command.cmd) {
    case 'list-games':
      return { kind: 'list-games' };
    case 'peer-count':
      return { kind: 'get-peer-count' };
    case 'connect':
      return { kind: 'connect-peer', address: command.address };
    case 'block-peer':
      return { kind: 'block-peer', peerId: command.peerId, blocked: command.blocked };
    case 'room':
      return { kind: 'describe-room', search: command.search, limit: command.limit };
    case 'set-game-dir':
      return { kind: 'set-game-dir', path: command.path };
    case 'download':
      return {
        kind: 'download-game-files',
        gameId: command.gameId,
        install: command.install,
        inPlace: command.inPlace,
      };
    case 'uninstall':
      return { kind: 'uninstall-game', gameId: command.gameId, keepPlayerFiles: command.keepPlayerFiles };
    case 'verify':
      return { kind: 'verify-game', gameId: command.gameId, repair: command.repair };
    case 'move-download':
      return { kind: 'move-download', gameId: command.gameId, position: command.position };
    case 'limits': {
      const { id: _id, cmd: _cmd, ...given } = command;
      return { kind: 'set-transfer-limits', limits: given };
    }
    case 'status':
    case 'list-peers':
    case 'queue':
    case 'doctor':
    case 'wait-peers':
    case 'shutdown':
      return null;
    default:
      return { kind: perGameKinds[command.cmd], gameId: command.gameId } as PeerCommand;
  }
}
