import { rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { realDisk } from '../disk/real-disk.ts';
import { removeDownload } from './remove-download.ts';
import { createFixture, putFiles, readTree, type Files, type Fixture } from './testing/install-fixture.ts';

let fixture: Fixture;
beforeEach(async () => void (fixture = await createFixture()));
afterEach(async () => fixture.dispose());

const download: Files = { 'version.ini': '20260101\n', 'game.eti': 'x', 'extras/manual.pdf': 'y' };

test('the whole root goes, and nothing else', async () => {
  await putFiles(fixture.root, { ...download, '.softlan_game_installed': '', '.version.ini.tmp': '' });
  await putFiles(fixture.gameDir, { 'doom/version.ini': '1' });
  await removeDownload(fixture.operation());
  expect(readTree(fixture.gameDir)).toEqual({ 'doom/version.ini': '1' });
});

test.each<[string, Files, RegExp]>([
  ['an installed game', { ...download, 'local/game.exe': 'x' }, /is installed/],
  ['an empty local', { ...download, 'local/': '' }, /is installed/],
  ['a running or paused download', { ...download, '.download/piece': 'x' }, /contains \.download/],
  ['a staging', { ...download, '.local.installing/x': 'x' }, /contains \.local\.installing/],
  ['a backup', { ...download, '.local.backup/x': 'x' }, /contains \.local\.backup/],
  ["another program's folder", { ...download, '.sync/x': 'x' }, /contains \.sync/],
  ['a link at a reserved name', { ...download, '.download': '→extras' }, /contains \.download/],
  ['no sentinel', { 'game.eti': 'x' }, /not complete/],
  ['a link as sentinel', { 'version.ini': '→extras', extras: 'x' }, /not complete/],
  ['a directory as sentinel', { 'version.ini/x': 'x' }, /not complete/],
  ['a nested sentinel', { 'sub/version.ini': 'x' }, /not complete/],
])('refuses %s and changes nothing', async (_, files, reason) => {
  await putFiles(fixture.root, files);
  await expect(removeDownload(fixture.operation())).rejects.toMatchObject({
    code: 'remove-refused',
    message: expect.stringMatching(reason) as string,
  });
  expect(readTree(fixture.root)).toEqual(files);
});

test('refuses a linked root', async () => {
  await putFiles(fixture.root, download);
  await rename(fixture.root, join(fixture.base, 'elsewhere'));
  await symlink(join(fixture.base, 'elsewhere'), fixture.root, 'junction');
  await expect(removeDownload(fixture.operation())).rejects.toThrow(/is a link/);
  expect(readTree(join(fixture.base, 'elsewhere'))).toEqual(download);
});

test.each(['', '.', '..', '../games', 'a/b', 'a\\b', '/etc', 'quake.'])('refuses the id "%s"', async (gameId) => {
  await putFiles(fixture.root, download);
  await expect(removeDownload({ ...fixture.operation(), gameId })).rejects.toMatchObject({ code: 'remove-refused' });
  expect(readTree(fixture.root)).toEqual(download);
});

test('refuses a game that is not there', async () => {
  await expect(removeDownload({ ...fixture.operation(), gameId: 'doom' })).rejects.toThrow(/there are none/);
});

test('what is left of an earlier removal goes first', async () => {
  await putFiles(fixture.root, download);
  await putFiles(fixture.gameDir, {
    '.lanspread-removing-quake/.lanspread_owned': '',
    '.lanspread-removing-quake/quake/old.eti': 'x',
  });
  await removeDownload(fixture.operation());
  expect(await realDisk.list(fixture.gameDir)).toEqual([]);
});

test('a folder in the way that is not ours stays', async () => {
  await putFiles(fixture.root, download);
  await putFiles(fixture.gameDir, { '.lanspread-removing-quake/mine': 'x' });
  await expect(removeDownload(fixture.operation())).rejects.toMatchObject({ code: 'remove-refused' });
  expect(readTree(fixture.root)).toEqual(download);
});

test('once moved away it counts as removed, whatever the delete says', async () => {
  await putFiles(fixture.root, download);
  const disk = {
    ...realDisk,
    removeTree: async (path: string) => Promise.reject(Object.assign(new Error('EBUSY'), { code: 'EBUSY', path })),
  };
  expect(await removeDownload(fixture.operation(disk))).toMatchObject({
    code: 'file-locked',
    hint: 'The rest is deleted at the next start.',
  });
  expect(await realDisk.list(fixture.gameDir)).toEqual(['.lanspread-removing-quake']);
  expect(fixture.logged).toHaveLength(1);
});
