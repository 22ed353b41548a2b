// The one way in which a new install takes the place of none or of an old one: staged, then swapped by rename.
import { dirname, join } from 'node:path';
import type { GameId, GameVersion } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { toDiskError } from '../disk/disk-error.ts';
import { ownedMarkerName } from '../disk/names.ts';
import { makeOwnedDir, markOwned } from '../disk/owned-dir.ts';
import { syncTree } from '../disk/sync-tree.ts';
import { walkTree, type TreeEntry } from '../disk/walk-tree.ts';
import { whileClaimed, type Claim } from '../edge/games-in-use.ts';
import type { InstalledFile } from '../rules/player-files.ts';
import { carryPlayerFiles, listPlayerFiles, type CarriedFiles, type CarryJob } from './carry-player-files.ts';
import type { GamePlace } from './game-place.ts';
import { readListing, writePendingListing } from './install-listing.ts';
import { writeIntent, type Intent, type IntentStep } from './intent-log.ts';
import { keptDirOf, listKeptFiles } from './kept-files.ts';
import { notOurs, observeInstall, recoverGame } from './recover-game.ts';

/** A game root without leftovers, ready for an operation. */
export interface SettledPlace extends GamePlace {
  installed: boolean;
}

/**
 * Finishes or undoes what an earlier operation left, then answers what is installed. Throws `game-dir-unusable` when
 * something that we did not make stands at one of the names that the operation needs besides `local`.
 */
export async function settlePlace(place: GamePlace, needs: readonly ('staging' | 'backup')[]): Promise<SettledPlace> {
  const { playerOwned } = await recoverGame(place);
  const { local } = await observeInstall(place);
  const [inTheWay] = [
    ...(local === 'foreign' ? [place.local] : []),
    ...needs.map((name) => place[name]).filter((path) => playerOwned.includes(path)),
  ];
  if (inTheWay !== undefined) {
    throw notOurs(inTheWay);
  }
  return { ...place, installed: local !== 'missing' };
}

/** What of the player's a new install will hold besides its own files: what is in the old one, else what was kept. */
export async function listCarried(place: SettledPlace): Promise<TreeEntry[]> {
  if (!place.installed) return listKeptFiles(place);
  return listPlayerFiles(place.disk, place.local, await readListing(place));
}

export interface NewInstall {
  version: GameVersion;
  /** The game root is missing: it is made, and goes again when the install fails. */
  makesRoot?: boolean;
  /** Until the swap; from then on the install is finished whatever happens. */
  signal: AbortSignal;
  /** Taken for the swap: until then the old install may be played. */
  claim: Claim;
  /** Puts the files of the new install into the directory. */
  fill: (staging: string) => Promise<void>;
}

/**
 * Installs, or updates where something is installed. On any failure the state from before is restored and the failure
 * thrown; after the swap, failures to tidy up are logged and left to the next recovery.
 */
export async function replaceInstall(place: SettledPlace, install: NewInstall): Promise<void> {
  const note = (step: IntentStep): Intent => ({
    kind: place.installed ? 'Updating' : 'Installing',
    gameId: place.gameId,
    version: install.version,
    step,
    root: place.root,
    ...(install.makesRoot === true ? { madeRoot: true } : {}),
  });
  const reach = async (step: IntentStep) => writeIntent(place, note(step));
  try {
    const staged = await stage(place, install, reach);
    await whileClaimed(install.claim, async () => promote(place, install, staged, reach));
  } catch (error) {
    await tidyUp(place);
    throw toInstallError(error, place.gameId, install.signal);
  }
}

/** Nobody may play before it is whole again, whether it is the new install or, after a failure, the old one. */
async function promote(place: SettledPlace, { signal }: NewInstall, staged: Staged, reach: Reach): Promise<void> {
  signal.throwIfAborted();
  try {
    await swap(place, staged, reach);
    await logFailure(place, async () => reach('promoted'));
  } finally {
    await tidyUp(place);
  }
}

/** `cancelled` whenever the signal was given: whatever failed then failed because of it, or does not matter any more. */
export function toInstallError(error: unknown, gameId: GameId, signal: AbortSignal): PeerError {
  if (!signal.aborted) return toDiskError(error, `install ${gameId}`);
  return new PeerError('cancelled', `The installation of ${gameId} was cancelled.`, 'Nothing was changed.');
}

interface Staged {
  job: Omit<CarryJob, 'listing'>;
  carried: CarriedFiles;
}

type Reach = (step: IntentStep) => Promise<void>;

/** Everything that can take long, while an old install stays playable. */
async function stage(place: SettledPlace, install: NewInstall, reach: Reach): Promise<Staged> {
  const { disk, staging, local, installed } = place;
  const { signal } = install;
  await reach('prepared');
  if (install.makesRoot === true) await makeRoot(place);
  await makeOwnedDir(disk, staging);
  await install.fill(staging);
  signal.throwIfAborted();

  const fresh = await walkTree(disk, staging, [ownedMarkerName]);
  const job = { disk, from: local, into: staging, fresh };
  const carried: CarriedFiles = installed ? await carryOver(place, job, new Map(), signal) : new Map();
  const restored = installed ? [] : await restoreKeptFiles(place, job, signal);
  await syncTree(disk, staging, await walkTree(disk, staging));
  await writePendingListing(place, { version: install.version, files: fresh.entries, restored });
  signal.throwIfAborted();
  await reach('staged');
  return { job, carried };
}

/** By the listing as it is now: starting the old install may write into files of the game, which stay the game's. */
async function carryOver(place: GamePlace, job: Staged['job'], earlier: CarriedFiles, signal?: AbortSignal) {
  return carryPlayerFiles({ ...job, listing: await readListing(place) }, earlier, signal);
}

/** Copies into the staging what was kept at an uninstall; it is deleted only once the install is promoted. */
async function restoreKeptFiles(place: GamePlace, job: Staged['job'], signal: AbortSignal): Promise<InstalledFile[]> {
  if ((await listKeptFiles(place)).length === 0) return [];
  const from = keptDirOf(place.gameDir, place.gameId);
  const carried = await carryPlayerFiles({ ...job, from, listing: null }, new Map(), signal);
  return [...carried].map(([path, { size, mtimeMs }]) => ({ path, size, mtimeMs }));
}

async function makeRoot({ disk, root, gameDir }: GamePlace): Promise<void> {
  await disk.makeDir(root);
  await disk.syncDir(gameDir);
}

/** The old install becomes the backup, the staging becomes the install. */
async function swap(place: SettledPlace, { job, carried }: Staged, reach: Reach): Promise<void> {
  const { disk, installed, staging, local, backup } = place;
  if (installed) {
    await retireInstall(place);
    await reach('retired');
    // What a running game wrote since the first look; from now on it can write nothing by name.
    const late = await carryOver(place, { ...job, from: backup }, carried);
    await syncLateFiles(place, carried, late);
  }
  await disk.rename(staging, local);
}

/** Moves the installed game aside. Until the new one is promoted, recovery brings it back. */
export async function retireInstall({ disk, root, local, backup }: GamePlace): Promise<void> {
  await markOwned(disk, local);
  await disk.rename(local, backup);
  await disk.syncDir(root);
}

/** Syncs what the second look copied, with every folder on the way to it. */
async function syncLateFiles(place: GamePlace, earlier: CarriedFiles, late: CarriedFiles): Promise<void> {
  const { disk, staging } = place;
  const folders = new Set<string>();
  for (const [path, file] of late) {
    if (!file.copied || earlier.get(path) === file) continue;
    const target = join(staging, file.to);
    if ((await disk.stat(target))?.kind === 'file') await disk.syncFile(target);
    for (let folder = dirname(target); folder.startsWith(staging); folder = dirname(folder)) folders.add(folder);
  }
  for (const folder of folders) await disk.syncDir(folder);
}

/** Never throws: what does not work now is done by the next recovery, at the latest at the next start. */
export async function tidyUp(place: GamePlace): Promise<void> {
  await logFailure(place, async () => void (await recoverGame(place)));
}

async function logFailure(place: GamePlace, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { message } = toDiskError(error, `tidy up in ${place.root}`);
    place.log('warn', `${message} This is tried again before the next operation and at the next start.`);
  }
}
