import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { realDisk } from '../disk/real-disk.ts';
import type { Disk } from '../disk/disk.ts';
import { walkTree } from '../disk/walk-tree.ts';
import { recordRewritten } from './install-listing.ts';
import { recoverGames } from './recover.ts';
import { describeUninstall, uninstallGame } from './uninstall-game.ts';
import { createFixture, putFiles, putInstall, readTree, type Fixture } from './testing/install-fixture.ts';

let fixture: Fixture;
beforeEach(async () => void (fixture = await createFixture()));
afterEach(async () => fixture.dispose());

const local = () => join(fixture.root, 'local');
const locked = (path: string) => Object.assign(new Error(`EBUSY: locked '${path}'`), { code: 'EBUSY', path });

/** A disk that does not delete what has this name. */
const refusing = (name: string): Disk => ({
  ...realDisk,
  removeTree: async (path) => (path.endsWith(name) ? Promise.reject(locked(path)) : realDisk.removeTree(path)),
});

test('takes the install and leaves the download', async () => {
  await putInstall(fixture, { 'game.exe': 'v1' });
  await uninstallGame(fixture.operation());
  expect(await realDisk.list(fixture.root)).toEqual(['game.eti', 'version.ini']);
  expect(await realDisk.list(join(fixture.stateDir, 'games/quake'))).toEqual([]);
  expect(fixture.logged).toEqual([]);
});

test('tells what of the player it would delete', async () => {
  await putInstall(fixture, { 'game.exe': 'v1', 'config.ini': 'default' });
  await putFiles(local(), { 'saves/1.sav': '12345', 'config.ini': 'mine' });
  expect(await describeUninstall(fixture.operation())).toEqual({
    gameId: 'quake',
    playerFiles: 2,
    playerBytes: 9,
    examples: ['config.ini', 'saves/1.sav'],
  });
});

test('does not count what the launcher itself wrote anew, until the player changes it', async () => {
  await putInstall(fixture, { 'account_name.txt': 'Player' });
  await putFiles(local(), { 'account_name.txt': 'Ada' });
  await recordRewritten(fixture.operation(), (await walkTree(realDisk, local())).entries);
  expect(await describeUninstall(fixture.operation())).toMatchObject({ playerFiles: 0 });
  await putFiles(local(), { 'account_name.txt': 'Eve' });
  expect(await describeUninstall(fixture.operation())).toMatchObject({ playerFiles: 1 });
});

test('without a listing everything counts as the player’s', async () => {
  await putFiles(local(), { a: '1', b: '2' });
  expect(await describeUninstall(fixture.operation())).toMatchObject({ playerFiles: 2 });
});

test.each([describeUninstall, uninstallGame])('%o refuses where nothing is installed', async (work) => {
  await expect(work(fixture.operation())).rejects.toMatchObject({ code: 'not-installed' });
  await putFiles(fixture.base, { 'elsewhere/mine': 'x' });
  await putFiles(fixture.root, { local: '→../../elsewhere' });
  await expect(work(fixture.operation())).rejects.toMatchObject({
    code: work === uninstallGame ? 'game-dir-unusable' : 'not-installed',
  });
  expect(readTree(join(fixture.base, 'elsewhere'))).toEqual({ mine: 'x' });
});

test('links in the install go, what they point to stays', async () => {
  await putFiles(fixture.base, { 'elsewhere/mine': 'x' });
  await putInstall(fixture, { a: '1' });
  await putFiles(local(), { saves: '→../../../elsewhere' });
  await uninstallGame(fixture.operation());
  expect(readTree(join(fixture.base, 'elsewhere'))).toEqual({ mine: 'x' });
});

test('a delete that fails at once leaves the game installed', async () => {
  await putInstall(fixture, { 'a.exe': 'v1', 'b.pak': 'p' });
  await expect(uninstallGame(fixture.operation(refusing('a.exe')))).rejects.toMatchObject({
    code: 'file-locked',
    message: expect.stringContaining('a.exe') as string,
  });
  expect(readTree(local())).toEqual({ 'a.exe': 'v1', 'b.pak': 'p' });
  await uninstallGame(fixture.operation());
  expect(await realDisk.stat(local())).toBeNull();
});

test('a delete that fails half-way is finished by recovery', async () => {
  await putInstall(fixture, { 'a.exe': 'v1', 'b.pak': 'p' });
  await uninstallGame(fixture.operation(refusing('b.pak')));
  expect(await realDisk.list(fixture.root)).toEqual(['.local.backup', 'game.eti', 'version.ini']);
  expect(fixture.logged).toEqual([expect.stringContaining('b.pak')]);
  await recoverGames({ ...fixture.operation(), isBusy: () => false });
  expect(await realDisk.list(fixture.root)).toEqual(['game.eti', 'version.ini']);
});

test('a rename that fails leaves the game installed', async () => {
  await putInstall(fixture, { 'a.exe': 'v1' });
  const disk = {
    ...realDisk,
    rename: async (from: string, to: string) =>
      from === local() ? Promise.reject(locked(from)) : realDisk.rename(from, to),
  };
  await expect(uninstallGame(fixture.operation(disk))).rejects.toMatchObject({ code: 'file-locked' });
  expect(readTree(local())).toEqual({ 'a.exe': 'v1' });
});

test("a folder of the player's at our name for staging is no hindrance, one at our name for the backup is", async () => {
  await putInstall(fixture, { a: '1' });
  await putFiles(fixture.root, { '.local.backup/mine': 'x', '.local.installing/mine': 'x' });
  await expect(uninstallGame(fixture.operation())).rejects.toMatchObject({
    code: 'game-dir-unusable',
    message: expect.stringContaining('.local.backup') as string,
  });
  await realDisk.removeTree(join(fixture.root, '.local.backup'));
  await uninstallGame(fixture.operation());
  expect(readTree(join(fixture.root, '.local.installing'))).toEqual({ mine: 'x' });
});
