// What a games folder needs before it is used: files of former versions moved, and all that was cut off brought to an end.
import path from 'node:path';
import type { CatalogGame, GameId } from '../../src-shared/game.ts';
import { PeerError, toErrorData, type ErrorData } from '../../src-shared/peer-error.ts';
import { toDiskError } from './disk/disk-error.ts';
import type { Disk } from './disk/disk.ts';
import { recoverDownload } from './download/commit-download.ts';
import type { GamesInUse } from './edge/games-in-use.ts';
import type { Log } from './edge/log.ts';
import { migrateLegacy, type MigratedFile } from './install/migrate-legacy.ts';
import { recoverGames, type RecoveredGame } from './install/recover.ts';
import { notOurs } from './install/recover-game.ts';

export interface RecoverFolder {
  disk: Disk;
  stateDir: string;
  /** Absolute. */
  gameDir: string;
  catalog: ReadonlyMap<GameId, CatalogGame>;
  isBusy: (gameId: GameId) => boolean;
  inUse: GamesInUse;
  log: Log;
}

export interface FolderRecovery {
  /** Downloads that an earlier run has begun and not finished. */
  resumable: GameId[];
  failures: ReadonlyMap<GameId, ErrorData>;
}

/** Never throws: a game that cannot be recovered keeps no other from being played. */
export async function recoverFolder(request: RecoverFolder): Promise<FolderRecovery> {
  const { gameDir, isBusy, inUse, log } = request;
  const failures = new Map<GameId, ErrorData>();
  // Recovery needs what a former version noted about a game.
  for (const file of await migrateLegacy(request)) {
    if (file.kept !== null) failures.set(gameOf(gameDir, file), keptFailure(file.path, file.kept));
  }
  const tryClaim = (gameId: GameId) => (isBusy(gameId) ? null : inUse.tryClaim(gameId));
  for (const game of await recoverGames({ ...request, tryClaim })) {
    const { gameId, steps } = game;
    if (steps.length > 0) log('info', `recovered ${gameId}: ${steps.map((step) => JSON.stringify(step)).join(', ')}`);
    const failure = recoveryFailure(game);
    if (failure !== null) failures.set(gameId, failure);
  }
  return { resumable: await recoverDownloads(request, failures), failures };
}

/** The folder of the game, or of the index, which is no game. */
const gameOf = (gameDir: string, file: MigratedFile): GameId =>
  path.relative(gameDir, file.path).split(path.sep)[0] ?? '';

function keptFailure(file: string, why: string): ErrorData {
  const hint = 'Look at it, and delete it if you do not need it.';
  return toErrorData(new PeerError('bad-state', `${file} of a former version is kept as it is: ${why}`, hint));
}

function recoveryFailure({ error, playerOwned: [inTheWay] }: RecoveredGame): ErrorData | null {
  if (error !== null) return error;
  return inTheWay === undefined ? null : toErrorData(notOurs(inTheWay));
}

/** Answers the games whose download can be gone on with. */
async function recoverDownloads(request: RecoverFolder, failures: Map<GameId, ErrorData>): Promise<GameId[]> {
  const { catalog, isBusy, log } = request;
  const resumable: GameId[] = [];
  for (const gameId of catalog.keys()) {
    if (isBusy(gameId)) continue;
    try {
      if ((await recoverDownload({ ...request, gameId })) === 'resumable') resumable.push(gameId);
    } catch (error) {
      const failure = toDiskError(error, `recover the download of ${gameId}`);
      log('error', failure.message);
      failures.set(gameId, toErrorData(failure));
    }
  }
  return resumable;
}
