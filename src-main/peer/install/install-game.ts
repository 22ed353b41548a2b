// Installs a downloaded game from its archives, or updates the installed one.
import { join } from 'node:path';
import type { GameVersion } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { InstallProgress } from '../../../src-shared/peer-event.ts';
import { requireFreeSpace } from '../disk/free-space.ts';
import { archiveSuffix, ownedMarkerName } from '../disk/names.ts';
import { whileClaimed, type Claim } from '../edge/games-in-use.ts';
import type { ArchiveListing, Unpacker } from '../edge/unpacker.ts';
import { firstVolumes } from '../rules/archive-volumes.ts';
import { caseKey, findCaseTwins, findFolderConflict } from '../rules/safe-path.ts';
import { gamePlace, type GameOperation, type GamePlace } from './game-place.ts';
import { listCarried, replaceInstall, settlePlace, toInstallError, type SettledPlace } from './transaction.ts';

export interface InstallGame extends GameOperation {
  unpacker: Unpacker;
  /** The downloaded version, from the sentinel. */
  version: GameVersion;
  /** Cancels until the swap; then the install is finished. */
  signal: AbortSignal;
  /** The old install may be played until the swap. */
  claim: Claim;
  onProgress: (progress: InstallProgress) => void;
}

export interface InstallOutcome {
  version: GameVersion;
  /** Whether an installed game was replaced. */
  updated: boolean;
}

/** Small files take at least one block on disk. */
const blockBytes = 4096;

interface Archive {
  path: string;
  name: string;
  listing: ArchiveListing;
}

/**
 * Leaves either the new install, with the player's files of the old one, or exactly what was there before. Throws
 * PeerError: `not-downloaded`, `archive-*`, `disk-full`, `disk-error`, `permission-denied`, `file-locked`,
 * `game-dir-unusable`, `unpacker-crashed` or `cancelled`.
 */
export async function installGame(request: InstallGame): Promise<InstallOutcome> {
  const { version, unpacker, signal, claim, onProgress } = request;
  try {
    const place = await whileClaimed(claim, async () => settlePlace(gamePlace(request), ['staging', 'backup']));
    await requireDownloaded(place);
    const archives = await openArchives(place, unpacker, signal);
    refuseClashes(archives);
    await requireRoom(place, archives);
    await replaceInstall(place, {
      version,
      signal,
      claim,
      fill: async (staging) => unpackAll({ archives, staging, unpacker, signal, onProgress, gameId: place.gameId }),
    });
    return { version, updated: place.installed };
  } catch (error) {
    throw toInstallError(error, request.gameId, signal);
  }
}

async function requireDownloaded({ disk, sentinel, gameId }: GamePlace): Promise<void> {
  if ((await disk.stat(sentinel))?.kind === 'file') return;
  throw new PeerError('not-downloaded', `${gameId} is not downloaded.`, 'Download it first.');
}

/** All archives in the root in sorted order, later volumes left out, with their listings. */
async function openArchives(place: GamePlace, unpacker: Unpacker, signal: AbortSignal): Promise<Archive[]> {
  const { disk, root, gameId } = place;
  const names: string[] = [];
  for (const name of await disk.list(root)) {
    if (!name.toLowerCase().endsWith(archiveSuffix)) continue;
    if ((await disk.stat(join(root, name)))?.kind === 'file') names.push(name);
  }
  if (names.length === 0) {
    throw new PeerError(
      'archive-missing',
      `There is no ${archiveSuffix} archive in ${root}, so ${gameId} cannot be installed.`,
      'Verify its files: what is missing is fetched again.',
    );
  }
  const archives: Archive[] = [];
  for (const name of firstVolumes(names)) {
    const path = join(root, name);
    archives.push({ path, name, listing: await unpacker.list(path, signal, 'unpack') });
  }
  return archives;
}

/** Archives that write the same path cannot both be right, and none may touch our marker. */
function refuseClashes(archives: readonly Archive[]): void {
  const files = archives.flatMap(({ listing }) => listing.entries.filter((e) => !e.directory).map((e) => e.path));
  const folders = archives.flatMap(({ listing }) => listing.entries.filter((e) => e.directory).map((e) => e.path));
  const marker = [...files, ...folders].find((path) => caseKey(path.split('/')[0] ?? '') === ownedMarkerName);
  if (marker !== undefined) {
    throw new PeerError('archive-unsafe-path', `An archive contains ${marker}, a name that lanspread uses.`, again);
  }
  const twins = findCaseTwins(files);
  const conflict = findFolderConflict(files, folders);
  if (twins === null && conflict === null) return;
  const [one, other] = twins ?? [conflict?.file, conflict?.needsFolder];
  const holders = archives.filter(({ listing }) => listing.entries.some((e) => e.path === one || e.path === other));
  throw new PeerError(
    'archive-corrupt',
    one === other
      ? `The archives ${namesOf(holders)} both write ${one}.`
      : `The archives ${namesOf(holders)} write both ${one} and ${other}, which cannot stand side by side.`,
    again,
  );
}

const again = 'The game was packed wrongly: ask whoever packed it, or download another version.';

const namesOf = (archives: readonly Archive[]) => archives.map((archive) => archive.name).join(' and ');

async function requireRoom(place: SettledPlace, archives: readonly Archive[]): Promise<void> {
  const { disk, root, gameId } = place;
  const unpackedBytes = archives.reduce((sum, archive) => sum + archive.listing.unpackedBytes, 0);
  const fileCount = archives.reduce((sum, archive) => sum + archive.listing.entries.length, 0);
  const kept = await listCarried(place);
  const keptBytes = kept.reduce((sum, file) => sum + file.size, 0);
  const blocks = (fileCount + kept.length) * blockBytes;
  await requireFreeSpace(disk, root, unpackedBytes + keptBytes + blocks, `install ${gameId}`);
}

interface UnpackAll extends Pick<InstallGame, 'unpacker' | 'signal' | 'onProgress' | 'gameId'> {
  archives: readonly Archive[];
  staging: string;
}

async function unpackAll({ archives, staging, unpacker, signal, onProgress, gameId }: UnpackAll): Promise<void> {
  const totalBytes = archives.reduce((sum, archive) => sum + archive.listing.unpackedBytes, 0);
  let finishedBytes = 0;
  for (const { path, listing } of archives) {
    const report = (bytes: number) => onProgress({ gameId, writtenBytes: finishedBytes + bytes, totalBytes });
    await unpacker.unpack(path, staging, { signal, onProgress: ({ writtenBytes }) => report(writtenBytes) });
    report(listing.unpackedBytes);
    finishedBytes += listing.unpackedBytes;
  }
}
