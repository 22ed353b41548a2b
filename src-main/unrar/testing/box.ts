// A folder to unpack into, deep inside another one in which nothing must change.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTree } from './read-tree.ts';

export interface Box {
  /** For archives. */
  archives: string;
  /** Existing and empty. */
  into: string;
  inside: () => Promise<Record<string, string>>;
  /** Everything around `into` but the archives. */
  outside: () => Promise<Record<string, string>>;
  /** What `outside` answers as long as nothing has escaped. */
  untouched: Record<string, string>;
  remove: () => Promise<void>;
}

export async function createBox(): Promise<Box> {
  const root = await mkdtemp(join(tmpdir(), 'lanspread-unrar-'));
  const around = join(root, 'around');
  const into = join(around, 'a/b/into');
  const archives = join(root, 'archives');
  await mkdir(into, { recursive: true });
  await mkdir(archives);
  await writeFile(join(around, 'sentinel.txt'), 'stays as it is');
  await writeFile(join(around, 'a/sentinel.txt'), 'stays as it is');
  const outside = async () => {
    const tree = await readTree(around);
    return Object.fromEntries(Object.entries(tree).filter(([path]) => !path.startsWith('a/b/into/')));
  };
  return {
    archives,
    into,
    inside: () => readTree(into),
    outside,
    untouched: await outside(),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
