// Makes a whole tree durable, so that the rename which publishes it never points at unwritten data.
import { join } from 'node:path';
import type { Disk } from './disk.ts';
import { mapLimited } from './map-limited.ts';
import type { Tree } from './walk-tree.ts';

/** Syncs that wait together share one journal commit; more at once gained nothing and starve other disk work. */
const syncsAtOnce = 8;

/** Files first, then directories from the leaves up, then `start` itself. */
export async function syncTree(disk: Disk, start: string, tree: Tree): Promise<void> {
  const files = tree.entries.filter((entry) => entry.kind === 'file');
  await mapLimited(files, syncsAtOnce, async (file) => disk.syncFile(join(start, file.path)));
  for (const directory of tree.directories.toReversed()) await disk.syncDir(join(start, directory));
  await disk.syncDir(start);
}
