import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Disk } from './disk.ts';
import { createVolatileDisk } from './power-cut.ts';
import { realDisk } from './real-disk.ts';
import { makeTempDir } from './testing/temp-dir.ts';
import { walkTree } from './walk-tree.ts';

type Work = (disk: Disk, at: (path: string) => string) => Promise<void>;

/** What is left of `old/file` = "0123" and the work, after the power went. */
async function afterCut(work: Work): Promise<Record<string, string>> {
  await using dir = await makeTempDir();
  await realDisk.makeDir(join(dir.path, 'old'));
  await realDisk.writeText(join(dir.path, 'old/file'), '0123');
  const volatile = await createVolatileDisk(realDisk);
  await work(volatile.disk, (path) => join(dir.path, path));
  await volatile.cutPower('names-lost');
  await volatile.dispose();
  const { entries } = await walkTree(realDisk, dir.path);
  const contents = entries.map(async ({ path }) => [path, await realDisk.readText(join(dir.path, path))] as const);
  return Object.fromEntries(await Promise.all(contents));
}

test.each<[string, Work, Record<string, string>]>([
  ['a new file goes', async (disk, at) => disk.writeText(at('new'), 'abcd'), { 'old/file': '0123' }],
  [
    'a new file whose name is synced is cut',
    async (disk, at) => {
      await disk.writeText(at('new'), 'abcd');
      await disk.syncDir(at('.'));
    },
    { 'old/file': '0123', new: 'ab' },
  ],
  [
    'a synced one stays',
    async (disk, at) => {
      await disk.writeText(at('new'), 'abcd');
      await disk.syncFile(at('new'));
      await disk.syncDir(at('.'));
    },
    { 'old/file': '0123', new: 'abcd' },
  ],
  ['a deleted tree comes back', async (disk, at) => disk.removeTree(at('old')), { 'old/file': '0123' }],
  [
    'a rename is undone, with what it replaced',
    async (disk, at) => {
      await disk.writeText(at('new'), 'abcd');
      await disk.syncFile(at('new'));
      await disk.syncDir(at('.'));
      await disk.rename(at('new'), at('old/file'));
    },
    { 'old/file': '0123', new: 'abcd' },
  ],
  [
    'what was written into an open file is as it was',
    async (disk, at) => {
      const file = await disk.open(at('old/file'), 'existing');
      await file.writeAt(Buffer.from('xy'), 3);
      await file.resize(9);
      await file.close();
    },
    { 'old/file': '0123' },
  ],
  [
    'what was synced there stays, and only that',
    async (disk, at) => {
      const file = await disk.open(at('old/file'), 'existing');
      await file.writeAt(Buffer.from('x'), 0);
      await file.datasync();
      await file.writeAt(Buffer.from('yz'), 0);
      await file.close();
    },
    { 'old/file': 'x123' },
  ],
  [
    'it follows the file under its new name',
    async (disk, at) => {
      const file = await disk.open(at('old/file'), 'existing');
      await file.writeAt(Buffer.from('x'), 0);
      await disk.rename(at('old/file'), at('new'));
      await file.writeAt(Buffer.from('y'), 1);
      await disk.syncDir(at('.'));
      await file.close();
    },
    { new: '0123' },
  ],
  [
    'what was done below a directory is undone below its new name',
    async (disk, at) => {
      await disk.writeText(at('old/new'), 'abcd');
      await disk.rename(at('old'), at('moved'));
      await disk.syncDir(at('.'));
    },
    { 'moved/file': '0123' },
  ],
])('%s', async (_, work, expected) => {
  expect(await afterCut(work)).toEqual(expected);
});
