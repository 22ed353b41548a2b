import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { minSparseBytes, type RunProgram } from './mark-sparse.ts';
import { createRealDisk } from './real-disk.ts';

/** Makes a file of this length as a payload does; answers what was started for it, and how long it is then. */
async function makeFile(platform: NodeJS.Platform, size: number, answer: () => Promise<unknown>) {
  const dir = await mkdtemp(path.join(tmpdir(), 'lanspread-sparse-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const started: string[][] = [];
  const runProgram: RunProgram = async (program, args) => {
    const { size: sizeThen } = await stat(file);
    started.push([program, ...args, `at ${sizeThen} bytes`]);
    return answer();
  };
  const file = path.join(dir, 'big one.eti');
  const handle = await createRealDisk(platform, runProgram).open(file, 'create');
  await handle.resize(size);
  await handle.close();
  return { file, started, size: (await stat(file)).size };
}

const well = async () => undefined;
const badly = () => Promise.reject(new Error('FAT32 knows no sparse files'));

it.each([
  ['works', well],
  ['fails', badly],
])('marks a large file before it gets its length, and minds nothing when that %s', async (_how, answer) => {
  const made = await makeFile('win32', minSparseBytes, answer);
  const program = expect.stringMatching(/^[A-Z]:\\.*\\System32\\fsutil\.exe$/) as string;
  expect(made.started).toEqual([[program, 'sparse', 'setflag', made.file, 'at 0 bytes']]);
  expect(made.size).toBe(minSparseBytes);
});

it.each<[string, NodeJS.Platform, number]>([
  ['a smaller file', 'win32', minSparseBytes - 1],
  ['another system', 'linux', minSparseBytes],
])('starts nothing for %s', async (_name, platform, size) => {
  const made = await makeFile(platform, size, well);
  expect([made.started, made.size]).toEqual([[], size]);
});
