import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFolders, parentOf, resolveFolder } from './list-folders.ts';
import { makeTempDir } from './testing/temp-dir.ts';

describe('listFolders', () => {
  it('shows visible folders and links to folders, in the order of a reader', async () => {
    const dir = await makeTempDir();
    for (const name of ['disk 10', 'Disk 2', '.hidden', '$RECYCLE.BIN']) await mkdir(join(dir, name));
    await writeFile(join(dir, 'file'), '');
    await symlink(join(dir, 'Disk 2'), join(dir, 'link'));
    await symlink(join(dir, 'nowhere'), join(dir, 'broken'));
    expect(await listFolders(dir)).toEqual({
      path: dir,
      parent: join(dir, '..'),
      folders: ['Disk 2', 'disk 10', 'link'],
    });
  });

  it('starts at the home folder and has a top', async () => {
    expect((await listFolders(null)).path).toBe(homedir());
    expect(await listFolders('/')).toMatchObject({ path: '/', parent: null });
  });

  it.each([
    ['relative', 'games', 'full path'],
    ['missing', '/nowhere/at/all', 'does not exist'],
    ['file', '/dev/null', 'not a folder'],
    ['nonsense', '/a\u0000b', 'cannot be used'],
  ])('says why a %s path cannot be shown', async (_what, path, why) => {
    await expect(listFolders(path)).rejects.toMatchObject({
      code: 'bad-settings',
      message: expect.stringContaining(why) as string,
    });
  });
});

describe('paths of Windows', () => {
  it.each([
    ['C:\\Games', 'C:\\Games'],
    ['C:/Games/LAN', 'C:\\Games\\LAN'],
    ['C:', 'C:\\'],
    ['/D:\\', 'D:\\'],
    ['\\\\server\\share\\x', '\\\\server\\share\\x'],
    ['Games', null],
    ['C:Games', null],
  ])('%s is %s', (path, folder) => expect(resolveFolder(path, 'win32')).toBe(folder));

  it.each([
    ['C:\\Games\\LAN', 'C:\\Games'],
    ['C:\\Games', 'C:\\'],
    ['C:\\', ''],
  ])('above %s is %j', (folder, parent) => expect(parentOf(folder, 'win32')).toBe(parent));
});
