// What this disk holds of the catalog, kept up to date by scans.
import type { CatalogGame, GameId, GameVersion } from '../../../src-shared/game.ts';
import type { Disk } from '../disk/disk.ts';
import type { Log } from '../edge/log.ts';
import { isSameLocalGame, type LocalGame } from '../rules/local-game.ts';
import { openLibraryIndex } from './library-index.ts';
import { scanGame } from './scan.ts';

const scanConcurrency = 16;

export interface LocalLibrary {
  get: (gameId: GameId) => LocalGame | undefined;
  games: () => Iterable<LocalGame>;
  /** Looks at one game; answers whether anything about it has changed. */
  rescanGame: (gameId: GameId) => Promise<boolean>;
  /** Looks at every catalog game except those that `skip` names; answers the ids that have changed. */
  rescanAll: (skip: (gameId: GameId) => boolean) => Promise<GameId[]>;
}

export interface LibraryOptions {
  disk: Disk;
  gameDir: string;
  stateDir: string;
  catalog: ReadonlyMap<GameId, CatalogGame>;
  /** What an installed game was installed from; null when it is unknown. */
  installedVersion: (gameId: GameId) => Promise<GameVersion | null>;
  log: Log;
}

/** A library of one games folder. Catalog ids only: nothing else is ever looked at. */
export async function openLocalLibrary(options: LibraryOptions): Promise<LocalLibrary> {
  const { disk, gameDir, stateDir, catalog, log } = options;
  const index = await openLibraryIndex(disk, stateDir, gameDir, log);
  const games = new Map<GameId, LocalGame>();

  const look = async (gameId: GameId, trust: boolean): Promise<LocalGame> => {
    const scanned = await scanGame(disk, gameDir, gameId, index, trust);
    return { ...scanned, installedVersion: scanned.installed ? await options.installedVersion(gameId) : null };
  };

  const rescan = async (gameId: GameId, trust: boolean): Promise<boolean> => {
    const next = await scanOrLog(() => look(gameId, trust), gameId, log);
    if (next === null) return false;
    const before = games.get(gameId);
    games.set(gameId, next);
    return before === undefined ? next.downloaded || next.installed : !isSameLocalGame(before, next);
  };

  return {
    get: (gameId) => games.get(gameId),
    games: () => games.values(),
    rescanGame: async (gameId) => {
      // Somebody says that it has changed: the root's own stamp does not tell of files that grow in place.
      const changed = await rescan(gameId, false);
      await index.save();
      return changed;
    },
    rescanAll: async (skip) => {
      const changed: GameId[] = [];
      const waiting = [...catalog.keys()].filter((gameId) => !skip(gameId)).values();
      const worker = async () => {
        for (const gameId of waiting) if (await rescan(gameId, true)) changed.push(gameId);
      };
      await Promise.all(Array.from({ length: scanConcurrency }, worker));
      await index.save();
      return changed;
    },
  };
}

/** A root that cannot be read keeps what was known of it; the reason goes to the log. */
async function scanOrLog(scan: () => Promise<LocalGame>, gameId: GameId, log: Log): Promise<LocalGame | null> {
  try {
    return await scan();
  } catch (error) {
    log('warn', `cannot read ${gameId}: ${String(error)}`);
    return null;
  }
}
