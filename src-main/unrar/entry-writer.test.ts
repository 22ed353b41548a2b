// The writer alone: it holds an entry to its size, even where the engine would not.
import { fstatSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EntryWriter } from './entry-writer.ts';
import { createBox, type Box } from './testing/box.ts';
import { sha256 } from './testing/read-tree.ts';

const mib = 1024 * 1024;
const entry = (path: string, size: number) => ({ path, engineName: path, size, directory: false, crc32: null });

let box: Box;
let writer: EntryWriter;
beforeEach(async () => {
  box = await createBox();
  writer = new EntryWriter(box.into, 'game.eti');
});
afterEach(async () => {
  writer.abandon();
  await box.remove();
});

test.each([
  ['one byte too many', 5, [6]],
  ['one byte too many at last', 5, [5, 1]],
  ['far too many', 5, [2 * mib]],
])('%s is refused at once', (_what, size, pieces) => {
  writer.begin(entry('f', size));
  const write = () => pieces.forEach((length) => writer.write(Buffer.alloc(length)));
  expect(write).toThrow(expect.objectContaining({ code: 'archive-corrupt', message: expect.stringContaining('more') }));
});

test('a byte too few is refused at the end', () => {
  writer.begin(entry('f', 5));
  writer.write(Buffer.alloc(4));
  const message = expect.stringContaining('fewer');
  expect(() => writer.end()).toThrow(expect.objectContaining({ code: 'archive-corrupt', message }));
});

test('pieces of all sizes arrive in order, and the source may change after each', async () => {
  const pieces = [1, 7, mib - 9, mib, 3, mib + 1, 0, 2];
  const expected = Buffer.concat(pieces.map((length, index) => Buffer.alloc(length, index + 1)));
  writer.begin(entry('a/b/f', expected.length));
  for (const [index, length] of pieces.entries()) {
    const view = Buffer.alloc(length, index + 1);
    writer.write(view);
    view.fill(0xff);
  }
  await writer.end();
  expect(writer.writtenBytes).toBe(expected.length);
  expect(await box.inside()).toEqual({ a: 'directory', 'a/b': 'directory', 'a/b/f': sha256(expected) });
});

/** Syncs that end when they are told to; each notes how long the file was, and under which descriptor. */
function heldSyncs(everyBytes: number) {
  const begun: { fd: number; size: number; sync: PromiseWithResolvers<void> }[] = [];
  const datasync = async (fd: number) => {
    const sync = Promise.withResolvers<void>();
    begun.push({ fd, size: fstatSync(fd).size, sync });
    return sync.promise;
  };
  return { begun, writer: new EntryWriter(box.into, 'game.eti', { everyBytes, datasync }) };
}

const isOpen = (fd: number) => {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
};

async function writeKib(into: EntryWriter, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) into.write(Buffer.alloc(1024, at));
  // Time for what has ended to be noticed.
  await new Promise(setImmediate);
}

test('a long file is synced behind what is written, one sync at a time, and its end waits for the last', async () => {
  const { begun, writer: long } = heldSyncs(64 * 1024);
  long.begin(entry('f', 280 * 1024));
  await writeKib(long, 200);
  expect(begun.map(({ size }) => size)).toEqual([64 * 1024]);
  begun[0]?.sync.resolve();
  await writeKib(long, 0);
  await writeKib(long, 80);
  expect(begun.map(({ size }) => size)).toEqual([64 * 1024, 201 * 1024]);
  const [, { fd, sync }] = begun as [unknown, (typeof begun)[0]];
  let ended = false;
  const end = Promise.resolve(long.end()).then(() => (ended = true));
  await writeKib(long, 0);
  // Whoever abandons the writer now must not close it under the sync, nor twice.
  long.abandon();
  expect([ended, isOpen(fd)]).toEqual([false, true]);
  sync.resolve();
  await end;
  expect(isOpen(fd)).toBe(false);
});

test('short files are left to the end', async () => {
  const { begun, writer: short } = heldSyncs(64 * 1024);
  for (const name of ['a', 'b', 'c']) {
    short.begin(entry(name, 40 * 1024));
    await writeKib(short, 40);
    expect(short.end()).toBeUndefined();
  }
  expect(begun).toEqual([]);
});

test.each([
  ['a write after it', 70],
  ['the end of the file', 0],
])('a sync that fails is told by %s, and the file is closed', async (_what, moreKib) => {
  const { begun, writer: long } = heldSyncs(64 * 1024);
  long.begin(entry('f', (70 + moreKib) * 1024));
  await writeKib(long, 70);
  begun[0]?.sync.reject(Object.assign(new Error('i/o error'), { code: 'EIO' }));
  await writeKib(long, 0);
  const goOn = async () => {
    await writeKib(long, moreKib);
    await long.end();
  };
  await expect(goOn()).rejects.toMatchObject({ code: 'disk-error', message: expect.stringContaining('f cannot') });
  long.abandon();
  expect(isOpen(begun[0]?.fd ?? -1)).toBe(false);
});

test('a file that is abandoned while it is synced is closed once the sync has ended, however it ended', async () => {
  for (const [index, name] of ['f', 'g'].entries()) {
    const { begun, writer: long } = heldSyncs(64 * 1024);
    long.begin(entry(name, 80 * 1024));
    await writeKib(long, 70);
    long.abandon();
    const { fd = -1, sync } = begun[0] ?? {};
    expect(isOpen(fd)).toBe(true);
    if (index === 0) sync?.resolve();
    else sync?.reject(new Error('i/o error'));
    await writeKib(long, 0);
    expect(isOpen(fd)).toBe(false);
  }
});
