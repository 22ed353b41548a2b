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

// A running program cannot be written on Linux (ETXTBSY is no lock), so only a user without rights shows the case.
const mayWriteAll = process.platform === 'win32' || process.getuid?.() === 0;

test('names the file that cannot be written', async (context) => {
  context.skip(mayWriteAll, 'this user may write every file');
  await using dir = await makeTempDir();
  await writeFile(join(dir.path, 'a'), '');
  await writeFile(join(dir.path, 'b'), '', { mode: 0o444 });
  expect(await findLockedFile(dir.path)).toBe(join(dir.path, 'b'));
});
