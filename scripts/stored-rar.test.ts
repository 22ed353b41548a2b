// Our own archives are valid, and only explicit ones are not.
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { createUnpacker } from '../src-main/unrar/create-unpacker.ts';
import { forkSidecar } from '../src-main/unrar/fork-sidecar.ts';
import { writeStoredRar, type StoredEntry } from './stored-rar.ts';

const { signal } = new AbortController();
const unpacker = createUnpacker({ spawn: () => forkSidecar() });
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanspread-stored-rar-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(() => unpacker.stop());

const bytes = Buffer.from('Each byte of it comes back.');
const entries: StoredEntry[] = [
  { path: 'data', directory: true },
  { path: 'data/тест.txt', data: bytes },
  { path: 'empty.txt', data: new Uint8Array(0) },
];

test.each([
  { host: 'unix', solid: false },
  { host: 'unix', solid: true },
  { host: 'windows', solid: false },
  { host: 'windows', solid: true },
] as const)('an archive for %o reads back', async (options) => {
  const archive = join(folder, 'a.eti');
  await writeStoredRar(archive, entries, options);
  expect(await unpacker.list(archive, signal)).toEqual({
    entries: [
      { path: 'data', size: 0, directory: true, crc32: null },
      { path: 'data/тест.txt', size: bytes.length, directory: false, crc32: crc32(bytes) },
      { path: 'empty.txt', size: 0, directory: false, crc32: 0 },
    ],
    solid: options.solid,
    unpackedBytes: bytes.length,
  });
  await unpacker.unpack(archive, folder, { signal });
  expect(await readFile(join(folder, 'data/тест.txt'))).toEqual(bytes);
});

test('generated data is asked for in pieces and in order', async () => {
  const size = 3 * 1024 * 1024 + 5;
  const asked: [number, number][] = [];
  const fill = (offset: number, length: number) => {
    asked.push([offset, length]);
    return Buffer.alloc(length, offset === 0 ? 1 : 2);
  };
  const archive = join(folder, 'a.eti');
  await writeStoredRar(archive, [{ path: 'big', data: { size, fill } }]);
  expect(asked.at(-1)).toEqual([3 * 1024 * 1024, 5]);
  await unpacker.unpack(archive, folder, { signal });
  expect((await stat(join(folder, 'big'))).size).toBe(size);
});

test('writing the same twice gives the same bytes', async () => {
  const [one, two] = [join(folder, '1'), join(folder, '2')];
  await writeStoredRar(one, entries);
  await writeStoredRar(two, entries);
  expect(await readFile(one)).toEqual(await readFile(two));
});

test('an unsafe path is refused unless it is meant', async () => {
  const archive = join(folder, 'a.eti');
  const data = bytes;
  await expect(writeStoredRar(archive, [{ path: '../x', data }])).rejects.toThrow(RangeError);
  await writeStoredRar(archive, [{ path: '../x', data, raw: {} }]);
  await expect(unpacker.list(archive, signal)).rejects.toMatchObject({ code: 'archive-unsafe-path' });
});
