// Writes player name and language into the files that an installed game reads them from.
import { dirname, join } from 'node:path';
import type { GameId } from '../../src-shared/game.ts';
import { writeFileAtomic } from '../peer/disk/atomic-write.ts';
import { toDiskError } from '../peer/disk/disk-error.ts';
import type { Disk, EntryStat } from '../peer/disk/disk.ts';
import { installDirName, stampTempSuffix } from '../peer/disk/names.ts';
import { regularFilesIn } from '../peer/disk/regular-file.ts';
import { makeGameStateDir } from '../peer/disk/state-dir.ts';
import { walkTree } from '../peer/disk/walk-tree.ts';
import type { Log } from '../peer/edge/log.ts';
import { readListing, recordRewritten } from '../peer/install/install-listing.ts';
import { isPlayerFile, type InstalledFile } from '../peer/rules/player-files.ts';
import { largestSettingsFile, settingsFileOf, stampBytes, type LaunchSettings } from './launch-settings.ts';

export interface StampRequest {
  disk: Disk;
  stateDir: string;
  gameId: GameId;
  /** Absolute path of the game root. */
  gameRoot: string;
  settings: LaunchSettings;
  log: Log;
}

/**
 * Stamps once per install, before its first start; a marker records it, and each install and update clears that. A
 * name that is changed later is therefore not written into games that were played before: what is in there by then is
 * the player's, and scripts are told the new name anyway. Looks everywhere below `local/`, but through no link, and
 * leaves files alone that the player changed since the install. Never throws for a single file: that is logged, and
 * tried again at the next start. Throws PeerError when the disk fails otherwise.
 */
export async function stampLaunchSettings(request: StampRequest): Promise<void> {
  const { disk, stateDir, gameId, gameRoot } = request;
  try {
    const { launchSettingsApplied } = await makeGameStateDir(disk, stateDir, gameId);
    if ((await disk.stat(launchSettingsApplied)) !== null) return;
    if (!(await isInstalledHere(disk, gameRoot))) return;
    if (await stampAll(request)) await writeFileAtomic(disk, launchSettingsApplied, '');
  } catch (error) {
    throw toDiskError(error, `write the player name into the files of ${gameId}`);
  }
}

async function isInstalledHere(disk: Disk, gameRoot: string): Promise<boolean> {
  for (const folder of [gameRoot, join(gameRoot, installDirName)]) {
    if ((await disk.stat(folder))?.kind !== 'directory') return false;
  }
  return true;
}

/** Answers whether all went well. */
async function stampAll(request: StampRequest): Promise<boolean> {
  const { disk, gameRoot, log } = request;
  const rewritten: InstalledFile[] = [];
  let failures = 0;
  for (const file of await findGameFiles(request)) {
    try {
      const written = await stampFile(disk, gameRoot, file, request.settings);
      if (written !== null) rewritten.push(written);
    } catch (error) {
      failures++;
      log('warn', toDiskError(error, `write the player name into ${file.path}`).message);
    }
  }
  await recordRewritten(request, rewritten);
  return failures === 0;
}

/** Of an install that another program made nobody knows which files are the player's; there all are taken. */
async function findGameFiles(request: StampRequest): Promise<InstalledFile[]> {
  const { disk, gameRoot } = request;
  const listing = await readListing(request);
  const { entries } = await walkTree(disk, join(gameRoot, installDirName));
  return entries.filter(
    (entry) =>
      entry.kind === 'file' &&
      settingsFileOf(entry.path) !== null &&
      entry.size <= largestSettingsFile &&
      (listing === null || !isPlayerFile(entry, listing)),
  );
}

/** Answers the file as it is then; null when it stays as it was. */
async function stampFile(
  disk: Disk,
  gameRoot: string,
  { path, size }: InstalledFile,
  settings: LaunchSettings,
): Promise<InstalledFile | null> {
  const inRoot = `${installDirName}/${path}`;
  const lookup = async () => regularFilesIn(disk, gameRoot)(inRoot);
  const before = await lookup();
  const kind = settingsFileOf(path);
  if (before?.size !== size || kind === null) return null;
  const file = join(gameRoot, inRoot);
  const bytes = stampBytes(kind, await readBytes(disk, file, size), settings);
  if (bytes === null) return null;
  // Whoever changed it or put a link there meanwhile keeps it.
  const written = await replaceFile(disk, file, bytes, async () => isSame(before, await lookup()));
  return written === null ? null : { path, size: written.size, mtimeMs: written.mtimeMs };
}

/** Answers the new file; null when `mayReplace` said no, which is asked last of all. */
async function replaceFile(
  disk: Disk,
  file: string,
  bytes: Uint8Array,
  mayReplace: () => Promise<boolean>,
): Promise<EntryStat | null> {
  const fresh = file + stampTempSuffix;
  let written: EntryStat | null = null;
  try {
    const candidate = await writeFresh(disk, fresh, bytes);
    if (await mayReplace()) {
      await disk.rename(fresh, file);
      written = candidate;
    }
  } finally {
    // The failure to report is the first one, not that of tidying up after it.
    if (written === null) await disk.removeFile(fresh).catch(() => undefined);
  }
  if (written !== null) await disk.syncDir(dirname(file));
  return written;
}

const isSame = (before: EntryStat, now: EntryStat | null) =>
  now !== null && now.inode === before.inode && now.size === before.size && now.mtimeMs === before.mtimeMs;

async function readBytes(disk: Disk, path: string, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  const file = await disk.open(path, 'read');
  try {
    return bytes.subarray(0, await file.readAt(bytes, 0));
  } finally {
    await file.close();
  }
}

/** What a crash left under this name is ours, or a link that must not be written through. */
async function writeFresh(disk: Disk, path: string, bytes: Uint8Array): Promise<EntryStat> {
  await disk.removeFile(path);
  const file = await disk.open(path, 'create');
  try {
    await file.writeAt(bytes, 0);
    await file.datasync();
  } finally {
    await file.close();
  }
  const written = await disk.stat(path);
  if (written === null) throw new Error(`${path} is gone.`);
  return written;
}
