// Deletes a downloaded game's root: gone from the list in one rename, then deleted in peace.
import { basename, join } from 'node:path';
import type { GameId } from '../../../src-shared/game.ts';
import { PeerError, type ErrorData } from '../../../src-shared/peer-error.ts';
import { toDiskError } from '../disk/disk-error.ts';
import type { Disk } from '../disk/disk.ts';
import { removingDirPrefix, reservedRootNames } from '../disk/names.ts';
import { isMarkedOwned, makeOwnedDir, removeOwnedTree } from '../disk/owned-dir.ts';
import { gamePlace, isSafeGameId, type GameOperation, type GamePlace } from './game-place.ts';
import { leftoverWarning } from './leftover-warning.ts';

/**
 * Only for a catalog game without a running operation, which the caller makes sure of. Throws `remove-refused` with the
 * reason, or what the disk reports; then everything is as before. Once the root is renamed away it counts as removed:
 * what cannot be deleted at once is answered, and deleted at the next start.
 */
export async function removeDownload(request: GameOperation): Promise<ErrorData | null> {
  const { gameId, disk, gameDir, log } = request;
  if (!isSafeGameId(gameId)) throw refusal(gameId, 'its id cannot be the name of one folder', 'Choose a listed game.');
  const place = gamePlace(request);
  try {
    await refuseUnlessOnlyDownloaded(place);
    await deleteLeftover(disk, removingDirOf(gameDir, gameId), gameId);
    await moveRootAway(place);
  } catch (error) {
    throw toDiskError(error, `remove the downloaded files of ${gameId}`);
  }
  try {
    await disk.syncDir(gameDir);
    await removeOwnedTree(disk, removingDirOf(gameDir, gameId));
    return null;
  } catch (error) {
    return leftoverWarning(error, `delete all downloaded files of ${gameId}`, log);
  }
}

/** The game that a directory in the games folder is the removal of; null when it is none. */
export const removedGameId = (name: string): GameId | null =>
  name.startsWith(removingDirPrefix) ? name.slice(removingDirPrefix.length) : null;

/** Finishes a removal. Answers false when the directory is not proved ours; then it is untouched. */
export async function finishRemoval(disk: Disk, directory: string): Promise<boolean> {
  if ((await disk.stat(directory))?.kind !== 'directory') return false;
  if (await isMarkedOwned(disk, directory)) await removeOwnedTree(disk, directory);
  // Made but not yet marked, or all but deleted: nothing is in it that could be anybody's.
  else if ((await disk.list(directory)).length === 0) await disk.removeEmptyDir(directory);
  else return false;
  return true;
}

const removingDirOf = (gameDir: string, gameId: GameId) => join(gameDir, removingDirPrefix + gameId);

const refusal = (gameId: GameId, reason: string, hint: string) =>
  new PeerError('remove-refused', `The downloaded files of ${gameId} are not removed: ${reason}.`, hint);

async function refuseUnlessOnlyDownloaded({ disk, root, sentinel, local, gameId }: GamePlace): Promise<void> {
  const refuse = (reason: string, hint: string) => {
    throw refusal(gameId, reason, hint);
  };
  const kind = (await disk.stat(root))?.kind;
  if (kind === undefined) return refuse('there are none', 'Look at the list again.');
  if (kind !== 'directory') return refuse(`${root} is a link or a file`, 'Remove it with your file manager.');
  if ((await disk.stat(sentinel))?.kind !== 'file') {
    return refuse('the download is not complete', 'Cancel or finish the download, then try again.');
  }
  if ((await disk.stat(local)) !== null) return refuse('the game is installed', 'Uninstall it first.');
  for (const name of reservedRootNames) {
    const entry = await disk.stat(join(root, name));
    if (entry !== null && entry.kind !== 'file') {
      return refuse(`${root} contains ${name}`, `Look what is in ${name}; once it is gone, try again.`);
    }
  }
}

async function deleteLeftover(disk: Disk, directory: string, gameId: GameId): Promise<void> {
  if ((await disk.stat(directory)) === null || (await finishRemoval(disk, directory))) return;
  throw refusal(gameId, `${directory} is in the way and was not made by lanspread`, 'Look what is in it and move it.');
}

/** The marker in the directory around it proves the root to be ours to delete, before it gets there. */
async function moveRootAway({ disk, root, gameDir, gameId }: GamePlace): Promise<void> {
  const away = removingDirOf(gameDir, gameId);
  try {
    await makeOwnedDir(disk, away);
    await disk.rename(root, join(away, basename(root)));
  } catch (error) {
    await finishRemoval(disk, away).catch(() => undefined);
    throw error;
  }
}
