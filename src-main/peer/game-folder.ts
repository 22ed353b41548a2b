// The games folder in use: recovered, scanned and watched; replaced as a whole when another one is chosen.
import path from 'node:path';
import type { CatalogGame, GameId } from '../../src-shared/game.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import type { GameFolder } from './context.ts';
import type { Disk } from './disk/disk.ts';
import { recoverDownload } from './download/commit-download.ts';
import type { HashingProgress } from '../../src-shared/peer-event.ts';
import type { Clock } from './edge/clock.ts';
import type { GamesInUse } from './edge/games-in-use.ts';
import type { Log } from './edge/log.ts';
import type { Stop } from './edge/stop.ts';
import type { Unpacker } from './edge/unpacker.ts';
import { readInstalledVersion } from './install/installed-version.ts';
import { migrateLegacy } from './install/migrate-legacy.ts';
import { recoverGames } from './install/recover.ts';
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
  /** Looks at one game again. */
  rescanGame: (gameId: GameId) => Promise<void>;
  /** Ends the watching. */
  stop: Stop;
}

/** Recovers what a crash has left, scans, and keeps watching. Throws `game-dir-unusable`. */
export async function openGameFolder(options: FolderOptions, folderPath: string): Promise<OpenFolder> {
  const { disk, stateDir, catalog, isBusy, onChanged, onPresence, clock, log } = options;
  const gameDir = path.resolve(folderPath);
  await requireFolderExists(disk, gameDir);
  // Recovery needs what a former version noted about a game.
  await migrateLegacy({ disk, stateDir, gameDir, log });
  const resumable = await recoverAll(options, gameDir);
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
  const look = async (gameId: GameId): Promise<boolean> => {
    const changed = await library.rescanGame(gameId);
    hashing.refresh([gameId]);
    sizes.refresh([gameId]);
    return changed;
  };
  const rescanGame = async (gameId: GameId) => {
    if (catalog.has(gameId) && (await look(gameId))) onChanged([gameId]);
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
  const lookQuietly = async (gameId: GameId) => void (await look(gameId));
  return { path: gameDir, library, hashing, sizes, resumable, refresh: rescanAll, rescanGame: lookQuietly, stop };
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

/** Answers the games whose download can be gone on with. */
async function recoverAll(options: FolderOptions, gameDir: string): Promise<GameId[]> {
  const { disk, stateDir, catalog, isBusy, inUse, log } = options;
  const resumable: GameId[] = [];
  const tryClaim = (gameId: GameId) => (isBusy(gameId) ? null : inUse.tryClaim(gameId));
  for (const { gameId, steps } of await recoverGames({ disk, stateDir, gameDir, tryClaim, log })) {
    log('info', `recovered ${gameId}: ${steps.map((step) => JSON.stringify(step)).join(', ')}`);
  }
  for (const gameId of catalog.keys()) {
    if (isBusy(gameId)) continue;
    const found = await recoverDownload({ disk, gameDir, stateDir, gameId, inUse, log }).catch((error: unknown) => {
      log('error', `cannot recover the download of ${gameId}: ${String(error)}`);
      return 'nothing' as const;
    });
    if (found === 'resumable') resumable.push(gameId);
  }
  return resumable;
}
