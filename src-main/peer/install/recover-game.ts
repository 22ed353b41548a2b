// Brings one game root back to a whole install after whatever was interrupted: observe, decide, carry out.
import { resolve } from 'node:path';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { assertNever } from '../../../src-shared/assert-never.ts';
import type { Disk } from '../disk/disk.ts';
import { dropMarker, isMarkedOwned, removeOwnedTree } from '../disk/owned-dir.ts';
import { gameStatePaths } from '../disk/state-dir.ts';
import { recoveryAction, type InstallFacts, type RecoveryStep, type ReservedEntry } from '../rules/recovery-action.ts';
import type { GamePlace } from './game-place.ts';
import { adoptListing, dropPendingListing, forgetInstall, readRestored } from './install-listing.ts';
import { clearIntent, readIntent } from './intent-log.ts';
import { dropKeptFiles, savePlayerFiles } from './kept-files.ts';

export interface GameRecovery {
  /** What was done; empty when all was well. */
  steps: RecoveryStep[];
  /** Reserved names that are not ours and were left untouched, absolute. */
  playerOwned: string[];
}

/** Safe to repeat, also after it failed half-way. Throws the disk's own errors. */
export async function recoverGame(place: GamePlace): Promise<GameRecovery> {
  const intent = await readIntent(place);
  // A note about a root elsewhere proves nothing about this one, and is still needed when that folder is back.
  const concernsUs = intent !== null && resolve(intent.root) === place.root;
  const facts = { ...(await observeInstall(place)), madeRoot: concernsUs && intent.madeRoot === true };
  const steps = recoveryAction(concernsUs ? intent.kind : 'None', facts);
  // The renames that led here must last before anything goes that could redo or undo them.
  if (steps.length > 0 && (await place.disk.stat(place.root)) !== null) await place.disk.syncDir(place.root);
  for (const step of steps) await carryOut(step, place);
  const playerOwned = steps.flatMap((step) => playerOwnedPath(step, place));
  for (const path of playerOwned) place.log('warn', `${path} was not made by lanspread and is left untouched.`);
  return { steps: steps.filter((step) => step !== 'report-backup' && step !== 'report-staging'), playerOwned };
}

export async function observeInstall(place: GamePlace): Promise<InstallFacts> {
  const { disk, local, staging, backup } = place;
  return {
    local: await observeEntry(disk, local),
    staging: await observeEntry(disk, staging),
    backup: await observeEntry(disk, backup),
    pendingListing: (await disk.stat(gameStatePaths(place.stateDir, place.gameId).pendingListing)) !== null,
  };
}

async function observeEntry(disk: Disk, path: string): Promise<ReservedEntry> {
  const stat = await disk.stat(path);
  if (stat === null) return 'missing';
  if (stat.kind !== 'directory') return 'foreign';
  return (await isMarkedOwned(disk, path)) ? 'marked' : 'unmarked';
}

async function carryOut(step: RecoveryStep, place: GamePlace): Promise<void> {
  const { disk, root, local, staging, backup } = place;
  switch (step) {
    case 'restore-backup':
      await disk.rename(backup, local);
      return disk.syncDir(root);
    case 'save-player-files':
      return savePlayerFiles(place);
    case 'delete-backup':
      return removeOwnedTree(disk, backup);
    case 'hand-backup-to-player':
      return dropMarker(disk, backup);
    case 'adopt-listing':
      // Last goes what says which kept files are in the install by now.
      await dropKeptFiles(place, await readRestored(place));
      return adoptListing(place);
    case 'drop-pending-listing':
      return dropPendingListing(place);
    case 'delete-staging':
      return removeOwnedTree(disk, staging);
    case 'drop-local-marker':
      return dropMarker(disk, local);
    case 'forget-install':
      return forgetInstall(place);
    case 'remove-empty-root':
      return removeRootIfEmpty(place);
    case 'clear-intent':
      return clearIntent(place);
    case 'report-backup':
    case 'report-staging':
      return;
    default:
      return assertNever(step);
  }
}

async function removeRootIfEmpty({ disk, root, gameDir }: GamePlace): Promise<void> {
  if ((await disk.stat(root))?.kind !== 'directory' || (await disk.list(root)).length > 0) return;
  await disk.removeEmptyDir(root);
  await disk.syncDir(gameDir);
}

/** Something at a reserved name keeps every operation that needs the name from beginning. */
export const notOurs = (path: string): PeerError =>
  new PeerError(
    'game-dir-unusable',
    `${path} stands where lanspread has to put files of its own, and was not made by lanspread.`,
    'Look what is in it, move or rename it, then try again.',
  );

function playerOwnedPath(step: RecoveryStep, { staging, backup }: GamePlace): string[] {
  if (step === 'report-staging') return [staging];
  return step === 'report-backup' || step === 'hand-backup-to-player' ? [backup] : [];
}
