import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeTempDir } from '../app/testing/temp-dir.ts';
import { webTokenName } from '../peer/disk/names.ts';
import { loadOrCreateWebToken } from './web-token.ts';

it('keeps the key over restarts, another one per state folder', async () => {
  const [one, other] = [await makeTempDir(), await makeTempDir()];
  const first = await loadOrCreateWebToken(one);
  expect(first).toMatch(/^[\w-]{22}$/);
  expect(await loadOrCreateWebToken(one)).toBe(first);
  expect(await loadOrCreateWebToken(other)).not.toBe(first);
});

it.runIf(process.platform !== 'win32')('lets nobody else read it', async () => {
  const dir = await makeTempDir();
  await loadOrCreateWebToken(dir);
  expect((await stat(join(dir, webTokenName))).mode & 0o777).toBe(0o600);
});

it.each(['', 'short', `${'x'.repeat(22)}&more`])('makes another one in place of %j', async (damaged) => {
  const dir = await makeTempDir();
  await writeFile(join(dir, webTokenName), damaged);
  const token = await loadOrCreateWebToken(dir);
  expect(token).not.toBe(damaged);
  expect(await readFile(join(dir, webTokenName), 'utf8')).toBe(token);
});

it('says which file it cannot keep', async () => {
  const dir = join(await makeTempDir(), 'nowhere');
  const failure = { code: 'bad-state', hint: expect.stringContaining(dir) as string };
  await expect(loadOrCreateWebToken(dir)).rejects.toMatchObject(failure);
});
