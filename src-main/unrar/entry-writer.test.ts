// The writer alone: it holds an entry to its size, even where the engine would not.
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
  writer.end();
  expect(writer.writtenBytes).toBe(expected.length);
  expect(await box.inside()).toEqual({ a: 'directory', 'a/b': 'directory', 'a/b/f': sha256(expected) });
});
