// A games folder with a library that is hashed without threads, and ways to wait for what it does.
import { createHash } from 'node:crypto';
import { mkdir, open, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { GameId } from '../../../../src-shared/game.ts';
import type { HashingProgress } from '../../../../src-shared/peer-event.ts';
import type { Disk } from '../../disk/disk.ts';
import { realDisk } from '../../disk/real-disk.ts';
import { gameStatePaths } from '../../disk/state-dir.ts';
import { makeTempDir } from '../../disk/testing/temp-dir.ts';
import { systemClock, type Clock } from '../../edge/clock.ts';
import { cutIntoPieces, pieceBytesFor } from '../../rules/pieces.ts';
import type { Manifest } from '../../rules/manifest.ts';
import { openLibraryHashing, type LibraryHashing, type LibraryHashingOptions } from '../hash-library.ts';
import { listGameFiles, sumBytes } from '../list-game-files.ts';
import { manifestIdOf } from '../manifest-id.ts';
import { createInlineHasher, type InlineHasher } from './inline-hasher.ts';

/** An hour ahead: nothing that a test writes counts as being written still. */
export const laterClock: Clock = { ...systemClock, wallMs: () => Date.now() + 3_600_000 };

/** One run of the hashing, from start to stop. */
export interface Run {
  hashing: LibraryHashing;
  hasher: InlineHasher;
  /** What `manifestId` was at each `onManifest`: `game: id`. */
  told: string[];
  progress: HashingProgress[];
  logged: string[];
  /** Resolves as soon as the condition holds. */
  until: (condition: () => boolean) => Promise<void>;
}

export interface HashingLab extends AsyncDisposable {
  gameDir: string;
  stateDir: string;
  /** What `games` answers. */
  games: Map<GameId, string>;
  busy: Set<GameId>;
  /** Writes a file below the games folder; a number stands for so many zeros, sparse. */
  put: (file: string, content: string | number) => Promise<void>;
  /** Puts a game with its sentinel and these files among `games`. */
  putGame: (gameId: GameId, files?: Record<string, string | number>) => Promise<void>;
  start: (options?: Partial<LibraryHashingOptions>) => Promise<Run>;
  /** As somebody else would compute it. */
  truth: (gameId: GameId) => Promise<Manifest>;
  idOf: (gameId: GameId) => Promise<string>;
  cacheFiles: (gameId: GameId) => { game: string; pieces: string };
}

export async function createHashingLab(disk: Disk = realDisk): Promise<HashingLab> {
  const home = await makeTempDir();
  const [gameDir, stateDir] = [path.join(home.path, 'games'), path.join(home.path, 'state')];
  await Promise.all([mkdir(gameDir), mkdir(stateDir)]);
  const games = new Map<GameId, string>();
  const busy = new Set<GameId>();
  const runs: Run[] = [];

  const start = async (options: Partial<LibraryHashingOptions> = {}): Promise<Run> => {
    const waiters = new Set<() => void>();
    const changed = () => {
      for (const wake of waiters) wake();
    };
    const hasher = createInlineHasher();
    const run: Omit<Run, 'hashing'> = {
      hasher,
      told: [],
      progress: [],
      logged: [],
      until: async (condition) => {
        while (!condition()) {
          await new Promise<void>((resolve) => waiters.add(resolve));
        }
      },
    };
    const { disk: ownDisk = disk, ...rest } = options;
    const hashing: LibraryHashing = await openLibraryHashing({
      disk: tellCalls(ownDisk, () => setImmediate(changed)),
      hasher: {
        ...hasher,
        hashPieces: async (...call) => hasher.hashPieces(...call).finally(() => setImmediate(changed)),
      },
      stateDir,
      gameDir,
      games: () => [...games].map(([id, version]) => ({ id, version, bytes: 1 })),
      isBusy: (gameId) => busy.has(gameId),
      onManifest: (gameId) => {
        run.told.push(`${gameId}: ${hashing.manifestId(gameId)}`);
        changed();
      },
      onProgress: (progress) => {
        run.progress.push(progress);
        changed();
      },
      clock: laterClock,
      log: (_level, message) => {
        run.logged.push(message);
        changed();
      },
      ...rest,
    });
    const whole = { ...run, hashing };
    runs.push(whole);
    return whole;
  };

  const put = async (file: string, content: string | number) => {
    const target = path.join(gameDir, file);
    await mkdir(path.dirname(target), { recursive: true });
    await using handle = await open(`${target}.new`, 'w');
    if (typeof content === 'string') await handle.writeFile(content);
    else await handle.truncate(content);
    await rename(`${target}.new`, target);
  };
  const truth = async (gameId: GameId) => hashByHand(gameDir, gameId, games.get(gameId) ?? '');

  return {
    gameDir,
    stateDir,
    games,
    busy,
    put,
    putGame: async (gameId, files = {}) => {
      games.set(gameId, '20240101');
      const all = { 'version.ini': '20240101\n', ...files };
      for (const [file, content] of Object.entries(all)) await put(`${gameId}/${file}`, content);
    },
    start,
    truth,
    idOf: async (gameId) => manifestIdOf(await truth(gameId)),
    cacheFiles: (gameId) => {
      const { hashedFiles, pieceHashes } = gameStatePaths(stateDir, gameId);
      return { game: hashedFiles, pieces: pieceHashes };
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(runs.map(async ({ hashing }) => hashing.stop()));
      await home[Symbol.asyncDispose]();
    },
  };
}

/** Calls `ended` after each call of the disk. */
function tellCalls(disk: Disk, ended: () => void): Disk {
  const told = Object.entries(disk).map(([name, call]) => [
    name,
    async (...args: unknown[]) => (call as (...all: unknown[]) => Promise<unknown>)(...args).finally(ended),
  ]);
  return Object.fromEntries(told) as Disk;
}

async function hashByHand(gameDir: string, gameId: GameId, version: string): Promise<Manifest> {
  const files = await listGameFiles(realDisk, path.join(gameDir, gameId));
  const pieceBytes = pieceBytesFor(sumBytes(files));
  const hashed = files.map(async (file) => {
    await using handle = await open(path.join(gameDir, gameId, file.path));
    const pieces: string[] = [];
    for (const { offset, length } of cutIntoPieces([file], pieceBytes)) {
      const { buffer } = await handle.read(Buffer.alloc(length), 0, length, offset);
      pieces.push(createHash('sha256').update(buffer).digest('hex'));
    }
    return { ...file, pieces };
  });
  return { gameId, version, pieceBytes, files: await Promise.all(hashed) };
}

/** Overwrites bytes of a file in place. */
export async function patch(file: string, text: string, offset = 0): Promise<void> {
  await using handle = await open(file, 'r+');
  await handle.write(text, offset);
}

export const damage = async (file: string, change: (text: string) => string): Promise<void> =>
  writeFile(file, change(await realDisk.readText(file)));

/** The id, once it is known. */
export async function untilHashed({ hashing, until }: Run, gameId: GameId): Promise<string> {
  await until(() => hashing.manifestId(gameId) !== null);
  return hashing.manifestId(gameId) ?? '';
}

/** The files that were read, call by call. */
export const fileNames = ({ hasher }: Run): string[] => hasher.calls.map((call) => call.split(' ')[0] ?? '');

/** A gate in front of reading; `reached` resolves with the signal of the first call that waits at it. */
export function holdUp({ hasher }: Run, at: (file: string) => boolean = () => true) {
  const reached = Promise.withResolvers<AbortSignal>();
  const opened = Promise.withResolvers<void>();
  hasher.before = async (file, signal) => {
    if (!at(path.basename(file))) return;
    reached.resolve(signal);
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    await Promise.race([opened.promise, aborted]);
    signal.throwIfAborted();
  };
  return { reached: reached.promise, open: opened.resolve };
}
