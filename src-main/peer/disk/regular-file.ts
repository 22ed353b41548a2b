// Finds files below a folder that really are there: regular ones, reached through no link.
import { join } from 'node:path';
import type { Disk, EntryStat } from './disk.ts';

export type FileLookup = (path: string) => Promise<EntryStat | null>;

/**
 * Paths are relative with `/`; null for whatever is no regular file. The folders that were met are remembered, so a
 * lookup is for one pass over a tree, not for longer.
 */
export function regularFilesIn(disk: Disk, root: string): FileLookup {
  const folders = new Map<string, Promise<boolean>>();

  const lookAtFolder = async (folder: string): Promise<boolean> =>
    (folder === '' || (await isFolder(parentOf(folder)))) &&
    (await disk.stat(join(root, folder)))?.kind === 'directory';

  const isFolder = (folder: string): Promise<boolean> => {
    const known = folders.get(folder) ?? lookAtFolder(folder);
    folders.set(folder, known);
    return known;
  };

  return async (path) => {
    if (!(await isFolder(parentOf(path)))) return null;
    const stat = await disk.stat(join(root, path));
    return stat?.kind === 'file' ? stat : null;
  };
}

const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));
