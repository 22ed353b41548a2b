import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeTempDir, type TempDir } from '../disk/testing/temp-dir.ts';
import { createHashLane } from './hash-lane.ts';
import { createHasher, type Hasher } from './hasher.ts';

const mib = 2 ** 20;
/** Long enough that reading it to the end would outlast the test. */
const endlessBytes = 2 ** 40;
const workerUrl = new URL('./hash-worker.ts', import.meta.url);
const crashingUrl = new URL('./testing/crashing-hash-worker.ts', import.meta.url);
const { signal } = new AbortController();
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let dir: TempDir;
let hasher: Hasher;
beforeAll(async () => void (dir = await makeTempDir()));
afterAll(async () => dir[Symbol.asyncDispose]());
beforeEach(() => void (hasher = createHasher()));
afterEach(async () => hasher.stop());

async function sparseFile(name: string, bytes: number): Promise<string> {
  const file = join(dir.path, name);
  await writeFile(file, '');
  await truncate(file, bytes);
  return file;
}

async function patternFile(name: string, bytes: number): Promise<{ file: string; content: Buffer }> {
  const content = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at++) content[at] = (at * 31 + (at >> 13)) & 0xff;
  const file = join(dir.path, name);
  await writeFile(file, content);
  return { file, content };
}

describe('hashPieces', () => {
  it.each([true, false])('hashes ranges of any size around the size of a read, urgent: %s', async (urgent) => {
    const { file, content } = await patternFile('sizes', 2 * mib + 1);
    const ranges = [0, 1, mib - 1, mib, mib + 1, 2 * mib, 2 * mib + 1].map((length) => ({ offset: 0, length }));
    ranges.push({ offset: 12_345, length: mib + 7 }, { offset: 2 * mib + 1, length: 0 });
    const hashes = await hasher.hashPieces(file, ranges, { signal, urgent });
    expect(hashes).toEqual(ranges.map(({ offset, length }) => sha256(content.subarray(offset, offset + length))));
  });

  it('has no hash for a range that reaches beyond the end', async () => {
    const { file, content } = await patternFile('short', 10);
    const ranges = [
      { offset: 0, length: 11 },
      { offset: 0, length: 10 },
      { offset: 11, length: 0 },
      { offset: 20, length: 5 },
    ];
    expect(await hasher.hashPieces(file, ranges, { signal, urgent: true })).toEqual(['', sha256(content), '', '']);
  });

  it('has no hash for a range of a file that becomes shorter meanwhile', async () => {
    const file = await sparseFile('shrinking', endlessBytes);
    const onBytes = () => void truncate(file, 10);
    const ranges = [{ offset: 0, length: endlessBytes }];
    expect(await hasher.hashPieces(file, ranges, { signal, urgent: true, onBytes })).toEqual(['']);
  });

  it('counts every byte once', async () => {
    const { file } = await patternFile('counted', 5 * mib + 3);
    const pieces = Array.from({ length: 5 }, (_, index) => ({ offset: index * mib, length: mib }));
    let count = 0;
    const onBytes = (bytes: number) => void (count += bytes);
    await hasher.hashPieces(file, [...pieces, { offset: 5 * mib, length: 3 }], { signal, urgent: false, onBytes });
    expect(count).toBe(5 * mib + 3);
  });

  it.each([
    ['missing', 'ENOENT'],
    ['.', 'EINVAL'],
  ])("rejects with the system's error: %s", async (name, code) => {
    const file = join(dir.path, name);
    await expect(hasher.hashPieces(file, [{ offset: 0, length: 1 }], { signal, urgent: true })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(dir.path),
    });
  });

  it('does not wait for somebody to write into a pipe', async (context) => {
    if (process.platform === 'win32') return context.skip();
    const file = join(dir.path, 'pipe');
    await promisify(execFile)('mkfifo', [file]);
    await expect(hasher.hashPieces(file, [{ offset: 0, length: 1 }], { signal, urgent: true })).rejects.toMatchObject({
      code: 'EINVAL',
    });
  });
});

describe('cancelling', () => {
  it('ends within a range, so that the next file has its turn', async () => {
    const endless = await sparseFile('endless', endlessBytes);
    const { file, content } = await patternFile('next', 10);
    const abort = new AbortController();
    const reading = hasher.hashPieces(endless, [{ offset: 0, length: endlessBytes }], {
      signal: abort.signal,
      urgent: false,
      onBytes: () => abort.abort(new Error('enough')),
    });
    const next = hasher.hashPieces(file, [{ offset: 0, length: 10 }], { signal, urgent: false });
    await expect(reading).rejects.toThrow('enough');
    expect(await next).toEqual([sha256(content)]);
  });

  it('ends what still waits, and begins nothing that is cancelled already', async () => {
    const endless = await sparseFile('endless', endlessBytes);
    const ranges = [{ offset: 0, length: endlessBytes }];
    const [first, second] = [new AbortController(), new AbortController()];
    const reading = [first, second].map((abort) =>
      hasher.hashPieces(endless, ranges, { signal: abort.signal, urgent: true }),
    );
    second.abort(new Error('second'));
    await expect(reading[1]).rejects.toThrow('second');
    first.abort(new Error('first'));
    await expect(reading[0]).rejects.toThrow('first');
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(hasher.hashPieces(endless, ranges, { signal: gone, urgent: true })).rejects.toThrow('gone');
  });
});

describe('giving way', () => {
  it('reads nothing in the background while urgent work is under way', async () => {
    const large = await sparseFile('large', 256 * mib);
    const { file } = await patternFile('small', 10);
    const ended: string[] = [];
    // The background thread is there already, so that only giving way can make it the later one.
    await hasher.hashPieces(file, [{ offset: 0, length: 10 }], { signal, urgent: false });
    const urgent = hasher.hashPieces(large, [{ offset: 0, length: 256 * mib }], { signal, urgent: true });
    const small = hasher.hashPieces(file, [{ offset: 0, length: 10 }], { signal, urgent: false });
    await Promise.all([urgent.then(() => ended.push('urgent')), small.then(() => ended.push('background'))]);
    expect(ended).toEqual(['urgent', 'background']);
  });

  it('can be cancelled while it rests', async () => {
    const lane = createHashLane(workerUrl, 'background');
    lane.hold(true);
    const { file, content } = await patternFile('resting', 10);
    const abort = new AbortController();
    const resting = lane.hash(file, [{ offset: 0, length: 10 }], { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(resting).rejects.toThrow('enough');
    lane.hold(false);
    expect(await lane.hash(file, [{ offset: 0, length: 10 }], { signal })).toEqual([sha256(content)]);
    await lane.stop();
  });
});

describe('the thread', () => {
  it('is started again after a crash', async () => {
    const crashing = createHasher({ workerUrl: crashingUrl });
    const ranges = [{ offset: 0, length: 1 }];
    const call = async (file: string) => crashing.hashPieces(file, ranges, { signal, urgent: true });
    await expect(call('deadly')).rejects.toMatchObject({ code: 'internal', message: /the thread broke/ });
    expect(await call('harmless')).toEqual(['alive']);
    await Promise.all([
      expect(call('deadly')).rejects.toThrow('broke'),
      expect(call('deadly')).rejects.toThrow('broke'),
    ]);
    expect(await call('harmless')).toEqual(['alive']);
    await crashing.stop();
  });

  it('ends when stopped, and what ran is rejected', async () => {
    const endless = await sparseFile('endless', endlessBytes);
    const ranges = [{ offset: 0, length: endlessBytes }];
    const begun = Promise.withResolvers<void>();
    const onBytes = () => begun.resolve();
    const reading = hasher.hashPieces(endless, ranges, { signal, urgent: false, onBytes });
    await begun.promise;
    await Promise.all([hasher.stop(), expect(reading).rejects.toMatchObject({ code: 'cancelled' })]);
    await hasher.stop();
    await expect(hasher.hashPieces(endless, ranges, { signal, urgent: false })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('does not keep a program alive', async () => {
    const endless = await sparseFile('endless', endlessBytes);
    const program = fileURLToPath(new URL('./testing/hash-and-leave.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [program, endless], { timeout: 20_000 });
    expect(stdout).toBe('left\n');
  });
});
