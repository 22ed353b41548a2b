// The games folder in use: recovered, scanned and watched; replaced as a whole when another one is chosen.
import path from 'node:path';
import type { CatalogGame, GameId } from '../../src-shared/game.ts';
import { PeerError, type ErrorData } from '../../src-shared/peer-error.ts';
import type { GameFolder } from './context.ts';
import type { Disk } from './disk/disk.ts';
import type { HashingProgress } from '../../src-shared/peer-event.ts';
import type { Clock } from './edge/clock.ts';
import type { GamesInUse } from './edge/games-in-use.ts';
import type { Log } from './edge/log.ts';
import type { Stop } from './edge/stop.ts';
import type { Unpacker } from './edge/unpacker.ts';
import { readInstalledVersion } from './install/installed-version.ts';
import { recoverFolder } from './recover-folder.ts';
import { openLibraryHashing, type LibraryHashing } from './library/hash-library.ts';
import type { Hasher } from './library/hasher.ts';
import { openUnpackedSizes, type UnpackedSizes } from './library/unpacked-sizes.ts';
import { openLocalLibrary } from './library/local-library.ts';
import { startMonitor } from './library/monitor.ts';
import { watchGameDir } from './library/watch.ts';

export interface FolderOptions {
  disk: Disk;
  stateDir: string;
  catalog: ReadonlyMap<GameId, CatalogGame>;
  isBusy: (gameId: GameId) => boolean;
  /** The folder is gone, or is back. */
  onPresence: (present: boolean) => void;
  /** What was cut off of a game that is being played is recovered another time. */
  inUse: GamesInUse;
  /** These games have changed on disk. */
  onChanged: (gameIds: GameId[]) => void;
  hasher: Hasher;
  onHashed: (gameId: GameId) => void;
  onHashing: (progress: HashingProgress) => void;
  unpacker: Pick<Unpacker, 'list'>;
  /** How much this game takes unpacked has become known, or is another figure now. */
  onSized: (gameId: GameId) => void;
  clock: Clock;
  log: Log;
}

export interface OpenFolder extends GameFolder {
  hashing: LibraryHashing;
  sizes: UnpackedSizes;
  /** Downloads that an earlier run has begun and not finished. */
  resumable: GameId[];
  /** What could not be brought to an end, by game. */
  failures: ReadonlyMap<GameId, ErrorData>;
  /** Looks at one game again, whose operation is about to end. */
  rescanGame: (gameId: GameId) => Promise<void>;
  /** Its operation has ended: what was put off meanwhile is done now. */
  settleGame: (gameId: GameId) => void;
  /** Ends the watching. */
  stop: Stop;
}

/** Recovers what a crash has left, scans, and keeps watching. Throws `game-dir-unusable`. */
export async function openGameFolder(options: FolderOptions, folderPath: string): Promise<OpenFolder> {
  const { disk, stateDir, catalog, isBusy, onChanged, onPresence, clock, log } = options;
  const gameDir = path.resolve(folderPath);
  await requireFolderExists(disk, gameDir);
  const recovery = await recoverFolder({ ...options, gameDir });
  const library = await openLocalLibrary({
    ...options,
    gameDir,
    installedVersion: async (gameId) => readInstalledVersion({ disk, stateDir, gameId }),
  });

  const current = () =>
    [...library.games()].flatMap(({ id, version, bytes }) =>
      version !== null && catalog.get(id)?.version === version ? [{ id, version, bytes }] : [],
    );
  await library.rescanAll(isBusy);
  const hashing = await openLibraryHashing({
    ...options,
    gameDir,
    games: current,
    onManifest: options.onHashed,
    onProgress: options.onHashing,
  });

  const { list } = options.unpacker;
  const sizes = openUnpackedSizes({ ...options, gameDir, games: current, list, onKnown: options.onSized });
  sizes.refresh();

  const rescanAll = async () => {
    const changed = await library.rescanAll(isBusy);
    hashing.refresh();
    sizes.refresh();
    if (changed.length > 0) onChanged(changed);
  };
  const settleGame = (gameId: GameId) => {
    hashing.refresh([gameId]);
    sizes.refresh([gameId]);
  };
  const rescanGame = async (gameId: GameId) => {
    if (!catalog.has(gameId)) return;
    const changed = await library.rescanGame(gameId);
    settleGame(gameId);
    if (changed) onChanged([gameId]);
  };
  const stopWatching = startMonitor({
    watch: (callbacks) =>
      watchGameDir(gameDir, { ...callbacks, onPresence, onHint: (message) => log('warn', message), log }),
    isBusy,
    rescanGame,
    rescanAll,
    clock,
    log,
  });
  const stop: Stop = async () => {
    await stopWatching();
    await sizes.stop();
    await hashing.stop();
  };
  const rescanQuietly = async (gameId: GameId) => void (await library.rescanGame(gameId));
  const looks = { refresh: rescanAll, rescanGame: rescanQuietly, settleGame };
  return { path: gameDir, library, hashing, sizes, ...recovery, ...looks, stop };
}

async function requireFolderExists(disk: Disk, gameDir: string): Promise<void> {
  const problem = await disk.list(gameDir).then(
    () => null,
    (error: unknown) => error,
  );
  if (problem === null) return;
  const hint = 'Choose a folder that exists and that you may write to.';
  throw new PeerError('game-dir-unusable', `The games folder ${gameDir} cannot be used.`, hint, { cause: problem });
}
