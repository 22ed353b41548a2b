import { readdirSync } from 'node:fs';
import { rename, stat, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { InstallProgress } from '../../../src-shared/peer-event.ts';
import type { Disk } from '../disk/disk.ts';
import { realDisk } from '../disk/real-disk.ts';
import { injectFaults } from '../disk/fault-layer.ts';
import { createVolatileDisk } from '../disk/power-cut.ts';
import { walkTree } from '../disk/walk-tree.ts';
import { noGamesInUse } from '../edge/games-in-use.ts';
import { installGame, type InstallGame } from './install-game.ts';
import { readListing, recordRewritten } from './install-listing.ts';
import { readInstalledVersion } from './installed-version.ts';
import { recoverGames } from './recover.ts';
import { uninstallGame } from './uninstall-game.ts';
import {
  createFixture,
  fakeUnpacker,
  putDownload,
  putFiles,
  putInstall,
  readTree,
  type Files,
  type Fixture,
} from './testing/install-fixture.ts';

let fixture: Fixture;
beforeEach(async () => void (fixture = await createFixture()));
afterEach(async () => fixture.dispose());

const local = () => join(fixture.root, 'local');
/** What is known of a whole install. */
const stateNames = ['install_listing.json', 'installed_version.json'];
/** The root without its archives and sentinel. */
async function rootNames(): Promise<string[]> {
  return (await realDisk.list(fixture.root)).filter((name) => !name.endsWith('.eti') && name !== 'version.ini');
}
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'no failure',
    (error: { code?: string }) => error.code,
  );

describe('install', () => {
  test('unpacks all archives in sorted order and leaves nothing else behind', async () => {
    const archives = { 'b.eti': { 'data/b.pak': 'bb' }, 'a.eti': { 'game.exe': 'a' } };
    await putDownload(fixture.root, archives);
    const progress: InstallProgress[] = [];
    const outcome = await installGame(fixture.install(archives, { onProgress: (p) => void progress.push(p) }));
    expect(outcome).toEqual({ version: '20260101', updated: false });
    expect(readTree(local())).toEqual({ 'game.exe': 'a', 'data/b.pak': 'bb' });
    expect(await rootNames()).toEqual(['local']);
    expect(await realDisk.list(join(fixture.stateDir, 'games/quake'))).toEqual(stateNames);
    expect(progress.map((p) => p.writtenBytes)).toEqual([1, 1, 3, 3]);
    expect(new Set(progress.map((p) => p.totalBytes))).toEqual(new Set([3]));
  });

  test('leaves out later volumes and directories that are named like archives', async () => {
    const archives = { 'g.part1.eti': { a: '1' }, 'g.part2.eti': { b: '2' } };
    await putDownload(fixture.root, archives);
    await putFiles(fixture.root, { 'folder.eti/x': '' });
    await installGame(fixture.install(archives));
    expect(readTree(local())).toEqual({ a: '1' });
  });

  test.each<[string, () => Promise<void>, Record<string, Files>, string]>([
    ['no sentinel', async () => unlink(join(fixture.root, 'version.ini')), { 'a.eti': { a: '1' } }, 'not-downloaded'],
    [
      'a link as sentinel',
      async () => {
        await rename(join(fixture.root, 'version.ini'), join(fixture.root, 'other'));
        await symlink('other', join(fixture.root, 'version.ini'));
      },
      { 'a.eti': { a: '1' } },
      'not-downloaded',
    ],
    ['no archive', async () => undefined, {}, 'archive-missing'],
    [
      'two archives with one path',
      async () => undefined,
      { 'a.eti': { x: '1' }, 'b.eti': { X: '2' } },
      'archive-corrupt',
    ],
    ['a file as folder', async () => undefined, { 'a.eti': { x: '1' }, 'b.eti': { 'x/y': '2' } }, 'archive-corrupt'],
    ['our marker', async () => undefined, { 'a.eti': { '.lanspread_owned': '' } }, 'archive-unsafe-path'],
    [
      "a staging of the player's",
      async () => putFiles(fixture.root, { '.local.installing/mine': 'x' }),
      { 'a.eti': { a: '1' } },
      'game-dir-unusable',
    ],
    [
      "a backup of the player's",
      async () => putFiles(fixture.root, { '.local.backup/mine': 'x' }),
      { 'a.eti': { a: '1' } },
      'game-dir-unusable',
    ],
    [
      'a file as local',
      async () => putFiles(fixture.root, { local: 'x' }),
      { 'a.eti': { a: '1' } },
      'game-dir-unusable',
    ],
  ])('refuses %s and changes nothing', async (_, prepare, archives, code) => {
    await putDownload(fixture.root, archives);
    await prepare();
    const before = readTree(fixture.root);
    expect(await codeOf(installGame(fixture.install(archives)))).toBe(code);
    expect(readTree(fixture.root)).toEqual(before);
  });

  test('refuses before it writes when the disk has no room, with numbers', async () => {
    const archives = { 'a.eti': { a: '1' } };
    await putDownload(fixture.root, archives);
    const disk = { ...realDisk, freeBytes: async () => 5_000_000 };
    const work = installGame(fixture.install(archives, { disk }));
    await expect(work).rejects.toThrow(/67 MB of free space are needed to install quake, but only 5.0 MB are free/);
    expect(await rootNames()).toEqual([]);
  });

  test('refuses an id that is no folder name', async () => {
    expect(await codeOf(installGame(fixture.install({}, { gameId: '../quake' })))).toBe('unknown-game');
  });

  test('a failed unpack leaves what was there before', async () => {
    await putInstall(fixture, { 'game.exe': 'v1' });
    const unpacker = fakeUnpacker({});
    const broken = {
      ...unpacker,
      unpack: async (_: string, into: string) => {
        await writeFile(join(into, 'half'), 'x');
        throw new Error('engine died');
      },
    };
    expect(await codeOf(installGame(fixture.install({}, { unpacker: broken })))).toBe('internal');
    expect(readTree(local())).toEqual({ 'game.exe': 'v1' });
    expect(await rootNames()).toEqual(['local']);
  });

  test('a cancelled install is undone', async () => {
    const archives = { 'a.eti': { a: '1', b: '2' } };
    await putDownload(fixture.root, archives);
    const abort = new AbortController();
    const install = fixture.install(archives, { signal: abort.signal, onProgress: () => abort.abort() });
    expect(await codeOf(installGame(install))).toBe('cancelled');
    expect(await rootNames()).toEqual([]);
    expect(await realDisk.list(join(fixture.stateDir, 'games/quake'))).toEqual([]);
  });

  test('set-up and launch settings are due again', async () => {
    await putFiles(join(fixture.stateDir, 'games/quake'), { setup_done: '', launch_settings_applied: '' });
    await putInstall(fixture, { a: '1' });
    expect(await realDisk.list(join(fixture.stateDir, 'games/quake'))).toEqual(stateNames);
  });
});

describe('update', () => {
  const next = { 'game.exe': 'v2', 'config.ini': 'default 2', 'new.pak': 'n' };
  async function update(files: Files = next): Promise<void> {
    const outcome = await installGame(fixture.install({ 'game.eti': files }));
    expect(outcome.updated).toBe(true);
    expect(await rootNames()).toEqual(['local']);
  }

  test("carries the player's files and keeps changed ones beside the new", async () => {
    await putInstall(fixture, { 'game.exe': 'v1', 'config.ini': 'default 1', 'old.pak': 'o', 'map.cfg': 'm' });
    await putFiles(local(), { 'saves/1.sav': 'mine', 'config.ini': 'my config', 'map.cfg': 'my map', 'shots→': '→x' });
    await update();
    expect(readTree(local())).toEqual({
      ...next,
      'saves/1.sav': 'mine',
      'config.ini.before-update': 'my config',
      'map.cfg': 'my map',
      'shots→': '→x',
    });
  });

  test('what the launcher itself wrote anew goes with the old version, and no copy is kept', async () => {
    await putInstall(fixture, { 'game.exe': 'v1', 'account_name.txt': 'Player', 'config.ini': 'default 1' });
    await putFiles(local(), { 'account_name.txt': 'Ada', 'extra.txt': 'Ada' });
    const { entries } = await walkTree(realDisk, local());
    const stamped = entries.filter(({ path }) => path === 'account_name.txt' || path === 'extra.txt');
    await recordRewritten(fixture.operation(), stamped);
    await update({ 'account_name.txt': 'Player 2' });
    // What no install wrote stays the player's, also when it is named.
    expect(readTree(local())).toEqual({ 'account_name.txt': 'Player 2', 'extra.txt': 'Ada' });
  });

  test('a second update keeps both', async () => {
    await putInstall(fixture, { 'config.ini': 'default 1' });
    await putFiles(local(), { 'config.ini': 'mine 1' });
    await update();
    await putFiles(local(), { 'config.ini': 'mine 2' });
    await update({ 'config.ini': 'default 3' });
    expect(readTree(local())).toEqual({
      'config.ini': 'default 3',
      'config.ini.before-update': 'mine 1',
      'config.ini.before-update-2': 'mine 2',
    });
  });

  test('without a listing every file is the player’s, and equal ones are not doubled', async () => {
    await putDownload(fixture.root, { 'game.eti': next });
    await putFiles(local(), { 'game.exe': 'v1', 'config.ini': 'default 2', 'old.pak': 'o' });
    await update();
    expect(readTree(local())).toEqual({ ...next, 'game.exe.before-update': 'v1', 'old.pak': 'o' });
  });

  test('what the launcher writes anew while it unpacks goes with the old version too', async () => {
    await putInstall(fixture, { 'account_name.txt': 'Player' });
    const files = { 'game.eti': { 'account_name.txt': 'Player 2' } };
    const { unpack, ...unpacker } = fakeUnpacker(files);
    const stampAndUnpack: typeof unpack = async (...given) => {
      await putFiles(local(), { 'account_name.txt': 'Ada' });
      await recordRewritten(fixture.operation(), (await walkTree(realDisk, local())).entries);
      return unpack(...given);
    };
    await installGame(fixture.install(files, { unpacker: { ...unpacker, unpack: stampAndUnpack } }));
    expect(readTree(local())).toEqual({ 'account_name.txt': 'Player 2' });
  });

  describe('of a game that is played', () => {
    const files = { 'game.eti': next };
    /** What is in the root each time the game is claimed, and given free again. */
    async function watchClaims(changes: Partial<InstallGame>, waits: () => Promise<void> = async () => {}) {
      await putInstall(fixture, { 'game.exe': 'v1' });
      await putDownload(fixture.root, files);
      const looks: [string, Files, string[]][] = [];
      const look = async (what: string) => looks.push([what, readTree(local()), await rootNames()]);
      const claim = async () => {
        if (looks.length > 0) await waits();
        await look('claimed');
        return () => void looks.push(['released', readTree(local()), namesNow()]);
      };
      const namesNow = () => readdirSync(fixture.root).filter((name) => name.startsWith('.') || name === 'local');
      const code = await codeOf(installGame(fixture.install(files, { claim, ...changes })));
      return { code, looks: looks.map(([what, tree, names]) => [what, tree['game.exe'], names.length]) };
    }

    test('is claimed for recovery, and from before the swap until all is tidy', async () => {
      expect(await watchClaims({})).toEqual({
        code: 'no failure',
        looks: [
          ['claimed', 'v1', 1],
          ['released', 'v1', 1],
          ['claimed', 'v1', 2],
          ['released', 'v2', 1],
        ],
      });
    });

    test('is given free only when a swap that failed is undone', async () => {
      const rename: Disk['rename'] = async (from, to) => {
        if (to === local() && from.endsWith('.installing')) throw new Error('locked');
        return realDisk.rename(from, to);
      };
      const { code, looks } = await watchClaims({ disk: { ...realDisk, rename } });
      expect([code, looks.at(-1)]).toEqual(['internal', ['released', 'v1', 1]]);
    });

    test('and cancelled while it waits is as it was', async () => {
      const abort = new AbortController();
      const waits = async () => {
        abort.abort();
        abort.signal.throwIfAborted();
      };
      expect((await watchClaims({ signal: abort.signal }, waits)).code).toBe('cancelled');
      expect([readTree(local()), await rootNames()]).toEqual([{ 'game.exe': 'v1' }, ['local']]);
    });
  });

  test('what the game writes while the new version is unpacked is not lost', async () => {
    await putInstall(fixture, { 'game.exe': 'v1' });
    await putFiles(local(), { 'a.sav': 'early', 'gone.tmp': 'x', 'same.sav': 's' });
    const disk = {
      ...realDisk,
      // The moment between the first look and the swap.
      rename: async (from: string, to: string) => {
        if (from === local()) {
          await putFiles(local(), { 'a.sav': 'late!', 'b/c.sav': 'new' });
          await unlink(join(local(), 'gone.tmp'));
        }
        return realDisk.rename(from, to);
      },
    };
    await installGame(fixture.install({ 'game.eti': next }, { disk }));
    expect(readTree(local())).toEqual({ ...next, 'a.sav': 'late!', 'b/c.sav': 'new', 'same.sav': 's' });
  });

  test.each(['data-lost', 'names-lost'] as const)('nor by a power cut (%s) at any step after it', async (cut) => {
    for (let step = 0, reached = true; reached; step++) {
      await fixture.dispose();
      fixture = await createFixture();
      await putInstall(fixture, { 'game.exe': 'v1' });
      await putFiles(local(), { 'a.sav': 'early' });
      const volatile = await createVolatileDisk(realDisk);
      let written = false;
      const disk = {
        ...volatile.disk,
        rename: async (from: string, to: string) => {
          if (from === local()) {
            await putFiles(local(), { 'a.sav': 'late!' });
            written = true;
          }
          return volatile.disk.rename(from, to);
        },
      };
      const crashing = injectFaults(disk, { step, fault: { kind: 'crash', when: 'after' } });
      await installGame(fixture.install({ 'game.eti': next }, { disk: crashing.disk })).catch(() => undefined);
      await volatile.cutPower(cut);
      await volatile.dispose();
      await recoverGames({ ...fixture.operation(), tryClaim: noGamesInUse.tryClaim });
      expect(readTree(local())['a.sav'], crashing.steps[step]).toBe(written ? 'late!' : 'early');
      reached = crashing.crashed;
    }
  });

  test('the old version is there, whole, at every step until the swap, and the new one at every step after it', async () => {
    const old = { 'game.exe': 'v1', 'data/old.pak': 'o', 'saves/1.sav': 'mine' };
    await putInstall(fixture, { 'game.exe': 'v1', 'data/old.pak': 'o' });
    await putFiles(local(), { 'saves/1.sav': 'mine' });
    const seen: ('old' | 'none' | 'new' | 'broken')[] = [];
    const look = () => {
      const { '.lanspread_owned': _, ...files } = readTree(local());
      const whole = { old, none: {}, new: { ...next, 'saves/1.sav': 'mine' } };
      const name = (['old', 'none', 'new'] as const).find((one) => isDeepStrictEqual(files, whole[one]));
      seen.push(name ?? 'broken');
    };
    const watched = injectFaults(realDisk);
    const disk = new Proxy(watched.disk, {
      get:
        (target, call: keyof Disk) =>
        async (...args: never[]) => {
          look();
          return (target[call] as (...given: never[]) => Promise<unknown>)(...args);
        },
    });
    await installGame(fixture.install({ 'game.eti': next }, { disk }));
    look();
    expect(seen).not.toContain('broken');
    const runs = seen.filter((name, index) => name !== seen[index - 1]);
    expect(runs).toEqual(['old', 'none', 'new']);
    // Nothing that takes long is done in between: no unpacking, no copy of what was carried already.
    const between = watched.steps.filter((_, index) => seen[index] === 'none').map((step) => step.split(' ')[0]);
    expect(between).not.toContain('copyEntry');
    expect(between).not.toContain('makeDirs');
  });

  test('what an install wrote is recorded: path, size and time of each file, and nothing of the player', async () => {
    await putInstall(fixture, { 'game.exe': 'v1', 'data/old.pak': 'old' });
    await putFiles(local(), { 'saves/1.sav': 'mine' });
    const recorded = async () => Object.fromEntries((await readListing(fixture.operation())) ?? []);
    const asIs = async (path: string) => {
      const { size, mtimeMs } = await stat(join(local(), path));
      return [path, { path, size, mtimeMs }];
    };
    const paths = async (...names: string[]) => Object.fromEntries(await Promise.all(names.map(asIs)));
    expect(await recorded()).toEqual(await paths('game.exe', 'data/old.pak'));
    await update();
    expect(await recorded()).toEqual(await paths('game.exe', 'config.ini', 'new.pak'));
  });

  test('an update that fails leaves the record of the old install in force', async () => {
    await putInstall(fixture, { 'game.exe': 'v1' });
    const rename = async (from: string, to: string) =>
      to === local() && from.endsWith('.local.installing')
        ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }))
        : realDisk.rename(from, to);
    const failing = fixture.install({ 'game.eti': next }, { disk: { ...realDisk, rename }, version: '20260202' });
    await expect(installGame(failing)).rejects.toMatchObject({ code: 'disk-error' });
    expect(await readInstalledVersion(fixture.operation())).toBe('20260101');
    expect([...((await readListing(fixture.operation())) ?? new Map()).keys()]).toEqual(['game.exe']);
    expect(await realDisk.list(join(fixture.stateDir, 'games/quake'))).toEqual(stateNames);
  });

  test('the version of what is installed is recorded, until it is uninstalled', async () => {
    await putInstall(fixture, { 'game.exe': 'v1' });
    const known = async () => readInstalledVersion(fixture.operation());
    expect(await known()).toBe('20260101');
    await installGame(fixture.install({ 'game.eti': next }, { version: '20260202' }));
    expect(await known()).toBe('20260202');
    await uninstallGame({ ...fixture.operation(), keepPlayerFiles: false });
    expect(await known()).toBe(null);
  });

  test('its version is known although the old install cannot be deleted yet', async () => {
    await putInstall(fixture, { 'game.exe': 'v1' });
    const removeTree: Disk['removeTree'] = async (path) =>
      path.endsWith('.local.backup')
        ? Promise.reject(Object.assign(new Error('EBUSY'), { code: 'EIO' }))
        : realDisk.removeTree(path);
    await installGame(
      fixture.install({ 'game.eti': next }, { disk: { ...realDisk, removeTree }, version: '20260202' }),
    );
    expect(await readInstalledVersion(fixture.operation())).toBe('20260202');
    expect(await rootNames()).toContain('.local.backup');
  });

  test('of an install that a former version was about to record, nothing is made up', async () => {
    await putInstall(fixture, { 'game.exe': 'v1' });
    const pending = { format: 1, files: [] };
    await writeFile(join(fixture.stateDir, 'games/quake/install_listing.next.json'), JSON.stringify(pending));
    await recoverGames({ ...fixture.operation(), tryClaim: noGamesInUse.tryClaim });
    expect(await readInstalledVersion(fixture.operation())).toBe(null);
    expect(await readListing(fixture.operation())).toEqual(new Map());
  });

  test('a file of the same size with another time is the player’s', async () => {
    await putInstall(fixture, { 'game.exe': 'v1', 'config.ini': 'default 1' });
    await putFiles(local(), { 'config.ini': 'default X' });
    await update();
    expect(readTree(local())['config.ini.before-update']).toBe('default X');
  });

  test('a damaged listing counts as none', async () => {
    await putInstall(fixture, { 'game.exe': 'v1' });
    await truncate(join(fixture.stateDir, 'games/quake/install_listing.json'), 10);
    await update();
    expect(readTree(local())).toEqual({ ...next, 'game.exe.before-update': 'v1' });
  });
});
