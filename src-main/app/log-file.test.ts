import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLogFile } from './log-file.ts';
import { makeTempDir } from './testing/temp-dir.ts';

const now = () => new Date(0);

it('writes one line per event and goes on where it was', async () => {
  const path = join(await makeTempDir(), 'logs/lanspread.log');
  openLogFile(path, now)('info', 'first');
  openLogFile(path, now)('error', 'second\n  with a stack\n');
  expect(await readFile(path, 'utf8')).toBe(
    '1970-01-01T00:00:00.000Z info  first\n1970-01-01T00:00:00.000Z error second | with a stack\n',
  );
});

it('keeps two files of bounded size', async () => {
  const dir = await makeTempDir();
  const log = openLogFile(join(dir, 'a.log'), now);
  for (let index = 0; index < 60; index++) log('info', 'x'.repeat(2 ** 17));
  expect(await readdir(dir)).toEqual(['a.log', 'a.log.old']);
  for (const name of await readdir(dir)) expect((await stat(join(dir, name))).size).toBeLessThan(2.3 * 2 ** 20);
});

it('survives a folder that is gone', async () => {
  const dir = await makeTempDir();
  const log = openLogFile(join(dir, 'logs/a.log'), now);
  await rm(dir, { recursive: true });
  expect(() => log('info', 'lost')).not.toThrow();
});
