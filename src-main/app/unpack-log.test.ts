// The last runs are remembered over restarts, newest first, and no state of the file keeps the program from starting.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { UnpackRun } from '../../src-shared/unpack-run.ts';
import { keptRuns, openUnpackLog } from './unpack-log.ts';
import { makeTempDir } from './testing/temp-dir.ts';

async function setUp() {
  const stateDir = await makeTempDir();
  const lines: string[] = [];
  const open = () => openUnpackLog({ stateDir, log: (level, message) => void lines.push(`${level} ${message}`) });
  return { stateDir, file: join(stateDir, 'unpack-log.json'), lines, open };
}

const run = (startedMs: number, change: Partial<UnpackRun> = {}): UnpackRun => ({
  startedMs,
  archive: '/games/alpha/alpha.eti',
  kind: 'unpack',
  files: 3,
  bytes: 100,
  durationMs: 7,
  outcome: { kind: 'ok' },
  ...change,
});

it('is empty at first and writes nothing by itself', async () => {
  const { stateDir, lines, open } = await setUp();
  const log = await open();
  expect(log.runs()).toEqual([]);
  await log.stop();
  expect(await readdir(stateDir)).toEqual([]);
  expect(lines).toEqual([]);
});

it('keeps runs of every kind over a restart, newest first', async () => {
  const { open } = await setUp();
  const failed = run(2, { files: null, outcome: { kind: 'failed', code: 'archive-corrupt', message: 'Bad.' } });
  const cancelled = run(3, { kind: 'stream', outcome: { kind: 'cancelled' } });
  const log = await open();
  for (const each of [run(1), failed, cancelled]) log.add(each);
  expect(log.runs()).toEqual([cancelled, failed, run(1)]);
  await log.stop();
  expect((await open()).runs()).toEqual([cancelled, failed, run(1)]);
});

it('forgets the oldest ones', async () => {
  const { open } = await setUp();
  const log = await open();
  for (let startedMs = 1; startedMs <= keptRuns + 5; startedMs += 1) log.add(run(startedMs));
  await log.stop();
  const runs = (await open()).runs();
  expect(runs).toHaveLength(keptRuns);
  expect([runs[0]?.startedMs, runs.at(-1)?.startedMs]).toEqual([keptRuns + 5, 6]);
});

it.each(['', '{', '[]', '{"runs":[{}]}', '{"runs":[{"archive":1}]}'])(
  'puts the damaged file %j aside',
  async (text) => {
    const { file, lines, open } = await setUp();
    await writeFile(file, text);
    const log = await open();
    expect(log.runs()).toEqual([]);
    expect(await readFile(`${file}.corrupt`, 'utf8')).toBe(text);
    expect(lines).toEqual([expect.stringMatching(/^warn .*\.corrupt/)]);
    log.add(run(1));
    await log.stop();
    expect((await open()).runs()).toEqual([run(1)]);
  },
);

it('goes on where the file can be neither read, put aside nor written', async () => {
  const { file, lines, open } = await setUp();
  await mkdir(join(file, 'in-the-way'), { recursive: true });
  const log = await open();
  log.add(run(1));
  await log.stop();
  expect(log.runs()).toEqual([run(1)]);
  expect(lines).toEqual([
    expect.stringContaining('could not be read'),
    expect.stringContaining('could not be written'),
  ]);
});
