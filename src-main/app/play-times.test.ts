// When games were last played is kept over restarts, and no state of the file keeps the program from starting.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openPlayTimes } from './play-times.ts';
import { makeTempDir } from './testing/temp-dir.ts';

async function setUp() {
  const stateDir = await makeTempDir();
  const lines: string[] = [];
  let now = 0;
  const clock = { wallMs: () => (now += 1000) };
  const log = (level: string, message: string) => void lines.push(`${level} ${message}`);
  const open = async () => openPlayTimes({ stateDir, clock, log });
  return { file: join(stateDir, 'play-times.json'), lines, open };
}

it('keeps the last time of each game over a restart', async () => {
  const { open, lines } = await setUp();
  const times = await open();
  expect(times.all()).toEqual({});
  expect(times.recordNow('alpha')).toBe(1000);
  times.recordNow('beta');
  times.recordNow('alpha');
  await times.stop();
  expect((await open()).all()).toEqual({ alpha: 3000, beta: 2000 });
  expect(lines).toEqual([]);
});

it.each(['{', '[]', '{"alpha":"x"}', '{"../alpha":1}'])('begins anew after the damaged file %j', async (text) => {
  const { file, open, lines } = await setUp();
  await writeFile(file, text);
  const times = await open();
  expect(times.all()).toEqual({});
  expect(lines).toEqual([expect.stringMatching(/^warn .*begin anew/)]);
  times.recordNow('alpha');
  await times.stop();
  expect((await open()).all()).toEqual({ alpha: 1000 });
});

it('goes on where nothing can be written, and says so', async () => {
  const { file, open, lines } = await setUp();
  await mkdir(file);
  const times = await open();
  times.recordNow('alpha');
  await times.stop();
  expect(times.all()).toEqual({ alpha: 1000 });
  expect(lines.at(-1)).toMatch(/could not be written/);
});
