import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findLockedFile } from './find-locked-file.ts';
import { makeTempDir } from './testing/temp-dir.ts';

test('names the folder itself where every file can be written, and when it is gone', async () => {
  await using dir = await makeTempDir();
  await writeFile(join(dir.path, 'a'), '');
  expect(await findLockedFile(dir.path)).toBe(dir.path);
  expect(await findLockedFile(join(dir.path, 'missing'))).toBe(join(dir.path, 'missing'));
});

const put = async (dir: string) => {
  await writeFile(join(dir, 'a'), '');
  await writeFile(join(dir, 'b-read-only'), '', { mode: 0o444 });
  await writeFile(join(dir, 'c'), '');
};

test('names the file that another program holds, and none that is only read-only', async () => {
  await using dir = await makeTempDir();
  await put(dir.path);
  const held = async (file: string) => !file.endsWith('a');
  expect(await findLockedFile(dir.path, held)).toBe(join(dir.path, 'c'));
});

test('takes no read-only file for a held one, as the system itself tells it', async () => {
  await using dir = await makeTempDir();
  await put(dir.path);
  expect(await findLockedFile(dir.path)).toBe(dir.path);
});
