// The files of a game as they travel: everything in the game root that is neither reserved nor litter.
import path from 'node:path';
import type { GameFile } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Disk } from '../disk/disk.ts';
import { litterNames, reservedRootNames } from '../disk/names.ts';
import { maxFilesPerGame } from '../protocol/limits.ts';
import { parseSafePath } from '../rules/safe-path.ts';

/** Sorted by path. Links, special files and names that other systems cannot hold are left out. */
export async function listGameFiles(disk: Disk, root: string): Promise<GameFile[]> {
  const files: GameFile[] = [];
  await collect(disk, root, '', files);
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

export const sumBytes = (files: readonly GameFile[]): number => files.reduce((sum, { size }) => sum + size, 0);

async function collect(disk: Disk, root: string, below: string, files: GameFile[]): Promise<void> {
  for (const name of await disk.list(path.join(root, below))) {
    if (isIgnored(below, name)) continue;
    const relative = below === '' ? name : `${below}/${name}`;
    if ('refused' in parseSafePath(relative)) continue;
    const stat = await disk.stat(path.join(root, relative));
    if (stat?.kind === 'directory') await collect(disk, root, relative, files);
    if (stat?.kind === 'file') files.push({ path: relative, size: stat.size });
    if (files.length > maxFilesPerGame) {
      throw new PeerError(
        'bad-manifest',
        `${root} holds more than ${maxFilesPerGame} files.`,
        'Pack them into archives.',
      );
    }
  }
}

/** Reserved names count whatever their case, since some file systems do not tell it apart. */
function isIgnored(below: string, name: string): boolean {
  const lower = name.toLowerCase();
  return litterNames.includes(lower) || (below === '' && reservedRootNames.includes(lower));
}
