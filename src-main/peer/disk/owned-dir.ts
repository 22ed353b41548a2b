// Directories that we make and may delete again: each carries a marker that proves it.
import { dirname, join } from 'node:path';
import type { Disk } from './disk.ts';
import { ownedMarkerName } from './names.ts';

const markerText = 'Made by lanspread, which deletes this folder when it is done with it.\n';

/** Creates the directory with its marker, durably; EEXIST when something stands there. */
export async function makeOwnedDir(disk: Disk, path: string): Promise<void> {
  await disk.makeDir(path);
  await disk.syncDir(dirname(path));
  await markOwned(disk, path);
}

export async function markOwned(disk: Disk, directory: string): Promise<void> {
  const marker = join(directory, ownedMarkerName);
  await disk.writeText(marker, markerText);
  await disk.syncFile(marker);
  await disk.syncDir(directory);
}

export async function isMarkedOwned(disk: Disk, directory: string): Promise<boolean> {
  return (await disk.stat(join(directory, ownedMarkerName)))?.kind === 'file';
}

export async function dropMarker(disk: Disk, directory: string): Promise<void> {
  await disk.removeFile(join(directory, ownedMarkerName));
  await disk.syncDir(directory);
}

/** Deletes the marker last, so that what a crash leaves behind is still known as ours. */
export async function removeOwnedTree(disk: Disk, path: string): Promise<void> {
  const names = await disk.list(path);
  for (const name of names) {
    if (name !== ownedMarkerName) await disk.removeTree(join(path, name));
  }
  await disk.syncDir(path);
  await disk.removeTree(path);
  await disk.syncDir(dirname(path));
}
