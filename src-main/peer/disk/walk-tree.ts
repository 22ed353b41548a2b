// Everything below a directory, without ever following a link.
import { join } from 'node:path';
import type { Disk, EntryKind } from './disk.ts';
import { errorCodeOf } from './error-code.ts';
import { mapLimited } from './map-limited.ts';

/** `path` is relative to where the walk began, with `/`. */
export interface TreeEntry {
  path: string;
  kind: Exclude<EntryKind, 'directory'>;
  size: number;
  mtimeMs: number;
}

export interface Tree {
  entries: TreeEntry[];
  /** Directories below the start, parents before children. */
  directories: string[];
}

const statsAtOnce = 8;

/** Entries that vanish during the walk are left out; a missing start is ENOENT. */
export async function walkTree(disk: Disk, start: string, skip: readonly string[] = []): Promise<Tree> {
  const tree: Tree = { entries: [], directories: [] };
  const waiting = [''];
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    const parent = folder;
    const names = await listFolder(disk, start, parent);
    const children = names.map((name) => (parent === '' ? name : `${parent}/${name}`));
    const wanted = children.filter((path) => !skip.includes(path));
    const stats = await mapLimited(wanted, statsAtOnce, async (path) => disk.stat(join(start, path)));
    for (const [index, path] of wanted.entries()) {
      const stat = stats[index];
      if (stat === null || stat === undefined) continue;
      if (stat.kind === 'directory') {
        tree.directories.push(path);
        waiting.push(path);
      } else tree.entries.push({ path, kind: stat.kind, size: stat.size, mtimeMs: stat.mtimeMs });
    }
  }
  return tree;
}

async function listFolder(disk: Disk, start: string, folder: string): Promise<string[]> {
  try {
    return await disk.list(join(start, folder));
  } catch (error) {
    if (folder !== '' && errorCodeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
