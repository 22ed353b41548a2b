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

interface WatchedDisk {
  disk: Disk;
  mostOpen: () => number;
  open: () => number;
  /** Names of files, in the order in which they were synced. */
  synced: string[];
}

/** Counts open files; `sync` stands in for bringing a file to the disk. */
function watchedDisk(sync: () => Promise<void> = async () => {}): WatchedDisk {
  let open = 0;
  let most = 0;
  const synced: string[] = [];
  const syncNamed = async (name: string) => {
    synced.push(path.basename(name));
    await sync();
  };
  const watched = (name: string, file: DiskFile): DiskFile => ({
    ...file,
    datasync: () => syncNamed(name),
    close: async () => {
      open -= 1;
      await file.close();
    },
  });
  const disk: Disk = {
    ...realDisk,
    syncFile: syncNamed,
    open: async (file, mode) => {
      open += 1;
      most = Math.max(most, open);
      return watched(file, await realDisk.open(file, mode));
    },
  };
  return { disk, mostOpen: () => most, open: () => open, synced };
}

async function makeFiles(count: number): Promise<string[]> {
  const files = Array.from({ length: count }, (_, index) => path.join(home, String(index)));
  for (const file of files) await writeFile(file, '....');
  return files;
}

const x = Buffer.from('x');

it('writes to many files at their places and keeps only a few open', async () => {
  const files = await makeFiles(40);
  const { disk, mostOpen, open, synced } = watchedDisk();
  const writer = createPieceWriter(disk);
  await Promise.all([1, 3].flatMap((at) => files.map((file) => writer.write(file, x, at))));
  await writer.flush();
  await writer.close();
  for (const file of files) expect(await readFile(file, 'utf8')).toBe('.x.x');
  expect(mostOpen()).toBeLessThanOrEqual(16);
  expect(open()).toBe(0);
  expect(new Set(synced)).toEqual(new Set(files.map((file) => path.basename(file))));
});

it('syncs what was written since the last time, and nothing else', async () => {
  const [one = '', other = ''] = await makeFiles(2);
  const { disk, synced } = watchedDisk();
  const writer = createPieceWriter(disk);
  await writer.write(one, x, 0);
  await writer.flush();
  await writer.write(other, x, 0);
  await writer.flush();
  await writer.flush();
  expect(synced).toEqual(['0', '1']);
  await writer.close();
});

it('goes on writing while it syncs, also when every open file is being synced', async () => {
  const files = await makeFiles(20);
  const gate = Promise.withResolvers<void>();
  const { disk, mostOpen, synced } = watchedDisk(() => gate.promise);
  const writer = createPieceWriter(disk);
  for (const file of files.slice(0, 16)) await writer.write(file, x, 0);
  const flushed = writer.flush();
  await writer.write(files[0] ?? '', x, 1);
  for (const file of files.slice(16)) await writer.write(file, x, 0);
  gate.resolve();
  await flushed;
  expect(await readFile(files[0] ?? '', 'utf8')).toBe('xx..');
  expect(mostOpen()).toBe(16);
  // What was written meanwhile is for the next one.
  await writer.flush();
  expect(synced.slice(16).toSorted()).toEqual(['0', '16', '17', '18', '19']);
  await writer.close();
});

it('throws a sync that failed at every call from then on, and closes its files all the same', async () => {
  const [file = ''] = await makeFiles(1);
  let syncs = 0;
  const { disk, open } = watchedDisk(async () => {
    if (syncs++ === 0) throw Object.assign(new Error('EIO'), { code: 'EIO' });
  });
  const writer = createPieceWriter(disk);
  await writer.write(file, x, 0);
  await expect(writer.flush()).rejects.toThrow('EIO');
  await expect(writer.write(file, x, 0)).rejects.toThrow('EIO');
  await expect(writer.flush()).rejects.toThrow('EIO');
  await expect(writer.close()).rejects.toThrow('EIO');
  expect(open()).toBe(0);
});
