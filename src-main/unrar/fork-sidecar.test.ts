// The unpacker as a real process: cancelled, killed, frozen, idle, orphaned. None is left behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeStoredRar } from '../../scripts/stored-rar.ts';
import { createUnpacker, type StoppableUnpacker } from './create-unpacker.ts';
import { forkSidecar, type ForkedSidecar } from './fork-sidecar.ts';
import { createBox, type Box } from './testing/box.ts';

const crashed = expect.objectContaining({ code: 'unpacker-crashed', hint: expect.any(String) });
const cancelled = expect.objectContaining({ code: 'cancelled' });

interface TrackedSidecar {
  sidecar: ForkedSidecar;
  exited: Promise<void>;
}

let box: Box;
let forked: TrackedSidecar[];
let unpacker: StoppableUnpacker;
beforeEach(async () => {
  box = await createBox();
  forked = [];
});
afterEach(async () => {
  await unpacker.stop();
  await Promise.all(forked.map(({ exited }) => exited));
  await box.remove();
});

function track(): ForkedSidecar {
  const sidecar = forkSidecar();
  forked.push({ sidecar, exited: new Promise((resolve) => sidecar.onExit(resolve)) });
  return sidecar;
}

/** Many small files: slow to unpack, quick to make, so that something can happen in the middle. */
async function writeSlowArchive(): Promise<string> {
  const archive = join(box.archives, 'slow.eti');
  const data = Buffer.from('x');
  await writeStoredRar(
    archive,
    Array.from({ length: 20_000 }, (_, index) => ({ path: `d${index % 50}/f${index}`, data })),
  );
  return archive;
}

/** Starts unpacking; answers once the first file is being written. */
async function startSlowJob(signal = new AbortController().signal) {
  const archive = await writeSlowArchive();
  const writing = Promise.withResolvers<void>();
  const result = unpacker.unpack(archive, box.into, { signal, onProgress: () => writing.resolve() });
  result.catch(() => undefined);
  await writing.promise;
  return { result, sidecar: forked.at(-1) as TrackedSidecar };
}

async function expectWorks() {
  const archive = join(box.archives, 'small.eti');
  await writeStoredRar(archive, [{ path: 'small/f', data: Buffer.from('x') }]);
  const files = await unpacker.unpack(archive, box.into, { signal: new AbortController().signal });
  expect(files).toEqual([{ path: 'small/f', size: 1 }]);
}

test('cancelling ends the writing before it is told, and the process serves on', async () => {
  unpacker = createUnpacker({ spawn: track });
  const abort = new AbortController();
  const { result } = await startSlowJob(abort.signal);
  abort.abort();
  await expect(result).rejects.toEqual(cancelled);
  const written = await box.inside();
  await expectWorks();
  await unpacker.stop();
  const { 'small/f': _file, small: _folder, ...later } = await box.inside();
  expect(later).toEqual(written);
  expect(forked).toHaveLength(1);
});

test('a killed process fails its job, and the next job gets a new one', async () => {
  unpacker = createUnpacker({ spawn: track });
  const { result, sidecar } = await startSlowJob();
  process.kill(sidecar.sidecar.pid ?? 0, 'SIGKILL');
  await expect(result).rejects.toEqual(crashed);
  await expectWorks();
  expect(forked).toHaveLength(2);
});

test.skipIf(process.platform === 'win32')('a frozen process is killed', async () => {
  unpacker = createUnpacker({ spawn: track, hangTimeoutMs: 4000 });
  const { result, sidecar } = await startSlowJob();
  process.kill(sidecar.sidecar.pid ?? 0, 'SIGSTOP');
  await expect(result).rejects.toEqual(crashed);
  await sidecar.exited;
  await expectWorks();
  expect(forked).toHaveLength(2);
});

test('an idle process ends by itself', async () => {
  unpacker = createUnpacker({ spawn: track, idleExitMs: 10 });
  await expectWorks();
  await forked[0]?.exited;
});

test('stopping ends the process in the middle of a job', async () => {
  unpacker = createUnpacker({ spawn: track });
  const { result, sidecar } = await startSlowJob();
  await unpacker.stop();
  await expect(result).rejects.toEqual(cancelled);
  await sidecar.exited;
});

test('a program that ends at once is told', async () => {
  const program = join(box.archives, 'ends.mjs');
  await writeFile(program, 'process.exit(3)');
  unpacker = createUnpacker({ spawn: () => forkSidecar(program) });
  const { signal } = new AbortController();
  await expect(unpacker.list(join(box.archives, 'a.eti'), signal)).rejects.toEqual(crashed);
});

/** A program that unpacks; each line that it prints is a stage. */
const parentProgram = `
const [here, archive, into] = process.argv.slice(2);
const { createUnpacker } = await import(here + '/create-unpacker.ts');
const { forkSidecar } = await import(here + '/fork-sidecar.ts');
const unpacker = createUnpacker({ spawn: () => forkSidecar() });
const { signal } = new AbortController();
await unpacker.unpack(archive, into, { signal, onProgress: () => console.log('writing') });
console.log('done');
`;

async function startParent(archive: string) {
  unpacker = createUnpacker({ spawn: track });
  const program = join(box.archives, 'parent.mjs');
  await writeFile(program, parentProgram);
  return spawn(process.execPath, [program, import.meta.dirname, archive, box.into], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('the process ends with its parent, however the parent ended', async () => {
  const parent = await startParent(await writeSlowArchive());
  await once(parent.stdout, 'data');
  parent.kill('SIGKILL');
  // The process inherits the parent's error output: it closes when both are gone.
  await once(parent, 'close');
  const written = await box.inside();
  expect(await box.inside()).toEqual(written);
  expect(Object.keys(written).length).toBeLessThan(20_050);
});

test('a waiting process does not keep its parent alive', async () => {
  const archive = join(box.archives, 'small.eti');
  await writeStoredRar(archive, [{ path: 'f', data: Buffer.from('x') }]);
  const parent = await startParent(archive);
  let output = '';
  parent.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = await once(parent, 'close');
  expect(code).toBe(0);
  expect(output).toContain('done');
});
