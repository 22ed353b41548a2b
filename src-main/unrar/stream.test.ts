// Archives read out as streams through a real process: every byte, in order, no faster than it is taken, and given up at once.
import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeStoredRar, type StoredEntry } from '../../scripts/stored-rar.ts';
import type { ArchiveFrame } from '../peer/edge/stream-install.ts';
import { createUnpacker, type StoppableUnpacker } from './create-unpacker.ts';
import { forkSidecar, type ForkedSidecar } from './fork-sidecar.ts';
import { createBox, type Box } from './testing/box.ts';
import { createCollector } from './testing/collect-stream.ts';
import { fixtureDir, loadRarFixtures } from './testing/rar-fixtures.ts';
import { sha256 } from './testing/read-tree.ts';

const { signal } = new AbortController();
const mib = 1024 * 1024;
const hour = 3_600_000;
const pattern = (size: number, seed: number) => Buffer.alloc(size).map((_, index) => (index * 31 + seed) % 251);
const never = new Promise<void>(() => undefined);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let box: Box;
let archive: string;
let sidecars: ForkedSidecar[];
let commands: unknown[];
let unpacker: StoppableUnpacker;
beforeEach(async () => {
  box = await createBox();
  archive = join(box.archives, 'game.eti');
  create();
});
afterEach(async () => {
  await unpacker.stop();
  await box.remove();
});

function create(hangTimeoutMs = hour) {
  sidecars = [];
  commands = [];
  const spawn = () => {
    const sidecar = forkSidecar();
    sidecars.push(sidecar);
    const post = (message: unknown) => {
      commands.push(message);
      sidecar.post(message);
    };
    return { ...sidecar, post };
  };
  unpacker = createUnpacker({ spawn, hangTimeoutMs });
}

async function collect(skipFiles = 0) {
  const collector = createCollector();
  await unpacker.stream(archive, { signal, skipFiles, take: collector.take });
  return collector;
}

/** More than the ring and all buffers on the way hold. */
const writeLargeArchive = () => writeStoredRar(archive, [{ path: 'large', data: pattern(24 * mib, 1) }]);

test('files of all sizes around slots and frames arrive byte for byte, in order', async () => {
  const sizes = [0, 1, 4095, 256 * 1024 - 5, 256 * 1024, mib - 18, mib, mib + 1, 9 * mib + 17];
  const entries: StoredEntry[] = sizes.map((size, index) => ({ path: `d${index}/f`, data: pattern(size, index) }));
  await writeStoredRar(archive, [{ path: 'empty', directory: true }, ...entries]);
  const { tree, files } = await collect();
  expect(files).toEqual(sizes.map((size, index) => ({ path: `d${index}/f`, size })));
  const expected = sizes.map((size, index) => [`d${index}/f`, sha256(pattern(size, index))]);
  expect(tree).toEqual({ empty: 'directory', ...Object.fromEntries(expected) });
});

test('folders come where they stand', async () => {
  const data = Buffer.from('x');
  await writeStoredRar(archive, [
    { path: 'b', directory: true },
    { path: 'a/f', data },
    { path: 'c', directory: true },
  ]);
  const seen: string[] = [];
  const take = async (frame: ArchiveFrame) => void seen.push('path' in frame ? frame.path : frame.kind);
  await unpacker.stream(archive, { signal, skipFiles: 0, take });
  expect(seen).toEqual(['b', 'a/f', 'bytes', 'file-end', 'c']);
});

test('an archive without files brings nothing', async () => {
  await writeStoredRar(archive, []);
  expect((await collect()).frames).toBe(0);
});

test('many small files', async () => {
  const entries = Array.from({ length: 5000 }, (_, index) => ({ path: `f${index}`, data: pattern(index % 50, index) }));
  await writeStoredRar(archive, entries);
  const { tree } = await collect();
  expect(tree).toEqual(Object.fromEntries(entries.map(({ path, data }) => [path, sha256(data)])));
});

describe('files that the receiver has', () => {
  test.each([0, 1, 3, 4, 9])('%i are left out', async (skipFiles) => {
    const entries: StoredEntry[] = [0, 1, 2, 3].map((n) => ({ path: `f${n}`, data: pattern(1000, n) }));
    await writeStoredRar(archive, [{ path: 'd', directory: true }, ...entries]);
    const { tree, files } = await collect(skipFiles);
    expect(files.map(({ path }) => path)).toEqual(['f0', 'f1', 'f2', 'f3'].slice(skipFiles));
    expect(tree['d']).toBe('directory');
  });

  const solid = loadRarFixtures().filter((fixture) => fixture.solid && fixture.kind === 'ok');
  test.each(solid)('of $id are unpacked all the same, since later ones need them', async (fixture) => {
    const names = fixture.files.map((file) => (file.split('/').at(-1) ?? '').replace(/\.rar$/, '.eti'));
    for (const [index, file] of fixture.files.entries()) {
      await copyFile(join(fixtureDir, file), join(box.archives, names[index] ?? ''));
    }
    archive = join(box.archives, names[0] ?? '');
    const all = fixture.entries.filter((entry) => !entry.dir);
    for (let skipFiles = 1; skipFiles < all.length; skipFiles += 1) {
      const { files, tree } = await collect(skipFiles);
      expect(files.map(({ path }) => path)).toEqual(all.slice(skipFiles).map(({ path }) => path));
      for (const { path, sha256: hash } of all.slice(skipFiles)) expect(tree[path]).toBe(`sha256:${hash}`);
    }
  });
});

describe('a receiver', () => {
  test('that takes nothing makes the engine wait, which is no hanging', { timeout: 20_000 }, async () => {
    create(1200);
    await writeLargeArchive();
    const collector = createCollector();
    let waited = false;
    const take = async (frame: ArchiveFrame) => {
      if (!waited) await sleep(4000);
      waited = true;
      await collector.take(frame);
    };
    await unpacker.stream(archive, { signal, skipFiles: 0, take });
    expect(collector.tree).toEqual({ large: sha256(pattern(24 * mib, 1)) });
    expect(sidecars).toHaveLength(1);
  });

  test('that takes the last frame late is waited for', { timeout: 20_000 }, async () => {
    create(1200);
    await writeStoredRar(archive, [{ path: 'small', data: Buffer.from('x') }]);
    const collector = createCollector();
    const take = async (frame: ArchiveFrame) => {
      if (frame.kind === 'file-end') await sleep(4000);
      await collector.take(frame);
    };
    await unpacker.stream(archive, { signal, skipFiles: 0, take });
    expect(collector.files).toHaveLength(1);
  });

  test('that refuses ends the pass with its own words', async () => {
    await writeLargeArchive();
    const refusal = new Error('the link is gone');
    let frames = 0;
    const take = async (frame: ArchiveFrame) => {
      frames += 1;
      if (frame.kind === 'bytes') throw refusal;
    };
    await expect(unpacker.stream(archive, { signal, skipFiles: 0, take })).rejects.toBe(refusal);
    expect(frames).toBe(2);
    expect((await collect()).files).toHaveLength(1);
    expect(sidecars).toHaveLength(1);
  });
});

describe('cancelling', () => {
  test('ends a pass whose receiver never answers, and the process serves on', async () => {
    await writeLargeArchive();
    const abort = new AbortController();
    const began = Promise.withResolvers<void>();
    const take = () => {
      began.resolve();
      return never;
    };
    const result = unpacker.stream(archive, { signal: abort.signal, skipFiles: 0, take });
    await began.promise;
    // The Worker fills the ring meanwhile and waits; either way it must end.
    await sleep(300);
    const startMs = performance.now();
    abort.abort();
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
    console.info(`cancelled in ${Math.round(performance.now() - startMs)} ms`);
    expect(performance.now() - startMs).toBeLessThan(2000);
    expect((await collect()).files).toHaveLength(1);
    expect(sidecars).toHaveLength(1);
  });

  test('in the middle hands out nothing more', async () => {
    await writeLargeArchive();
    const abort = new AbortController();
    let later = 0;
    const take = async () => {
      if (abort.signal.aborted) later += 1;
      abort.abort();
    };
    const result = unpacker.stream(archive, { signal: abort.signal, skipFiles: 0, take });
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
    expect(later).toBe(0);
  });

  test('by stopping the unpacker', async () => {
    await writeLargeArchive();
    const result = unpacker.stream(archive, { signal, skipFiles: 0, take: () => never });
    const settled = Promise.allSettled([result]);
    await unpacker.stop();
    expect(await settled).toMatchObject([{ status: 'rejected', reason: { code: 'cancelled' } }]);
  });
});

test('a process that dies in the middle is told, and the next pass gets a new one', async () => {
  await writeLargeArchive();
  const take = async () => void process.kill(sidecars[0]?.pid ?? 0, 'SIGKILL');
  await expect(unpacker.stream(archive, { signal, skipFiles: 0, take })).rejects.toMatchObject({
    code: 'unpacker-crashed',
  });
  expect((await collect()).files).toHaveLength(1);
  expect(sidecars).toHaveLength(2);
});

test.skipIf(process.platform === 'win32')('a process that freezes in the middle is killed and told', async () => {
  create(1000);
  await writeLargeArchive();
  const take = async () => void process.kill(sidecars[0]?.pid ?? 0, 'SIGSTOP');
  await expect(unpacker.stream(archive, { signal, skipFiles: 0, take })).rejects.toMatchObject({
    code: 'unpacker-crashed',
    message: expect.stringContaining('stopped answering'),
  });
  create();
  expect((await collect()).files).toHaveLength(1);
});

test('a file with another checksum is never ended', async () => {
  const good: StoredEntry = { path: 'good', data: pattern(100, 1) };
  await writeStoredRar(archive, [good, { path: 'bad', data: pattern(100, 2), raw: { crc32: 1 } }]);
  const collector = createCollector();
  await expect(unpacker.stream(archive, { signal, skipFiles: 0, take: collector.take })).rejects.toMatchObject({
    code: 'archive-corrupt',
  });
  expect(Object.keys(collector.tree)).not.toContain('bad');
});

test.skipIf(process.platform === 'win32')('no socket is left behind', async () => {
  await writeLargeArchive();
  await collect();
  const { job } = commands[0] as { job: { channel: { path: string } } };
  expect(job.channel.path).toContain('.sock');
  expect(existsSync(job.channel.path)).toBe(false);
});

test('streams whose receivers are slow hold no other job up, and a third one waits its turn', async () => {
  await writeLargeArchive();
  const cancel = new AbortController();
  const begun: string[] = [];
  const twoBegan = Promise.withResolvers<void>();
  const stalled = (name: string) =>
    unpacker.stream(archive, {
      signal: cancel.signal,
      skipFiles: 0,
      take: async () => {
        begun.push(name);
        if (begun.length === 2) twoBegan.resolve();
        await never;
      },
    });
  const streams = Promise.allSettled(['one', 'two', 'three'].map(stalled));
  await twoBegan.promise;
  const files = await unpacker.unpack(archive, box.into, { signal });
  expect(files).toEqual([{ path: 'large', size: 24 * mib }]);
  expect(new Set(begun)).toEqual(new Set(['one', 'two']));
  cancel.abort();
  expect((await streams).map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
});
