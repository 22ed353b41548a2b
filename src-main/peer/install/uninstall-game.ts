// Deletes an installed game; its downloaded files stay.
import type { GameId } from '../../../src-shared/game.ts';
import type { UninstallPreview } from '../../../src-shared/peer-command.ts';
import { PeerError, type ErrorData } from '../../../src-shared/peer-error.ts';
import { toDiskError } from '../disk/disk-error.ts';
import type { Disk } from '../disk/disk.ts';
import { ownedMarkerName } from '../disk/names.ts';
import { walkTree } from '../disk/walk-tree.ts';
import { listPlayerFiles } from './carry-player-files.ts';
import { gamePlace, type GameOperation, type GamePlace } from './game-place.ts';
import { readListing } from './install-listing.ts';
import { writeIntent, type Intent } from './intent-log.ts';
import { keptDirOf, requireRoomToKeep, savePlayerFiles, takeMovesBack, type Move } from './kept-files.ts';
import { leftoverWarning } from './leftover-warning.ts';
import { recoverGame } from './recover-game.ts';
import { retireInstall, settlePlace, tidyUp, type SettledPlace } from './transaction.ts';

export interface UninstallGame extends GameOperation {
  /** What the player made or changed is moved to where the next install takes it back from. */
  keepPlayerFiles: boolean;
}

const exampleCount = 20;

/** Tells what an uninstall would delete beyond the game itself. Throws `not-installed`. Changes nothing. */
export async function describeUninstall(request: GameOperation): Promise<UninstallPreview> {
  const place = gamePlace(request);
  const { disk, local, gameId } = place;
  try {
    if ((await disk.stat(local))?.kind !== 'directory') throw notInstalled(gameId);
    const all = await walkTree(disk, local, [ownedMarkerName]);
    const files = await listPlayerFiles(disk, local, await readListing(place));
    return {
      gameId,
      files: all.entries.length,
      bytes: sumBytes(all.entries),
      playerFiles: files.length,
      playerBytes: sumBytes(files),
      examples: files.slice(0, exampleCount).map((file) => file.path),
      keptIn: keptDirOf(place.gameDir, gameId),
    };
  } catch (error) {
    throw toDiskError(error, `look into the installed files of ${gameId}`);
  }
}

const sumBytes = (files: readonly { size: number }[]) => files.reduce((sum, file) => sum + file.size, 0);

/**
 * Deletes `local/` with all in it, or all but what is the player's. Where the delete fails before anything is gone, the game stays installed and the
 * failure is thrown; once something is gone the game counts as uninstalled, recovery deletes the rest, and what kept it from
 * going now is answered. Throws
 * PeerError: `not-installed`, `disk-error`, `permission-denied`, `file-locked` or `game-dir-unusable`.
 */
export async function uninstallGame(request: UninstallGame): Promise<ErrorData | null> {
  const { keepPlayerFiles } = request;
  try {
    const place = await settlePlace(gamePlace(request), ['backup']);
    if (!place.installed) throw notInstalled(place.gameId);
    if (keepPlayerFiles) await requireRoomToKeep(place);
    await moveAside(place, keepPlayerFiles ? 'UninstallingKeepingFiles' : 'Uninstalling');
    return await deleteRetired(place, keepPlayerFiles);
  } catch (error) {
    throw toDiskError(error, `uninstall ${request.gameId}`);
  }
}

const notInstalled = (gameId: GameId) =>
  new PeerError('not-installed', `${gameId} is not installed.`, 'There is nothing to uninstall.');

async function moveAside(place: SettledPlace, kind: Intent['kind']): Promise<void> {
  const { gameId, root } = place;
  try {
    await writeIntent(place, { kind, gameId, version: null, step: 'prepared', root });
    await retireInstall(place);
    await writeIntent(place, { kind, gameId, version: null, step: 'retired', root });
  } catch (error) {
    await restoreRetired(place, []);
    throw error;
  }
}

/** Answers what kept files from being deleted now. */
async function deleteRetired(place: GamePlace, keepPlayerFiles: boolean): Promise<ErrorData | null> {
  const { disk, backup, gameId, log } = place;
  const before = await countEntries(disk, backup);
  const moves: Move[] = [];
  try {
    if (keepPlayerFiles) await savePlayerFiles(place, moves);
    await recoverGame(place);
    return null;
  } catch (error) {
    const left = await countEntries(disk, backup);
    const isWhole = before !== null && left !== null && left + moves.filter((move) => move.done).length === before;
    if (isWhole && (await restoreRetired(place, moves))) throw error;
    return leftoverWarning(error, `delete all files of ${gameId}`, log);
  }
}

/** Undoes the moves that there were, and forgets that they were meant. What fails is left to recovery, and logged. */
async function restoreRetired(place: GamePlace, moves: readonly Move[]): Promise<boolean> {
  const { disk, root, local, backup, log } = place;
  try {
    await takeMovesBack(place, moves);
    if ((await disk.stat(local)) === null) await disk.rename(backup, local);
    await disk.syncDir(root);
  } catch (error) {
    log('warn', toDiskError(error, `bring the installed files in ${root} back`).message);
    return false;
  }
  await tidyUp(place);
  return true;
}

/** null when it cannot be told, or when nothing is there. */
async function countEntries(disk: Disk, path: string): Promise<number | null> {
  try {
    const { entries, directories } = await walkTree(disk, path);
    return entries.length + directories.length;
  } catch {
    return null;
  }
}
