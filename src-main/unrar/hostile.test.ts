// Archives made to do harm: each is refused with the right code, and nothing appears outside the target.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeStoredRar, type StoredEntry, type StoredRarOptions } from '../../scripts/stored-rar.ts';
import type { PeerError } from '../../src-shared/peer-error.ts';
import { createUnpacker } from './create-unpacker.ts';
import { forkSidecar } from './fork-sidecar.ts';
import { createBox, type Box } from './testing/box.ts';
import { createCollector } from './testing/collect-stream.ts';

const { signal } = new AbortController();
const data = Buffer.from('twelve bytes');
const good: StoredEntry = { path: 'good.txt', data };
const file = (path: string, raw: StoredEntry['raw'] = {}): StoredEntry => ({ path, data, raw });

const unpacker = createUnpacker({ spawn: () => forkSidecar() });
let box: Box;
beforeEach(async () => {
  box = await createBox();
});
afterEach(() => box.remove());
afterAll(() => unpacker.stop());

async function refusalOf(entries: StoredEntry[], options: StoredRarOptions = {}) {
  const archive = join(box.archives, 'game.eti');
  await writeStoredRar(archive, entries, options);
  const refusal: unknown = await unpacker.unpack(archive, box.into, { signal }).catch((error: unknown) => error);
  await expectSameFromStream(archive, refusal);
  expect(await box.outside()).toEqual(box.untouched);
  return refusal;
}

/** What is refused as a whole is refused before the first frame; damage that only shows on the way ends no file. */
async function expectSameFromStream(archive: string, refusal: unknown) {
  const { code, message } = refusal as PeerError;
  // A stream needs no space on this disk.
  if (code === 'disk-full') return;
  const { take, ...seen } = createCollector();
  await expect(unpacker.stream(archive, { signal, skipFiles: 0, take })).rejects.toMatchObject({ code, message });
  if (code !== 'archive-corrupt') expect(seen.tree).toEqual({});
  expect(Object.keys(seen.tree)).not.toContain('bad');
}

const refusedWith = (code: string, message = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(message), hint: expect.any(String) });

describe('names', () => {
  test.each([
    '../escaped.txt',
    '../../../../../../escaped.txt',
    'a/../../escaped.txt',
    '/tmp/lanspread-escaped.txt',
    '//server/share/x',
    './x',
    'a//b',
    'C:/escaped.txt',
    'C:escaped.txt',
    'file.txt:stream',
    'NUL',
    'a/CON.txt',
    'com¹',
    'ends-in-dot.',
    'ends-in-space ',
    'a\nb',
    'a\u0001b',
    'a*b',
    '..\\escaped.txt',
    'a\\b',
    'x'.repeat(300),
    Array.from({ length: 65 }, () => 'd').join('/'),
  ])('%j is refused', async (path) => {
    for (const host of ['unix', 'windows'] as const) {
      expect(await refusalOf([good, file(path)], { host })).toEqual(refusedWith('archive-unsafe-path'));
    }
    expect(await box.inside()).toEqual({});
  });

  test('as folders too', async () => {
    expect(await refusalOf([{ path: '../escaped', directory: true, raw: {} }])).toEqual(
      refusedWith('archive-unsafe-path'),
    );
  });

  test('that are empty, hold a NUL or are no UTF-8', async () => {
    expect(await refusalOf([file('x', { name: Buffer.alloc(0) })])).toHaveProperty('code');
    expect(await refusalOf([file('x', { name: Buffer.from('a\0b') })])).toEqual(refusedWith('archive-unsafe-path'));
    expect(await refusalOf([file('x', { name: Buffer.from([0x61, 0xff, 0xfe]) })])).toHaveProperty('code');
    expect(await box.inside()).toEqual({});
  });

  test.each<[string, StoredEntry[], string]>([
    ['that differ only in case', [file('Data/a.txt'), file('data/A.txt')], 'differ only in case'],
    ['of folders that differ only in case', [file('Data/a.txt'), file('data/b.txt')], 'differ only in case'],
    ['that differ only in Unicode form', [file('\u00e9'), file('e\u0301')], 'differ only in case'],
    ['that stand there twice', [file('a.txt'), file('a.txt')], 'is in it twice'],
    ['that are file and folder', [file('a'), file('a/b')], 'needs it as a folder'],
    ['that are folder and file', [{ path: 'a', directory: true, raw: {} }, file('a')], 'needs it as a folder'],
  ])('%s', async (_what, entries, message) => {
    expect(await refusalOf(entries)).toEqual(refusedWith('archive-unsafe-path', message));
    expect(await box.inside()).toEqual({});
  });

  test('a folder that stands there twice is no harm', async () => {
    const archive = join(box.archives, 'game.eti');
    const folder: StoredEntry = { path: 'empty', directory: true };
    await writeStoredRar(archive, [folder, good, folder]);
    await unpacker.unpack(archive, box.into, { signal });
    expect(Object.keys(await box.inside()).toSorted()).toEqual(['empty', 'good.txt']);
  });
});

describe('links', () => {
  test.each([
    [1, 'a symbolic link'],
    [2, 'a symbolic link'],
    [3, 'a junction'],
    [4, 'a hard link'],
    [5, 'a reference to another file'],
    [9, 'a link of an unknown kind'],
  ])('kind %i is refused', async (kind, message) => {
    const link: StoredEntry = { path: 'link', data: Buffer.alloc(0), raw: { link: { kind, target: '../../secret' } } };
    expect(await refusalOf([good, link])).toEqual(refusedWith('archive-link', message));
    expect(await box.inside()).toEqual({});
  });

  test.each([
    [0o120777, 'a symbolic link'],
    [0o020666, 'a special file'],
    [0o010644, 'a special file'],
  ])('mode %o is refused', async (attributes, message) => {
    expect(await refusalOf([good, file('link', { attributes })])).toEqual(refusedWith('archive-link', message));
  });
});

describe('lies', () => {
  test.each<[string, StoredEntry[], StoredRarOptions, string, string]>([
    ['a wrong checksum', [good, file('bad', { crc32: 1 })], {}, 'archive-corrupt', 'bad'],
    ['a smaller size', [file('bad', { unpackedSize: 5 })], {}, 'archive-corrupt', ''],
    ['a larger size', [file('bad', { unpackedSize: 4000 })], {}, 'archive-corrupt', ''],
    [
      'a larger size without a checksum',
      [file('bad', { unpackedSize: 4000, noChecksum: true })],
      {},
      'archive-corrupt',
      '',
    ],
    ['an unknown size', [file('bad', { unknownSize: true })], {}, 'archive-unsupported', 'how large'],
    ['a size beyond the disk', [file('bad', { unpackedSize: 2 ** 52 })], {}, 'disk-full', '4.0 PiB'],
    ['an encrypted file', [good, file('bad', { encrypted: true })], {}, 'archive-encrypted', 'password'],
    ['encrypted headers', [good], { raw: { encryptedHeaders: true } }, 'archive-encrypted', 'password'],
    ['a dictionary of 2 GiB', [file('bad', { dictionaryPower: 14 })], {}, 'archive-unsupported', ''],
    ['a newer method', [file('bad', { version: 1 })], {}, 'archive-unsupported', ''],
    ['compressed data that is none', [file('bad', { method: 3 })], {}, 'archive-corrupt', ''],
    ['no end block', [good], { raw: { noEndBlock: true } }, 'archive-corrupt', 'cut off'],
    ['an end in its last header', [good], { raw: { truncateTo: -3 } }, 'archive-corrupt', 'cut off'],
    ['an end in a file header', [good, good], { raw: { truncateTo: 90 } }, 'archive-corrupt', 'cut off'],
    ['an end in the data', [good], { raw: { truncateTo: -10 } }, 'archive-corrupt', 'cut off'],
    ['only a signature', [good], { raw: { truncateTo: 8 } }, 'archive-corrupt', 'cut off'],
    ['half a signature', [good], { raw: { truncateTo: 4 } }, 'archive-corrupt', 'not a RAR archive'],
    ['no bytes at all', [good], { raw: { truncateTo: 0 } }, 'archive-corrupt', 'not a RAR archive'],
    ['a file that goes on nowhere', [file('bad', { splitAfter: true })], {}, 'archive-corrupt', 'middle of a file'],
    ['a file that began nowhere', [file('bad', { splitBefore: true })], {}, 'archive-corrupt', 'go on'],
  ])('%s', async (_what, entries, options, code, message) => {
    expect(await refusalOf(entries, options)).toEqual(refusedWith(code, message));
  });

  test('every cut of an archive is refused', async () => {
    const archive = join(box.archives, 'whole.eti');
    const entries: StoredEntry[] = [good, { path: 'dir', directory: true }, { path: 'b', data: Buffer.alloc(3, 7) }];
    await writeStoredRar(archive, entries);
    await expect(unpacker.list(archive, signal)).resolves.toHaveProperty('unpackedBytes', 15);
    for (let missing = 1; missing < 60; missing += 7) {
      const refusal = await refusalOf(entries, { raw: { truncateTo: -missing } });
      expect(refusal, `${missing} bytes missing`).toEqual(refusedWith('archive-corrupt', 'cut off'));
    }
  });
});

describe('other files', () => {
  test.each([
    ['PK\x03\x04 and so on', 'archive-unsupported', 'ZIP'],
    ['7z\xbc\xaf\x27\x1c\x00\x04', 'archive-unsupported', '7z'],
    ['MZ\x90\x00\x03\x00\x00\x00', 'archive-unsupported', 'Windows program'],
    ['Rar!\x1a\x07\x02\x00\x00', 'archive-unsupported', 'RAR format'],
    ['RE~^\x07\x00\x00\x00', 'archive-unsupported', 'RAR format'],
    ['some text that is no archive', 'archive-corrupt', 'not a RAR archive'],
    ['Rar!\x1a\x07\x01\x00  \t\t\t\tsome text that is no header', 'archive-corrupt', 'damaged header'],
    ['Rar!\x1a\x07\x00some text that is no header', 'archive-corrupt', 'damaged header'],
  ])('%j is refused', async (text, code, message) => {
    const archive = join(box.archives, 'game.eti');
    await writeFile(archive, Buffer.from(text, 'latin1'));
    await expect(unpacker.list(archive, signal)).rejects.toEqual(refusedWith(code, message));
  });

  test('a missing archive and a folder', async () => {
    await expect(unpacker.list(join(box.archives, 'none.eti'), signal)).rejects.toEqual(
      refusedWith('archive-missing', 'none.eti'),
    );
    await expect(unpacker.list(box.archives, signal)).rejects.toEqual(refusedWith('archive-corrupt'));
  });
});

test('a file that stands there already is never overwritten', async () => {
  const archive = join(box.archives, 'game.eti');
  await writeStoredRar(archive, [{ path: 'sub/good.txt', data }]);
  await unpacker.unpack(archive, box.into, { signal });
  await writeFile(join(box.into, 'sub/good.txt'), 'mine');
  const before = await box.inside();
  await expect(unpacker.unpack(archive, box.into, { signal })).rejects.toEqual(refusedWith('disk-error', 'EEXIST'));
  expect(await box.inside()).toEqual(before);
});
