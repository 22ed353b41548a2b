// Deletes an installed game; its downloaded files stay.
import type { GameId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { toDiskError } from '../disk/disk-error.ts';
import type { Disk } from '../disk/disk.ts';
import { walkTree } from '../disk/walk-tree.ts';
import { listPlayerFiles } from './carry-player-files.ts';
import { gamePlace, type GameOperation, type GamePlace } from './game-place.ts';
import { readListing } from './install-listing.ts';
import { writeIntent } from './intent-log.ts';
import { recoverGame } from './recover-game.ts';
import { retireInstall, settlePlace, tidyUp, type SettledPlace } from './transaction.ts';

export interface UninstallPreview {
  gameId: GameId;
  /** Saves, settings, screenshots …: files that the install did not write or that were changed since. */
  playerFiles: number;
  playerBytes: number;
  /** Some of their paths, relative to `local/`, with `/`. */
  examples: string[];
}

const exampleCount = 20;

/** Tells what an uninstall would delete beyond the game itself. Throws `not-installed`. Changes nothing. */
export async function describeUninstall(request: GameOperation): Promise<UninstallPreview> {
  const place = gamePlace(request);
  const { disk, local, gameId } = place;
  try {
    if ((await disk.stat(local))?.kind !== 'directory') throw notInstalled(gameId);
    const files = await listPlayerFiles(disk, local, await readListing(place));
    return {
      gameId,
      playerFiles: files.length,
      playerBytes: files.reduce((sum, file) => sum + file.size, 0),
      examples: files.slice(0, exampleCount).map((file) => file.path),
    };
  } catch (error) {
    throw toDiskError(error, `look into the installed files of ${gameId}`);
  }
}

/**
 * Deletes `local/` with all in it. Where the delete fails before anything is gone, the game stays installed and the
 * failure is thrown; once something is gone the game counts as uninstalled, and recovery deletes the rest. Throws
 * PeerError: `not-installed`, `disk-error`, `permission-denied`, `file-locked` or `game-dir-unusable`.
 */
export async function uninstallGame(request: GameOperation): Promise<void> {
  try {
    const place = await settlePlace(gamePlace(request), ['backup']);
    if (!place.installed) throw notInstalled(place.gameId);
    await moveAside(place);
    await deleteRetired(place);
  } catch (error) {
    throw toDiskError(error, `uninstall ${request.gameId}`);
  }
}

const notInstalled = (gameId: GameId) =>
  new PeerError('not-installed', `${gameId} is not installed.`, 'There is nothing to uninstall.');

async function moveAside(place: SettledPlace): Promise<void> {
  const { gameId, root } = place;
  try {
    await writeIntent(place, { kind: 'Uninstalling', gameId, version: null, step: 'prepared', root });
    await retireInstall(place);
    await writeIntent(place, { kind: 'Uninstalling', gameId, version: null, step: 'retired', root });
  } catch (error) {
    await restoreRetired(place);
    throw error;
  }
}

async function deleteRetired(place: GamePlace): Promise<void> {
  const { disk, backup, gameId, log } = place;
  const before = await countEntries(disk, backup);
  try {
    await recoverGame(place);
  } catch (error) {
    if (before !== null && before === (await countEntries(disk, backup))) {
      await restoreRetired(place);
      throw error;
    }
    const { message } = toDiskError(error, `delete all files of ${gameId}`);
    log('warn', `${message} The rest is deleted before the next operation or at the next start.`);
  }
}

/** Undoes the move, when there was one, and forgets that it was meant. Failures are left to recovery, and logged. */
async function restoreRetired(place: GamePlace): Promise<void> {
  const { disk, root, local, backup, log } = place;
  try {
    if ((await disk.stat(local)) === null) await disk.rename(backup, local);
    await disk.syncDir(root);
  } catch (error) {
    log('warn', toDiskError(error, `bring the installed files in ${root} back`).message);
    return;
  }
  await tidyUp(place);
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
