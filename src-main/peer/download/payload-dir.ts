// The directory of a running download, in the game root: proved ours by its marker, told from others by its id.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Disk } from '../disk/disk.ts';
import { ownedMarkerName, payloadDirName, sentinelTempName } from '../disk/names.ts';
import { isMarkedOwned, makeOwnedDir, removeOwnedTree } from '../disk/owned-dir.ts';

export const payloadDir = (root: string): string => path.join(root, payloadDirName);

/** Replaces a payload directory of ours; answers the new one's id. Throws when what stands there is not ours. */
export async function makePayloadDir(disk: Disk, root: string): Promise<string> {
  const dir = payloadDir(root);
  await discardPayload(disk, root);
  await makeOwnedDir(disk, dir);
  const marker = path.join(dir, ownedMarkerName);
  const id = randomUUID();
  await disk.writeText(marker, `${await disk.readText(marker)}${idPrefix}${id}\n`);
  await disk.syncFile(marker);
  // The root itself may be new.
  await disk.syncDir(path.dirname(root));
  return id;
}

const idPrefix = 'Download ';

/** null when there is no payload of ours, or one of a version that gave it no id. */
export async function readPayloadId(disk: Disk, root: string): Promise<string | null> {
  const dir = payloadDir(root);
  if ((await disk.stat(dir))?.kind !== 'directory' || !(await isMarkedOwned(disk, dir))) return null;
  const lines = (await disk.readText(path.join(dir, ownedMarkerName))).split('\n');
  return lines.find((line) => line.startsWith(idPrefix))?.slice(idPrefix.length) ?? null;
}

/** Whether a payload directory is there that is ours to delete. */
export async function hasOwnPayload(disk: Disk, root: string): Promise<boolean> {
  const dir = payloadDir(root);
  if ((await disk.stat(dir))?.kind !== 'directory') return false;
  // The mark is the first thing in it, so an empty directory is one whose mark was not written yet.
  return (await isMarkedOwned(disk, dir)) || (await disk.list(dir)).length === 0;
}

/** Deletes what a download has left behind. Throws when the payload directory does not bear our mark. */
export async function discardPayload(disk: Disk, root: string): Promise<void> {
  const dir = payloadDir(root);
  if (await hasOwnPayload(disk, root)) await removeOwnedTree(disk, dir);
  else if ((await disk.stat(dir)) !== null) {
    throw new PeerError('disk-error', `${dir} was not made by lanspread.`, 'Rename or move it, then try again.');
  }
  await disk.removeFile(path.join(root, sentinelTempName));
}
