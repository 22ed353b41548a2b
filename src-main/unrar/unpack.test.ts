// What unpacking leaves on the disk: sizes around the ring's slots, folders, modes, volumes, and a full disk.
import { copyFile, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeStoredRar, type StoredEntry } from '../../scripts/stored-rar.ts';
import { createUnpacker } from './create-unpacker.ts';
import { forkSidecar } from './fork-sidecar.ts';
import { createBox, type Box } from './testing/box.ts';
import { sha256 } from './testing/read-tree.ts';

const { signal } = new AbortController();
const mib = 1024 * 1024;
const pattern = (size: number, seed: number) => Buffer.alloc(size).map((_, index) => (index * 31 + seed) % 251);

const unpacker = createUnpacker({ spawn: () => forkSidecar() });
let box: Box;
beforeEach(async () => {
  box = await createBox();
});
afterEach(() => box.remove());
afterAll(() => unpacker.stop());

test('files of all sizes around the slots arrive byte for byte', async () => {
  const archive = join(box.archives, 'game.eti');
  const sizes = [0, 1, 4095, mib - 1, mib, mib + 1, 9 * mib + 17];
  const entries: StoredEntry[] = sizes.map((size, index) => ({
    path: `d${index}/f${size}`,
    data: pattern(size, index),
  }));
  await writeStoredRar(archive, [...entries, { path: 'empty/er', directory: true }]);
  const files = await unpacker.unpack(archive, box.into, { signal });
  expect(files).toEqual(sizes.map((size, index) => ({ path: `d${index}/f${size}`, size })));
  const tree = await box.inside();
  for (const [index, size] of sizes.entries()) {
    expect(tree[`d${index}/f${size}`]).toBe(sha256(pattern(size, index)));
  }
  expect(tree['empty/er']).toBe('directory');
});

test.skipIf(process.platform === 'win32')('modes are plain, whatever the archive says', async () => {
  const archive = join(box.archives, 'game.eti');
  const mask = process.umask();
  await writeStoredRar(archive, [{ path: 'd/f', data: Buffer.from('x'), raw: { attributes: 0o106777 } }]);
  await unpacker.unpack(archive, box.into, { signal });
  expect((await stat(join(box.into, 'd/f'))).mode & 0o7777).toBe(0o644 & ~mask);
  expect((await stat(join(box.into, 'd'))).mode & 0o7777).toBe(0o755 & ~mask);
});

test('an archive made on Windows is unpacked as it is', async () => {
  const archive = join(box.archives, 'game.eti');
  const entries: StoredEntry[] = [
    { path: 'тест', directory: true },
    { path: 'тест/файл.txt', data: pattern(100, 1) },
  ];
  await writeStoredRar(archive, entries, { host: 'windows', solid: true });
  expect(await unpacker.list(archive, signal)).toMatchObject({ solid: true, unpackedBytes: 100 });
  await unpacker.unpack(archive, box.into, { signal });
  expect(await box.inside()).toEqual({ тест: 'directory', 'тест/файл.txt': sha256(pattern(100, 1)) });
});

test('it is over when the last of many small files is written', async () => {
  const archive = join(box.archives, 'game.eti');
  const data = Buffer.from('x');
  await writeStoredRar(
    archive,
    Array.from({ length: 3000 }, (_, index) => ({ path: `f${index}`, data })),
  );
  await unpacker.unpack(archive, box.into, { signal });
  expect(await readdir(box.into)).toHaveLength(3000);
});

test('a file that cannot be written ends the job early, however much is still to come', async () => {
  const archive = join(box.archives, 'game.eti');
  const entries = [1, 2, 3].map((index) => ({ path: `f${index}`, data: pattern(12 * mib, index) }));
  await writeStoredRar(archive, entries);
  await writeFile(join(box.into, 'f1'), 'mine');
  const refusal = { code: 'disk-error', message: expect.stringContaining('f1 cannot be written') };
  await expect(unpacker.unpack(archive, box.into, { signal })).rejects.toMatchObject(refusal);
  expect(await box.inside()).toEqual({ f1: sha256(Buffer.from('mine')) });
  await rm(join(box.into, 'f1'));
  expect(await unpacker.unpack(archive, box.into, { signal })).toHaveLength(3);
});

test('an archive without files', async () => {
  const archive = join(box.archives, 'game.eti');
  await writeStoredRar(archive, []);
  expect(await unpacker.unpack(archive, box.into, { signal })).toEqual([]);
});

test.skipIf(process.platform === 'win32')('a link that stands in the target is not followed', async () => {
  const archive = join(box.archives, 'game.eti');
  await writeStoredRar(archive, [{ path: 'sub/f', data: Buffer.from('x') }]);
  await symlink('../..', join(box.into, 'sub'));
  await expect(unpacker.unpack(archive, box.into, { signal })).rejects.toMatchObject({ code: 'disk-error' });
  expect(await box.outside()).toEqual(box.untouched);
});

test('a missing target', async () => {
  const archive = join(box.archives, 'game.eti');
  await writeStoredRar(archive, [{ path: 'f', data: Buffer.from('x') }]);
  const into = join(box.into, 'none');
  await expect(unpacker.unpack(archive, into, { signal })).rejects.toMatchObject({ code: 'disk-error' });
});

describe('volumes', () => {
  const whole = (number: number): StoredEntry[] => [{ path: `f${number}`, data: pattern(1000, number) }];
  const writeVolume = (name: string, number: number, more: boolean, entries = whole(number)) =>
    writeStoredRar(join(box.archives, name), entries, { raw: { volume: { number, more } } });
  const unpack = (name: string) => unpacker.unpack(join(box.archives, name), box.into, { signal });

  test('are read in order from the first one', async () => {
    for (let number = 1; number <= 11; number += 1) await writeVolume(`g.part${number}.eti`, number, number < 11);
    const files = await unpack('g.part1.eti');
    expect(files.map((file) => file.path)).toEqual(Array.from({ length: 11 }, (_, index) => `f${index + 1}`));
  });

  test('a file may go on in the next one', async () => {
    const bytes = pattern(3000, 9);
    const part = (from: number, to: number, raw: StoredEntry['raw']): StoredEntry[] => [
      { path: 'f', data: bytes.subarray(from, to), raw: { ...raw, unpackedSize: 3000 } },
    ];
    await writeVolume('g.part01.eti', 1, true, part(0, 1000, { splitAfter: true }));
    await writeVolume('g.part02.eti', 2, true, part(1000, 2000, { splitBefore: true, splitAfter: true }));
    await writeVolume('g.part03.eti', 3, false, part(2000, 3000, { splitBefore: true, crc32: crc32(bytes) }));
    expect(await unpack('g.part01.eti')).toEqual([{ path: 'f', size: 3000 }]);
    expect(await box.inside()).toEqual({ f: sha256(bytes) });
  });

  test.each(['g.part2.eti', 'g.part3.eti'])('without %s the refusal names it', async (missing) => {
    for (let number = 1; number <= 3; number += 1) await writeVolume(`g.part${number}.eti`, number, number < 3);
    await rm(join(box.archives, missing));
    const message = `${missing} is missing; g.part1.eti goes on in it.`;
    await expect(unpack('g.part1.eti')).rejects.toMatchObject({ code: 'archive-missing-volume', message });
    expect(await box.inside()).toEqual({});
  });

  test('beginning with a later one names the first', async () => {
    await writeVolume('g.part2.eti', 2, false);
    const message = expect.stringContaining('g.part1.eti is missing');
    await expect(unpack('g.part2.eti')).rejects.toMatchObject({ code: 'archive-missing-volume', message });
  });

  test('in the wrong order are refused', async () => {
    await writeVolume('g.part1.eti', 1, true);
    await writeVolume('g.part2.eti', 3, false);
    await expect(unpack('g.part1.eti')).rejects.toMatchObject({ code: 'archive-corrupt' });
    await writeVolume('h.part1.eti', 2, false);
    await expect(unpack('h.part1.eti')).rejects.toMatchObject({ code: 'archive-corrupt' });
  });

  test('under another name are refused', async () => {
    await writeVolume('g.eti', 1, true);
    await expect(unpack('g.eti')).rejects.toMatchObject({ code: 'archive-unsupported' });
  });

  test('a whole archive named like a first volume hides no other one', async () => {
    const entries = whole(1);
    await writeStoredRar(join(box.archives, 'g.part1.eti'), entries);
    expect(await unpack('g.part1.eti')).toHaveLength(1);
    await writeStoredRar(join(box.archives, 'g.part3.eti'), entries);
    const message = expect.stringContaining('ends before g.part3.eti');
    await expect(unpack('g.part1.eti')).rejects.toMatchObject({ code: 'archive-unsupported', message });
  });

  test('that differ in case are found', async () => {
    await writeVolume('Game.part1.eti', 1, true);
    await writeVolume('game.PART2.ETI', 2, false);
    expect(await unpack('Game.part1.eti')).toHaveLength(2);
  });
});

test('an archive in a folder with an unusual name', async () => {
  const folder = join(box.archives, 'ünï 中文 part7.rar');
  await mkdir(folder);
  const plain = join(box.archives, 'plain');
  await writeStoredRar(plain, [{ path: 'f', data: Buffer.from('x') }]);
  await copyFile(plain, join(folder, 'sp ace.eti'));
  await writeFile(join(folder, 'other.eti'), 'not an archive');
  expect(await unpacker.unpack(join(folder, 'sp ace.eti'), box.into, { signal })).toEqual([{ path: 'f', size: 1 }]);
});
