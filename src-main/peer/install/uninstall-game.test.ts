import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { realDisk } from '../disk/real-disk.ts';
import type { Disk } from '../disk/disk.ts';
import { removeDownload } from './remove-download.ts';
import { walkTree } from '../disk/walk-tree.ts';
import { noGamesInUse } from '../edge/games-in-use.ts';
import { recordRewritten } from './install-listing.ts';
import { recoverGames } from './recover.ts';
import { describeUninstall, uninstallGame as uninstallWith } from './uninstall-game.ts';
import type { GameOperation } from './game-place.ts';
import { installGame } from './install-game.ts';
import { createFixture, putFiles, putInstall, readTree, type Files, type Fixture } from './testing/install-fixture.ts';

let fixture: Fixture;
beforeEach(async () => void (fixture = await createFixture()));
afterEach(async () => fixture.dispose());

const uninstallGame = async (operation: GameOperation) => uninstallWith({ ...operation, keepPlayerFiles: false });
const uninstallKeeping = async (disk?: Disk) => uninstallWith({ ...fixture.operation(disk), keepPlayerFiles: true });
const kept = () => readTree(join(fixture.gameDir, '.lanspread-kept'));
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

test.each([false, true])(
  'leaves no empty folder where there is no download; keeping files: %s',
  async (keepPlayerFiles) => {
    await putInstall(fixture, { 'game.exe': 'v1' });
    for (const name of ['game.eti', 'version.ini']) await realDisk.removeFile(join(fixture.root, name));
    await uninstallWith({ ...fixture.operation(), keepPlayerFiles });
    expect(await realDisk.stat(fixture.root)).toBeNull();
    expect(await realDisk.list(join(fixture.stateDir, 'games/quake'))).toEqual([]);
  },
);

test('leaves what else is in the folder', async () => {
  await putInstall(fixture, { 'game.exe': 'v1' });
  for (const name of ['game.eti', 'version.ini']) await realDisk.removeFile(join(fixture.root, name));
  await putFiles(fixture.root, { 'notes.txt': 'mine' });
  await uninstallGame(fixture.operation());
  expect(await realDisk.list(fixture.root)).toEqual(['notes.txt']);
});

test('tells what of the player it would delete', async () => {
  await putInstall(fixture, { 'game.exe': 'v1', 'config.ini': 'default' });
  await putFiles(local(), { 'saves/1.sav': '12345', 'config.ini': 'mine' });
  expect(await describeUninstall(fixture.operation())).toEqual({
    gameId: 'quake',
    files: 3,
    bytes: 11,
    playerFiles: 2,
    playerBytes: 9,
    examples: ['config.ini', 'saves/1.sav'],
    keptIn: join(fixture.gameDir, '.lanspread-kept', 'quake'),
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
  expect(await uninstallGame(fixture.operation(refusing('b.pak')))).toMatchObject({
    code: 'file-locked',
    message: expect.stringContaining('b.pak') as string,
    hint: 'The rest is deleted at the next start.',
  });
  expect(await realDisk.list(fixture.root)).toEqual(['.local.backup', 'game.eti', 'version.ini']);
  expect(fixture.logged).toEqual([expect.stringContaining('b.pak')]);
  await recoverGames({ ...fixture.operation(), tryClaim: noGamesInUse.tryClaim });
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

describe('keeping the player’s files', () => {
  const archive: Files = { 'game.exe': 'v1', 'config.ini': 'default' };
  const mine: Files = { 'saves/1.sav': 'my save', 'config.ini': 'my config' };
  const install = async (disk?: Disk) =>
    installGame(fixture.install({ 'game.eti': archive }, disk === undefined ? {} : { disk }));

  beforeEach(async () => {
    await putInstall(fixture, archive);
    await putFiles(local(), { ...mine, 'shots/link': '→../saves' });
  });

  test('they wait beside the games, and the next install takes them back by the rules of an update', async () => {
    await uninstallKeeping();
    expect(await realDisk.list(fixture.root)).toEqual(['game.eti', 'version.ini']);
    expect(kept()).toEqual({
      'quake/saves/1.sav': 'my save',
      'quake/config.ini': 'my config',
      'quake/shots/link': '→../saves',
    });
    await install();
    expect(readTree(local())).toEqual({
      ...archive,
      'saves/1.sav': 'my save',
      'shots/link': '→../saves',
      'config.ini.before-update': 'my config',
    });
    expect(await realDisk.list(fixture.gameDir)).toEqual(['quake']);
  });

  test('they are the player’s again afterwards, and can be kept once more', async () => {
    await uninstallKeeping();
    await install();
    expect((await describeUninstall(fixture.operation())).playerFiles).toBe(3);
    await uninstallKeeping();
    expect(Object.keys(kept())).toEqual(['quake/config.ini.before-update', 'quake/saves/1.sav', 'quake/shots/link']);
  });

  test('what was kept before is not replaced', async () => {
    await putFiles(fixture.gameDir, {
      '.lanspread-kept/quake/saves/1.sav': 'older save',
      '.lanspread-kept/doom/a': 'x',
    });
    await uninstallKeeping();
    expect(kept()).toMatchObject({
      'doom/a': 'x',
      'quake/saves/1.sav': 'older save',
      'quake/saves/1.sav.before-update': 'my save',
    });
    await install();
    expect(kept()).toEqual({ 'doom/a': 'x' });
  });

  test('what changes while an install copies it stays kept', async () => {
    await uninstallKeeping();
    const path = join(fixture.gameDir, '.lanspread-kept/quake/saves/1.sav');
    const rename = async (from: string, to: string) => {
      if (to === local()) await putFiles(dirname(path), { '1.sav': 'edited meanwhile' });
      await realDisk.rename(from, to);
    };
    await install({ ...realDisk, rename });
    expect(kept()).toEqual({ 'quake/saves/1.sav': 'edited meanwhile' });
    expect(readTree(local())['saves/1.sav']).toBe('my save');
  });

  test('a folder that becomes a link meanwhile leads to nothing being deleted elsewhere', async () => {
    await uninstallKeeping();
    await putFiles(fixture.base, { 'elsewhere/saves/deep/': '' });
    await putFiles(fixture.gameDir, { '.lanspread-kept/quake/saves/deep/2.sav': 'x' });
    const folder = join(fixture.gameDir, '.lanspread-kept/quake');
    const rename = async (from: string, to: string) => {
      if (to === local()) {
        await realDisk.rename(folder, join(fixture.base, 'moved'));
        await putFiles(dirname(folder), { quake: `→${join(fixture.base, 'elsewhere')}` });
      }
      await realDisk.rename(from, to);
    };
    await install({ ...realDisk, rename });
    expect(readTree(join(fixture.base, 'elsewhere'))).toEqual({ 'saves/deep/': '' });
    expect(readTree(local())['saves/deep/2.sav']).toBe('x');
  });

  test('removing the downloaded files leaves them', async () => {
    await uninstallKeeping();
    const before = kept();
    await removeDownload(fixture.operation());
    expect(kept()).toEqual(before);
    expect(await recoverGames({ ...fixture.operation(), tryClaim: noGamesInUse.tryClaim })).toEqual([]);
    expect(kept()).toEqual(before);
  });

  test('an uninstall that deletes everything does not touch what was kept earlier', async () => {
    await uninstallKeeping();
    const before = kept();
    await putFiles(local(), { 'game.exe': 'by hand' });
    await uninstallGame(fixture.operation());
    expect(kept()).toEqual(before);
  });

  test.each(['.lanspread-kept', '.lanspread-kept/quake'])('a link at %s is not followed', async (name) => {
    await putFiles(fixture.base, { 'elsewhere/theirs': 'x' });
    await putFiles(fixture.gameDir, { [name]: `→${join(fixture.base, 'elsewhere')}` });
    await expect(uninstallKeeping()).rejects.toMatchObject({ code: 'game-dir-unusable' });
    expect(readTree(local())).toMatchObject(mine);
    await uninstallGame(fixture.operation());
    await install();
    expect(readTree(local())).toEqual(archive);
    expect(readTree(join(fixture.base, 'elsewhere'))).toEqual({ theirs: 'x' });
  });

  test('a file that cannot be moved leaves the game installed, as it was', async () => {
    const before = readTree(local());
    const rename = async (from: string, to: string) =>
      from.endsWith('1.sav') ? Promise.reject(locked(from)) : realDisk.rename(from, to);
    await expect(uninstallKeeping({ ...realDisk, rename })).rejects.toMatchObject({
      code: 'file-locked',
      message: expect.stringContaining('1.sav') as string,
    });
    expect(readTree(local())).toEqual(before);
    expect(await realDisk.list(fixture.gameDir)).toEqual(['quake']);
  });

  test('a delete that fails at once brings the kept files back too', async () => {
    const before = readTree(local());
    await expect(uninstallKeeping(refusing('config.ini'))).resolves.toBeNull();
    await install();
    await expect(uninstallKeeping(refusing('config.ini'))).rejects.toMatchObject({ code: 'file-locked' });
    expect(readTree(local())).toEqual({ ...before, ...archive, 'config.ini.before-update': 'my config' });
    expect(await realDisk.list(fixture.gameDir)).toEqual(['quake']);
  });
});
