// How the files of a game look now, without reading them.
import path from 'node:path';
import type { Disk } from '../disk/disk.ts';
import { mapLimited } from '../disk/map-limited.ts';
import type { StampedFile } from './hash-cache.ts';
import { isSameStamp, stampOf } from './library-index.ts';
import { listGameFiles } from './list-game-files.ts';

const statsAtOnce = 8;

/** The files that travel, sorted by path. Those that vanish meanwhile are left out. */
export async function surveyGame(disk: Disk, root: string): Promise<StampedFile[]> {
  const stamped = await mapLimited(await listGameFiles(disk, root), statsAtOnce, async ({ path: file }) => {
    const stat = await disk.stat(path.join(root, file));
    return stat?.kind === 'file' ? { path: file, ...stampOf(stat) } : null;
  });
  return stamped.filter((file) => file !== null);
}

export const isSameSurvey = (a: readonly StampedFile[], b: readonly StampedFile[]): boolean =>
  a.length === b.length && a.every((file, index) => isSameFile(file, b[index]));

export const isSameFile = (a: StampedFile, b: StampedFile | undefined): boolean =>
  b !== undefined && a.path === b.path && isSameStamp(a, b);
