import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { realDisk } from './real-disk.ts';
import { regularFilesIn } from './regular-file.ts';
import { makeTempDir } from './testing/temp-dir.ts';

test('finds regular files, through no link and no file', async () => {
  await using dir = await makeTempDir();
  const at = (path: string) => join(dir.path, path);
  await mkdir(at('a/b'), { recursive: true });
  await writeFile(at('top'), '1');
  await writeFile(at('a/b/file'), '123');
  await symlink('b', at('a/link'));
  await symlink('b/file', at('a/alias'));

  const lookUp = regularFilesIn(realDisk, dir.path);
  expect(await lookUp('top')).toMatchObject({ kind: 'file', size: 1 });
  expect(await lookUp('a/b/file')).toMatchObject({ kind: 'file', size: 3 });
  for (const path of ['missing', 'missing/file', 'a', 'a/b', 'a/alias', 'a/link/file', 'top/file'])
    expect(await lookUp(path), path).toBeNull();
});

test('finds nothing below a root that is a link', async () => {
  await using dir = await makeTempDir();
  await mkdir(join(dir.path, 'real'));
  await writeFile(join(dir.path, 'real/file'), '');
  await symlink('real', join(dir.path, 'link'));
  expect(await regularFilesIn(realDisk, join(dir.path, 'link'))('file')).toBeNull();
});
