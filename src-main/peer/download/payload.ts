// The partial files of a running download, in a directory of their own, so that what was there stays whole until the
// commit.
import path from 'node:path';
import type { GameFile } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Disk, DiskFile } from '../disk/disk.ts';
import { payloadDirName, sentinelName, sentinelTempName } from '../disk/names.ts';
import { isMarkedOwned, makeOwnedDir, removeOwnedTree } from '../disk/owned-dir.ts';
import { createPieceWriter } from './piece-writer.ts';
import type { Piece } from '../rules/pieces.ts';

export interface Payload {
  /** Writes one piece at its place; `version.ini` stays in memory until the commit. */
  write: (piece: Piece, bytes: Uint8Array) => Promise<void>;
  /** Makes everything durable; the sentinel ends up beside its final place, not in it. Nothing is written after it. */
  sync: () => Promise<void>;
  /** Gives the open files back; what was written stays. */
  close: () => Promise<void>;
}

export const payloadDir = (root: string): string => path.join(root, payloadDirName);

/** Creates all files at full length, sparse. The game root exists; a payload directory of ours is replaced. */
export async function openPayload(disk: Disk, root: string, files: readonly GameFile[]): Promise<Payload> {
  const dir = payloadDir(root);
  await discardPayload(disk, root);
  await makeOwnedDir(disk, dir);
  for (const file of files)
    if (file.path !== sentinelName) await createSparse(disk, path.join(dir, file.path), file.size);
  const writer = createPieceWriter(disk);
  const sentinel = Buffer.alloc(files.find((file) => file.path === sentinelName)?.size ?? 0);
  return {
    write: async (piece, bytes) => {
      const file = files[piece.file];
      if (file === undefined) throw new RangeError(`no file ${piece.file}`);
      if (file.path === sentinelName) sentinel.set(bytes, piece.offset);
      else await writer.write(path.join(dir, file.path), bytes, piece.offset);
    },
    sync: async () => {
      await writer.close();
      for (const file of files) if (file.path !== sentinelName) await disk.syncFile(path.join(dir, file.path));
      await writeSynced(disk, path.join(root, sentinelTempName), sentinel);
    },
    close: writer.close,
  };
}

/** Deletes what a download has left behind. Throws when the payload directory does not bear our mark. */
export async function discardPayload(disk: Disk, root: string): Promise<void> {
  const dir = payloadDir(root);
  const stat = await disk.stat(dir);
  if (stat !== null) {
    // The mark is the first thing in it, so an empty directory is one whose mark was not written yet.
    const owned =
      stat.kind === 'directory' && ((await isMarkedOwned(disk, dir)) || (await disk.list(dir)).length === 0);
    if (!owned) throw notOurs(dir);
    await removeOwnedTree(disk, dir);
  }
  await disk.removeFile(path.join(root, sentinelTempName));
}

const notOurs = (dir: string): PeerError =>
  new PeerError('disk-error', `${dir} was not made by lanspread.`, 'Rename or move it, then try again.');

async function createSparse(disk: Disk, file: string, size: number): Promise<void> {
  await disk.makeDirs(path.dirname(file));
  await withFile(disk, file, 'create', (handle) => handle.resize(size));
}

const writeSynced = (disk: Disk, file: string, bytes: Uint8Array): Promise<void> =>
  withFile(disk, file, 'create', async (handle) => {
    await handle.resize(bytes.length);
    await handle.writeAt(bytes, 0);
    await handle.datasync();
  });

async function withFile(
  disk: Disk,
  file: string,
  mode: 'create' | 'existing',
  work: (handle: DiskFile) => Promise<void>,
): Promise<void> {
  const handle = await disk.open(file, mode);
  try {
    await work(handle);
  } finally {
    await handle.close();
  }
}
