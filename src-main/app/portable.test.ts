import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findPortableDir } from './portable.ts';
import { makeTempDir } from './testing/temp-dir.ts';

it('is portable by a file beside the program, or by a flag', async () => {
  const dir = await makeTempDir();
  const place = { argv: [], env: {}, executable: join(dir, 'lanspread') };
  expect(findPortableDir(place)).toBeNull();
  expect(findPortableDir({ ...place, argv: ['--portable'] })).toBe(join(dir, 'lanspread-state'));
  await writeFile(join(dir, 'portable'), '');
  expect(findPortableDir(place)).toBe(join(dir, 'lanspread-state'));
});

it('looks beside the file that was started, where that unpacks itself elsewhere', async () => {
  const dir = await makeTempDir();
  await writeFile(join(dir, 'portable'), '');
  const unpacked = { argv: [], executable: '/tmp/.mount/lanspread' };
  expect(findPortableDir({ ...unpacked, env: { APPIMAGE: join(dir, 'Lanspread.AppImage') } })).not.toBeNull();
  expect(findPortableDir({ ...unpacked, env: { PORTABLE_EXECUTABLE_DIR: dir } })).not.toBeNull();
});
