import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { realDisk } from '../disk/real-disk.ts';
import { noGamesInUse } from '../edge/games-in-use.ts';
import { readIntent, writeIntent, type Intent } from './intent-log.ts';
import { recoverGames, type RecoveredGame } from './recover.ts';
import { createFixture, putFiles, readTree, type Files, type Fixture } from './testing/install-fixture.ts';

let fixture: Fixture;
beforeEach(async () => void (fixture = await createFixture()));
afterEach(async () => fixture.dispose());

const marker = '.lanspread_owned';
const recover = async (busy: string[] = []): Promise<RecoveredGame[]> =>
  recoverGames({ ...fixture.operation(), tryClaim: (gameId) => (busy.includes(gameId) ? null : () => {}) });
const note = async (kind: Intent['kind'], root = fixture.root) =>
  writeIntent(fixture.operation(), { kind, gameId: 'quake', version: null, step: 'prepared', root });

/** The tree after a recovery, which a second one must not change. */
async function recovered(): Promise<Files> {
  await recover();
  const tree = readTree(fixture.root);
  expect((await recover()).filter((game) => game.steps.length > 0 || game.error !== null)).toEqual([]);
  expect(readTree(fixture.root)).toEqual(tree);
  return tree;
}

test('an empty folder, a missing folder and plain games need nothing', async () => {
  await putFiles(fixture.root, { 'version.ini': '1', 'local/game.exe': 'x' });
  await putFiles(fixture.gameDir, { 'notes.txt': 'x' });
  expect(await recover()).toEqual([]);
  await rm(fixture.gameDir, { recursive: true });
  await note('Installing');
  expect(await recover()).toEqual([]);
  expect(await readIntent(fixture.operation())).not.toBeNull();
});

test('a marked backup comes back without its marker, a marked staging goes', async () => {
  await putFiles(fixture.root, {
    [`.local.backup/${marker}`]: '',
    '.local.backup/game.exe': 'v1',
    [`.local.installing/${marker}`]: '',
    '.local.installing/half': 'x',
  });
  expect(await recovered()).toEqual({ 'local/game.exe': 'v1' });
});

test('an intent proves what has no marker yet', async () => {
  await note('Installing');
  await putFiles(fixture.root, { '.local.installing/half': 'x', 'version.ini': '1' });
  expect(await recovered()).toEqual({ 'version.ini': '1' });
  expect(await readIntent(fixture.operation())).toBeNull();
});

test('what nothing proves is left and reported', async () => {
  const mine = { '.local.backup/a': 'a', '.local.installing/b': 'b' };
  await putFiles(fixture.root, mine);
  const report = await recover();
  expect(report).toEqual([
    {
      gameId: 'quake',
      steps: [],
      playerOwned: [join(fixture.root, '.local.backup'), join(fixture.root, '.local.installing')].toSorted(),
      error: null,
    },
  ]);
  expect(readTree(fixture.root)).toEqual(mine);
});

test('links at reserved names are never followed nor deleted', async () => {
  await putFiles(fixture.base, { [`elsewhere/${marker}`]: '', 'elsewhere/mine': 'x' });
  await symlink(join(fixture.base, 'elsewhere'), join(fixture.root, '.local.backup'), 'junction');
  await symlink(join(fixture.base, 'elsewhere'), join(fixture.root, '.local.installing'), 'junction');
  await note('Updating');
  const before = readTree(fixture.root);
  expect(await recovered()).toEqual(before);
  expect(Object.keys(readTree(join(fixture.base, 'elsewhere')))).toEqual([marker, 'mine']);
});

test('a backup beside a new local and a staging is handed to the player', async () => {
  await note('Updating');
  await putFiles(fixture.root, {
    'local/save': 'new',
    '.local.installing/game.exe': 'v2',
    [`.local.backup/${marker}`]: '',
    '.local.backup/game.exe': 'v1',
  });
  expect(await recovered()).toEqual({ 'local/save': 'new', '.local.backup/game.exe': 'v1' });
});

test('a marker left in local goes', async () => {
  await putFiles(fixture.root, { [`local/${marker}`]: '', 'local/game.exe': 'x' });
  expect(await recovered()).toEqual({ 'local/game.exe': 'x' });
});

test('a note about another folder is no proof here and stays', async () => {
  await note('Installing', join(fixture.base, 'other/quake'));
  await putFiles(fixture.root, { '.local.installing/mine': 'x' });
  expect(await recovered()).toEqual({ '.local.installing/mine': 'x' });
  expect(await readIntent(fixture.operation())).not.toBeNull();
});

test('a note of a root that is gone is cleared', async () => {
  await note('Uninstalling');
  await rm(fixture.root, { recursive: true });
  expect(await recovered()).toEqual({});
  expect(await readIntent(fixture.operation())).toBeNull();
});

test('busy games are left alone, in the folder and in removal', async () => {
  await putFiles(fixture.gameDir, {
    [`quake/.local.installing/${marker}`]: '',
    [`.lanspread-removing-quake/${marker}`]: '',
    [`doom/.local.installing/${marker}`]: '',
  });
  expect((await recover(['quake'])).map((game) => game.gameId)).toEqual(['doom']);
  expect(await realDisk.list(fixture.gameDir)).toEqual(['.lanspread-removing-quake', 'doom', 'quake']);
});

test('a removal is finished, a folder that only looks like one is left', async () => {
  await putFiles(fixture.gameDir, {
    [`.lanspread-removing-quake/${marker}`]: '',
    '.lanspread-removing-quake/quake/game.eti': 'x',
    '.lanspread-removing-doom/mine': 'x',
  });
  await mkdir(join(fixture.gameDir, '.lanspread-removing-hexen'));
  const report = await recover();
  expect(report.map(({ gameId, steps, playerOwned }) => [gameId, steps.length, playerOwned.length])).toEqual([
    ['doom', 0, 1],
    ['hexen', 1, 0],
    ['quake', 1, 0],
  ]);
  expect(await realDisk.list(fixture.gameDir)).toEqual(['.lanspread-removing-doom', 'quake']);
});

test('one failing game does not keep the others from being recovered', async () => {
  await putFiles(fixture.gameDir, {
    [`doom/.local.installing/${marker}`]: '',
    [`quake/.local.installing/${marker}`]: '',
  });
  const disk = {
    ...realDisk,
    removeTree: async (path: string) =>
      path.includes('doom')
        ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }))
        : realDisk.removeTree(path),
  };
  const report = await recoverGames({ ...fixture.operation(disk), tryClaim: noGamesInUse.tryClaim });
  expect(report.map(({ gameId, error }) => [gameId, error?.code])).toEqual([
    ['doom', 'disk-error'],
    ['quake', undefined],
  ]);
});

test('a game that is moved with its folder is still known by its markers', async () => {
  await note('Updating');
  await putFiles(fixture.root, { [`.local.backup/${marker}`]: '', '.local.backup/game.exe': 'v1' });
  await rename(fixture.gameDir, join(fixture.base, 'moved'));
  await recoverGames({ ...fixture.operation(), gameDir: join(fixture.base, 'moved'), tryClaim: noGamesInUse.tryClaim });
  expect(readTree(join(fixture.base, 'moved/quake'))).toEqual({ 'local/game.exe': 'v1' });
});
