// The end of the ring where files are made, fed by hand.
import { readdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FileSink } from './file-sink.ts';
import { FrameWriter } from './frame-writer.ts';
import { createRing, RingWriter } from './stream-ring.ts';
import { createBox, type Box } from './testing/box.ts';
import { sha256 } from './testing/read-tree.ts';

const mib = 1024 * 1024;
const pattern = (size: number, seed: number) => Buffer.alloc(size).map((_, index) => (index * 31 + seed) % 251);
const entry = (path: string, size: number) => ({ path, engineName: path, size, directory: false, crc32: null });

let box: Box;
let sink: FileSink;
let ring: RingWriter;
let frames: FrameWriter;
const progress = vi.fn<(writtenBytes: number, path: string) => void>();
let complete: PromiseWithResolvers<void>;
let failed: PromiseWithResolvers<unknown>;
/** Once per MiB; a sync ends when its test says so, and at once where no test does. */
let datasync: () => Promise<void>;
beforeEach(async () => {
  datasync = async () => undefined;
  box = await createBox();
  progress.mockReset();
  complete = Promise.withResolvers();
  failed = Promise.withResolvers();
  const memory = createRing();
  const events = { progress, complete: complete.resolve, failed: failed.resolve };
  sink = new FileSink(memory, 'game.eti', box.into, events, { everyBytes: mib, datasync: async () => datasync() });
  const step = () => expect.unreachable('all of it fits into the ring');
  ring = new RingWriter(memory, { step, send: (slot, length) => sink.send(slot, length) });
  frames = new FrameWriter(ring, 'game.eti');
});
afterEach(async () => {
  sink.close();
  await box.remove();
});

function pack(path: string, bytes: Uint8Array) {
  frames.begin(entry(path, bytes.length));
  frames.write(bytes);
  frames.end();
}

/** Only Linux tells; elsewhere none. */
async function listOpenFiles(folder: string): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const links = await readdir('/proc/self/fd');
  const targets = await Promise.all(links.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(folder));
}

/** Long enough for whatever is still under way. */
async function letTurnsPass() {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
}

test('files across slots arrive whole, and the last report has all bytes', async () => {
  const sizes = [0, 5, mib + 3, 3 * mib, 1];
  frames.directory({ ...entry('empty', 0), directory: true });
  sizes.forEach((size, index) => pack(`d${index}/f`, pattern(size, index)));
  frames.finish();
  await complete.promise;
  const expected = sizes.flatMap((size, index) => [
    [`d${index}`, 'directory'],
    [`d${index}/f`, sha256(pattern(size, index))],
  ]);
  expect(await box.inside()).toEqual({ empty: 'directory', ...Object.fromEntries(expected) });
  expect(progress.mock.lastCall).toEqual([sizes.reduce((sum, size) => sum + size), 'd4/f']);
});

test('a file that cannot be written ends it: told once, and nothing is written after it', async () => {
  await writeFile(join(box.into, 'b'), 'mine');
  pack('a', pattern(mib, 1));
  pack('b', pattern(mib, 2));
  pack('c', pattern(mib, 3));
  frames.finish();
  expect(await failed.promise).toMatchObject({ code: 'disk-error', message: expect.stringContaining('b cannot') });
  await letTurnsPass();
  expect(await box.inside()).toEqual({ a: sha256(pattern(mib, 1)), b: sha256(Buffer.from('mine')) });
});

test('closed in the middle of a file it leaves none open', async () => {
  frames.begin(entry('f', 2 * mib));
  frames.write(pattern(mib, 1));
  await expect.poll(box.inside).toHaveProperty('f');
  sink.close();
  expect(await listOpenFiles(box.into)).toEqual([]);
});

test('once closed it writes nothing more', async () => {
  for (let index = 0; index < 5; index += 1) {
    pack(`f${index}`, pattern(mib / 2, index));
    ring.flush();
  }
  sink.close();
  const before = await box.inside();
  frames.finish();
  await letTurnsPass();
  expect(await box.inside()).toEqual(before);
  expect(Object.keys(before).length).toBeLessThan(5);
});

test('it is complete only when the last sync has ended', async () => {
  const sync = Promise.withResolvers<void>();
  datasync = async () => sync.promise;
  let isComplete = false;
  void complete.promise.then(() => (isComplete = true));
  pack('f', pattern(2 * mib, 1));
  pack('g', pattern(5, 2));
  frames.finish();
  await expect.poll(box.inside).toHaveProperty('f', sha256(pattern(2 * mib, 1)));
  await letTurnsPass();
  expect(isComplete).toBe(false);
  sync.resolve();
  await complete.promise;
  expect(await box.inside()).toHaveProperty('g');
});

test('a sync that fails ends it', async () => {
  datasync = async () => {
    throw Object.assign(new Error('i/o error'), { code: 'EIO' });
  };
  pack('f', pattern(2 * mib, 1));
  pack('g', pattern(5, 2));
  frames.finish();
  expect(await failed.promise).toMatchObject({ code: 'disk-error', message: expect.stringContaining('f cannot') });
  await letTurnsPass();
  expect(await box.inside()).not.toHaveProperty('g');
});

test('closed while it waits for a sync it writes nothing more, and tells nothing', async () => {
  const sync = Promise.withResolvers<void>();
  datasync = async () => sync.promise;
  pack('f', pattern(2 * mib, 1));
  pack('g', pattern(5, 2));
  frames.finish();
  await expect.poll(box.inside).toHaveProperty('f', sha256(pattern(2 * mib, 1)));
  sink.close();
  sync.resolve();
  await letTurnsPass();
  expect(await box.inside()).not.toHaveProperty('g');
  expect(await listOpenFiles(box.into)).toEqual([]);
  expect(progress.mock.lastCall?.[1]).toBe('f');
});
