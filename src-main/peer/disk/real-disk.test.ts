import { chmod, lstat, mkdir, readFile, readlink, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRealDisk, realDisk as disk } from './real-disk.ts';
import { makeTempDir } from './testing/temp-dir.ts';

const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'no failure',
    (error: { code?: string }) => error.code,
  );

test('stat tells kinds and never follows a link', async () => {
  await using dir = await makeTempDir();
  const at = (name: string) => join(dir.path, name);
  await writeFile(at('file'), 'four');
  await symlink('file', at('link'));
  await symlink('nowhere', at('dangling'));
  expect(await disk.stat(at('file'))).toMatchObject({ kind: 'file', size: 4 });
  expect((await disk.stat(dir.path))?.kind).toBe('directory');
  expect((await disk.stat(at('link')))?.kind).toBe('symlink');
  expect((await disk.stat(at('dangling')))?.kind).toBe('symlink');
  expect(await disk.stat(at('missing'))).toBeNull();
  expect(await disk.stat(at('file/below'))).toBeNull();
});

test('makeDirs lets several callers make the same folders at once', async () => {
  await using dir = await makeTempDir();
  for (let round = 0; round < 20; round++) {
    const made = ['a', 'b', 'c', 'd'].map(async (name) => disk.makeDirs(join(dir.path, `round${round}/deep/${name}`)));
    await Promise.all(made);
  }
});

test('makeDirs makes what is missing, and says no instead of trying for ever', async (context) => {
  await using dir = await makeTempDir();
  await disk.makeDirs(join(dir.path, 'a/b/c'));
  await disk.makeDirs(join(dir.path, 'a/b/c'));
  expect((await disk.stat(join(dir.path, 'a/b/c')))?.kind).toBe('directory');
  await writeFile(join(dir.path, 'file'), '');
  expect(await codeOf(disk.makeDirs(join(dir.path, 'file')))).toBe('EEXIST');
  expect(await codeOf(disk.makeDirs(join(dir.path, 'file/below')))).toBe('ENOTDIR');
  context.skip(process.platform !== 'linux', 'only Linux has /proc');
  expect(await codeOf(disk.makeDirs('/proc/lanspread'))).toBe('ENOENT');
});

test('list is sorted by code unit and fails where nothing is', async () => {
  await using dir = await makeTempDir();
  for (const name of ['b', 'a', 'B', 'ä', '10', '9']) await writeFile(join(dir.path, name), '');
  expect(await disk.list(dir.path)).toEqual(['10', '9', 'B', 'a', 'b', 'ä']);
  expect(await codeOf(disk.list(join(dir.path, 'missing')))).toBe('ENOENT');
});

describe('open', () => {
  test('writes at positions, keeps what is there, and grows', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'file');
    await writeFile(path, '0123456789');
    const file = await disk.open(path, 'create');
    await file.writeAt(Buffer.from('ab'), 4);
    await file.resize(12);
    await file.datasync();
    await file.close();
    expect(await readFile(path, 'latin1')).toBe('0123ab6789\0\0');
  });

  test('reads at positions, up to the end of the file', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'file');
    await writeFile(path, '0123456789', { mode: 0o444 });
    const file = await disk.open(path, 'read');
    const bytes = Buffer.alloc(4);
    expect(await file.readAt(bytes, 3)).toBe(4);
    expect(bytes.toString()).toBe('3456');
    expect(await file.readAt(bytes, 8)).toBe(2);
    expect(bytes.toString()).toBe('8956');
    expect(await file.readAt(bytes, 10)).toBe(0);
    await file.close();
  });

  test('names the file in what its handle reports', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'file');
    await writeFile(path, '');
    const file = await disk.open(path, 'read');
    await expect(file.writeAt(Buffer.from('x'), 0)).rejects.toMatchObject({ code: 'EBADF', path });
    await file.close();
  });

  test.skipIf(process.platform === 'win32')('holes take no space', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'file');
    const file = await disk.open(path, 'create');
    await file.resize(2 ** 20);
    expect(await disk.stat(path)).toMatchObject({ size: 2 ** 20, allocatedBytes: 0 });
    await file.writeAt(Buffer.alloc(2 ** 16, 1), 2 ** 19);
    await file.datasync();
    expect((await disk.stat(path))?.allocatedBytes).toBe(2 ** 16);
    await file.close();
  });

  test('makes a missing file only when told to', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'file');
    expect(await codeOf(disk.open(path, 'existing'))).toBe('ENOENT');
    await (await disk.open(path, 'create')).close();
    expect((await disk.stat(path))?.size).toBe(0);
  });
});

test('directories: made once, with parents, removed when empty', async () => {
  await using dir = await makeTempDir();
  const path = join(dir.path, 'a');
  expect(await codeOf(disk.makeDir(join(path, 'b')))).toBe('ENOENT');
  await disk.makeDirs(join(path, 'b'));
  await disk.makeDirs(join(path, 'b'));
  expect(await codeOf(disk.makeDir(path))).toBe('EEXIST');
  expect(await codeOf(disk.removeEmptyDir(path))).toBe('ENOTEMPTY');
  await disk.removeEmptyDir(join(path, 'b'));
  await disk.removeEmptyDir(path);
  expect(await disk.list(dir.path)).toEqual([]);
});

test('rename replaces a file, and never a directory with something in it', async () => {
  await using dir = await makeTempDir();
  const at = (name: string) => join(dir.path, name);
  await writeFile(at('a'), 'a');
  await writeFile(at('b'), 'b');
  await disk.rename(at('a'), at('b'));
  expect(await disk.readText(at('b'))).toBe('a');
  await disk.makeDirs(at('one'));
  await disk.makeDirs(at('two/full'));
  expect(await codeOf(disk.rename(at('one'), at('two')))).toMatch(/ENOTEMPTY|EEXIST/);
});

describe('removing', () => {
  test('a tree goes without what its links point to', async () => {
    await using dir = await makeTempDir();
    const at = (name: string) => join(dir.path, name);
    await disk.makeDirs(at('outside/deep'));
    await disk.writeText(at('outside/deep/mine'), 'mine');
    await disk.makeDirs(at('tree/sub'));
    await symlink(at('outside'), at('tree/sub/folder-link'), 'junction');
    await symlink(at('outside/deep/mine'), at('tree/file-link'), 'file');
    await disk.removeTree(at('tree'));
    expect(await disk.stat(at('tree'))).toBeNull();
    expect(await disk.readText(at('outside/deep/mine'))).toBe('mine');
    await disk.removeTree(at('tree'));
  });

  test('a link as the tree itself goes alone', async () => {
    await using dir = await makeTempDir();
    const at = (name: string) => join(dir.path, name);
    await disk.makeDirs(at('outside'));
    await disk.writeText(at('outside/mine'), 'mine');
    await symlink(at('outside'), at('tree'), 'junction');
    await disk.removeTree(at('tree'));
    expect(await disk.list(dir.path)).toEqual(['outside']);
    expect(await disk.list(at('outside'))).toEqual(['mine']);
  });

  test('read-only files go too, missing ones are no error', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'tree/file');
    await mkdir(join(dir.path, 'tree'));
    await writeFile(path, '');
    await chmod(path, 0o444);
    await disk.removeTree(join(dir.path, 'tree'));
    await disk.removeFile(path);
    expect(await disk.list(dir.path)).toEqual([]);
  });
});

describe('copyEntry', () => {
  test('keeps content, time and mode, and never overwrites', async () => {
    await using dir = await makeTempDir();
    const at = (name: string) => join(dir.path, name);
    await writeFile(at('from'), 'save');
    await chmod(at('from'), 0o444);
    await utimes(at('from'), 1_600_000_000, 1_600_000_000);
    await disk.copyEntry(at('from'), at('to'));
    expect(await disk.readText(at('to'))).toBe('save');
    const [from, to] = [await stat(at('from')), await stat(at('to'))];
    expect([to.mtimeMs, to.mode]).toEqual([from.mtimeMs, from.mode]);
    await disk.syncFile(at('to'));
    expect(await codeOf(disk.copyEntry(at('from'), at('to')))).toBe('EEXIST');
  });

  test('makes the same link again', async () => {
    await using dir = await makeTempDir();
    await symlink('../elsewhere', join(dir.path, 'from'));
    await disk.copyEntry(join(dir.path, 'from'), join(dir.path, 'to'));
    expect((await lstat(join(dir.path, 'to'))).isSymbolicLink()).toBe(true);
    expect(await readlink(join(dir.path, 'to'))).toBe(await readlink(join(dir.path, 'from')));
  });
});

const block = 1 << 20;
test.each([0, 1, block - 1, block, block + 1])('sameContent of %i bytes', async (size) => {
  await using dir = await makeTempDir();
  const at = (name: string) => join(dir.path, name);
  const bytes = Buffer.alloc(size, 7);
  await writeFile(at('a'), bytes);
  await writeFile(at('b'), bytes);
  expect(await disk.sameContent(at('a'), at('b'))).toBe(true);
  await writeFile(at('b'), Buffer.concat([bytes, Buffer.from([7])]));
  expect(await disk.sameContent(at('a'), at('b'))).toBe(false);
  if (size === 0) return;
  bytes[size - 1] = 8;
  await writeFile(at('b'), bytes);
  expect(await disk.sameContent(at('a'), at('b'))).toBe(false);
});

test('syncs files and directories', async () => {
  await using dir = await makeTempDir();
  await writeFile(join(dir.path, 'file'), 'x');
  await disk.syncFile(join(dir.path, 'file'));
  await disk.syncDir(dir.path);
  expect(await codeOf(disk.syncFile(join(dir.path, 'missing')))).toBe('ENOENT');
  await createRealDisk('win32').syncDir(join(dir.path, 'missing'));
});

test('free space is a number of bytes', async () => {
  await using dir = await makeTempDir();
  expect(await disk.freeBytes(dir.path)).toBeGreaterThan(0);
});
