// The files of a payload: made at full length, so that pieces can be written into them in any order.
import path from 'node:path';
import type { GameFile } from '../../../src-shared/game.ts';
import type { Disk } from '../disk/disk.ts';
import { mapLimited } from '../disk/map-limited.ts';

const syncsAtOnce = 8;

/** Makes these files sparse, in place of whatever is there. */
export async function makeSparseFiles(disk: Disk, dir: string, files: readonly GameFile[]): Promise<void> {
  const folders = new Set<string>();
  for (const { path: name, size } of files) {
    const file = path.join(dir, name);
    const folder = path.dirname(file);
    if (!folders.has(folder)) await disk.makeDirs(folder);
    folders.add(folder);
    await makeSparse(disk, file, size);
  }
}

/** The names of all these files last once this has resolved, whoever made them. */
export async function syncNames(disk: Disk, dir: string, files: readonly GameFile[]): Promise<void> {
  const folders = new Set(files.flatMap(({ path: name }) => foldersBetween(dir, path.join(dir, name))));
  await mapLimited([...folders], syncsAtOnce, async (folder) => disk.syncDir(folder));
}

async function makeSparse(disk: Disk, file: string, size: number): Promise<void> {
  if ((await disk.stat(file)) !== null) await disk.removeTree(file);
  const handle = await disk.open(file, 'create');
  try {
    await handle.resize(size);
  } finally {
    await handle.close();
  }
}

/** `dir` and every folder below it on the way to the file. */
function foldersBetween(dir: string, file: string): string[] {
  const folders = [dir];
  for (let folder = path.dirname(file); folder !== dir; folder = path.dirname(folder)) folders.push(folder);
  return folders;
}

/** Kept files are right in the game root: a copy in the payload would be a stale one. */
export async function removeStrays(disk: Disk, dir: string, paths: readonly string[]): Promise<void> {
  for (const name of paths) await disk.removeFile(path.join(dir, name));
}
