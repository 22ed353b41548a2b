// Recovery of a whole games folder, at start-up and after a change of folder.
import { join } from 'node:path';
import type { GameId } from '../../../src-shared/game.ts';
import type { ErrorData } from '../../../src-shared/peer-error.ts';
import { toErrorData } from '../../../src-shared/peer-error.ts';
import type { GamesInUse } from '../edge/games-in-use.ts';
import type { Log } from '../edge/log.ts';
import { toDiskError } from '../disk/disk-error.ts';
import type { Disk } from '../disk/disk.ts';
import { errorCodeOf } from '../disk/error-code.ts';
import { gamesStateDirName, keptDirName, legacyLibraryDirName } from '../disk/names.ts';
import type { RecoveryStep } from '../rules/recovery-action.ts';
import { gamePlace, isSafeGameId } from './game-place.ts';
import { recoverGame } from './recover-game.ts';
import { finishRemoval, removedGameId } from './remove-download.ts';

export interface RecoverGames {
  disk: Disk;
  stateDir: string;
  gameDir: string;
  /** Games that are in use or have an active operation are left alone. */
  tryClaim: GamesInUse['tryClaim'];
  log: Log;
}

/** Only of games where there was something to do or to tell. */
export interface RecoveredGame {
  gameId: GameId;
  steps: readonly (RecoveryStep | 'finish-removal')[];
  /** Reserved names that are not ours and were left untouched, absolute. */
  playerOwned: string[];
  /** What went wrong; the rest of the games was recovered all the same. */
  error: ErrorData | null;
}

/** Every game root of the folder and every game with state. A missing games folder changes nothing. Never throws. */
export async function recoverGames(request: RecoverGames): Promise<RecoveredGame[]> {
  const { disk, stateDir, gameDir, log } = request;
  const inFolder = await listOrEmpty(disk, gameDir, log);
  if (inFolder === null) return [];
  const withState = (await listOrEmpty(disk, join(stateDir, gamesStateDirName), log)) ?? [];
  const removals = inFolder.filter((name) => removedGameId(name) !== null);
  const roots = inFolder.filter((name) => removedGameId(name) === null && !noRoots.has(name));

  const recovered: RecoveredGame[] = [];
  for (const name of removals) {
    const gameId = removedGameId(name) ?? name;
    recovered.push(await attempt(gameId, request, async () => recoverRemoval(request, name)));
  }
  for (const gameId of new Set([...roots, ...withState])) {
    if (!isSafeGameId(gameId)) continue;
    const place = gamePlace({ disk, stateDir, gameDir, gameId, log });
    recovered.push(await attempt(gameId, request, async () => recoverGame(place)));
  }
  return recovered.filter((game) => game.steps.length + game.playerOwned.length > 0 || game.error !== null);
}

/** Folders in the games folder that are no games. */
const noRoots: ReadonlySet<string> = new Set([legacyLibraryDirName, keptDirName]);

type Outcome = Pick<RecoveredGame, 'steps' | 'playerOwned'>;

async function attempt(
  gameId: GameId,
  { tryClaim, log }: RecoverGames,
  run: () => Promise<Outcome>,
): Promise<RecoveredGame> {
  const release = tryClaim(gameId);
  if (release === null) return { gameId, steps: [], playerOwned: [], error: null };
  try {
    return { gameId, ...(await run()), error: null };
  } catch (error) {
    const failure = toDiskError(error, `recover ${gameId}`);
    log('error', failure.message);
    return { gameId, steps: [], playerOwned: [], error: toErrorData(failure) };
  } finally {
    release();
  }
}

async function recoverRemoval({ disk, gameDir, log }: RecoverGames, name: string): Promise<Outcome> {
  const path = join(gameDir, name);
  if (await finishRemoval(disk, path)) return { steps: ['finish-removal'], playerOwned: [] };
  log('warn', `${path} was not made by lanspread and is left untouched.`);
  return { steps: [], playerOwned: [path] };
}

/** null when the directory is missing or unreadable. */
async function listOrEmpty(disk: Disk, directory: string, log: Log): Promise<string[] | null> {
  try {
    return await disk.list(directory);
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') log('error', toDiskError(error, `read ${directory}`).message);
    return null;
  }
}
