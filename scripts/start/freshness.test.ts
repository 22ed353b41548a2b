import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isFresh } from './freshness.ts';

async function makeFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'lanspread-fresh-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const touch = async (name: string, second: number) => {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '');
    await utimes(path, second, second);
  };
  const touchFolder = async (name: string, second: number) => utimes(join(folder, name), second, second);
  const isFreshHere = async () => isFresh([join(folder, 'out.js')], [join(folder, 'src'), join(folder, 'lock')]);
  return { touch, touchFolder, isFreshHere };
}

test('compares with the newest source, however deep', async () => {
  const { touch, touchFolder, isFreshHere } = await makeFolder();
  await touch('src/a/b.ts', 10);
  await touchFolder('src/a', 10);
  await touchFolder('src', 10);
  await touch('lock', 5);
  expect(await isFreshHere()).toBe(false);
  await touch('out.js', 20);
  expect(await isFreshHere()).toBe(true);
  await touch('src/a/b.ts', 30);
  await touchFolder('src/a', 10);
  expect(await isFreshHere()).toBe(false);
  await touch('src/a/b.ts', 10);
  await touchFolder('src/a', 30); // something was deleted in it
  expect(await isFreshHere()).toBe(false);
  await touchFolder('src/a', 10);
  expect(await isFreshHere()).toBe(true);
  await touch('lock', 30);
  expect(await isFreshHere()).toBe(false);
});
