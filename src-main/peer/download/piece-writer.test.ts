import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Disk, DiskFile } from '../disk/disk.ts';
import { realDisk } from '../disk/real-disk.ts';
import { createPieceWriter } from './piece-writer.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'lanspread-writer-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Counts open files; `sync` stands in for bringing a file to the disk. */
function watchedDisk(sync: () => Promise<void> = async () => {}): {
  disk: Disk;
  mostOpen: () => number;
  open: () => number;
} {
  let open = 0;
  let most = 0;
  const watched = (file: DiskFile): DiskFile => ({
    ...file,
    datasync: sync,
    close: async () => {
      open -= 1;
      await file.close();
    },
  });
  const disk: Disk = {
    ...realDisk,
    open: async (file, mode) => {
      open += 1;
      most = Math.max(most, open);
      return watched(await realDisk.open(file, mode));
    },
  };
  return { disk, mostOpen: () => most, open: () => open };
}

it('writes to many files at their places and keeps only a few open', async () => {
  const files = Array.from({ length: 40 }, (_, index) => path.join(home, String(index)));
  for (const file of files) await writeFile(file, '....');
  const { disk, mostOpen, open } = watchedDisk();
  const writer = createPieceWriter(disk);
  await Promise.all([1, 3].flatMap((at) => files.map((file) => writer.write(file, Buffer.from('x'), at))));
  await writer.close();
  for (const file of files) expect(await readFile(file, 'utf8')).toBe('.x.x');
  expect(mostOpen()).toBeLessThanOrEqual(17);
  expect(open()).toBe(0);
});

it('tells a sync that failed in the background at the latest when it is closed', async () => {
  const file = path.join(home, 'big');
  await writeFile(file, '');
  const { disk, open } = watchedDisk(() => Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })));
  const writer = createPieceWriter(disk);
  await writer.write(file, Buffer.alloc(64 * 2 ** 20), 0);
  await expect(writer.close()).rejects.toThrow('EIO');
  expect(open()).toBe(0);
});
