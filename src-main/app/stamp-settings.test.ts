import { lstatSync } from 'node:fs';
import { link, lstat, mkdir, readFile, readdir, rename, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { injectFaults } from '../peer/disk/fault-layer.ts';
import { mapLimited } from '../peer/disk/map-limited.ts';
import { createVolatileDisk } from '../peer/disk/power-cut.ts';
import type { Disk } from '../peer/disk/disk.ts';
import { realDisk } from '../peer/disk/real-disk.ts';
import { quickDisk } from '../peer/disk/testing/quick-disk.ts';
import { createTally, describeCase, sweepCases, type SweepCase } from '../peer/disk/testing/sweep-cases.ts';
import { walkTree } from '../peer/disk/walk-tree.ts';
import { adoptListing, readListing, writePendingListing } from '../peer/install/install-listing.ts';
import { isPlayerFile } from '../peer/rules/player-files.ts';
import { stampLaunchSettings, type StampRequest } from './stamp-settings.ts';
import { makeTempDir } from './testing/temp-dir.ts';

interface Setup {
  request: StampRequest;
  local: string;
  logged: string[];
  read: (path: string) => Promise<string>;
  /** Paths below `local/` that count as the player's. */
  playerFiles: () => Promise<string[]>;
}

/** `ours`: as an install of ours left it, with its listing. */
async function setUp(files: Record<string, string>, ours = true): Promise<Setup> {
  const dir = await makeTempDir();
  const gameRoot = join(dir, 'games', 'alpha');
  const local = join(gameRoot, 'local');
  await mkdir(local, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(local, path)), { recursive: true });
    await writeFile(join(local, path), text);
    await utimes(join(local, path), 1_600_000_000, 1_600_000_000);
  }
  const logged: string[] = [];
  const settings = { playerName: 'Ada', language: 'de' };
  const log = (_level: string, text: string) => void logged.push(text);
  const request = { disk: realDisk, stateDir: join(dir, 'state'), gameId: 'alpha', gameRoot, settings, log };
  if (ours) {
    const files = (await walkTree(realDisk, local)).entries;
    await writePendingListing(request, { version: '20260101', files, restored: [] });
    await adoptListing(request);
  }
  const playerFiles = async () => {
    const listing = await readListing(request);
    const { entries } = await walkTree(realDisk, local);
    return entries.filter((entry) => isPlayerFile(entry, listing)).map((entry) => entry.path);
  };
  return { request, local, logged, read: async (path) => readFile(join(local, path), 'utf8'), playerFiles };
}

const all = {
  'account_name.txt': 'Player\r\n',
  'bin/steam_settings/account_name.txt': 'Player',
  'bin/steam_settings/Language.txt': 'english',
  'SmartSteamEmu.ini': '[SmartSteamEmu]\r\nAppId=70\r\nPersonaName=Player\r\n',
  'data/game.pak': 'Player',
};
const stamped = {
  'account_name.txt': 'Ada\r\n',
  'bin/steam_settings/account_name.txt': 'Ada',
  'bin/steam_settings/Language.txt': 'german',
  'SmartSteamEmu.ini': '[SmartSteamEmu]\r\nAppId=70\r\nPersonaName=Ada\r\n',
  'data/game.pak': 'Player',
};

async function contentsOf({ local }: Setup): Promise<Record<string, string>> {
  const { entries } = await walkTree(realDisk, local);
  return Object.fromEntries(
    await Promise.all(entries.map(async ({ path }) => [path, await readFile(join(local, path), 'utf8')] as const)),
  );
}

describe('stamping', () => {
  it.each([true, false])('writes into every such file of the install; ours: %s', async (ours) => {
    const setup = await setUp(all, ours);
    await stampLaunchSettings(setup.request);
    expect(await contentsOf(setup)).toEqual(stamped);
    expect(setup.logged).toEqual([]);
  });

  it('happens once per install', async () => {
    const { request, local, read } = await setUp(all);
    await stampLaunchSettings(request);
    await stampLaunchSettings({ ...request, settings: { playerName: 'Grace', language: 'fr' } });
    expect(await read('account_name.txt')).toBe('Ada\r\n');
    await writeFile(join(local, 'account_name.txt'), 'New version');
    const files = (await walkTree(realDisk, local)).entries;
    await writePendingListing(request, { version: '20260101', files, restored: [] });
    await adoptListing(request);
    await stampLaunchSettings({ ...request, settings: { playerName: 'Grace', language: 'fr' } });
    expect(await read('account_name.txt')).toBe('Grace');
  });

  it("keeps stamped files the game's, and what the player changes afterwards the player's", async () => {
    const { request, local, playerFiles } = await setUp(all);
    await stampLaunchSettings(request);
    expect(await playerFiles()).toEqual([]);
    await writeFile(join(local, 'account_name.txt'), 'Eve');
    expect(await playerFiles()).toEqual(['account_name.txt']);
  });

  it('leaves alone what the player has changed or put there since the install', async () => {
    const { request, local, read, playerFiles } = await setUp(all);
    await writeFile(join(local, 'account_name.txt'), 'Eve');
    await mkdir(join(local, 'mine'));
    await writeFile(join(local, 'mine/language.txt'), 'french');
    await stampLaunchSettings(request);
    expect([await read('account_name.txt'), await read('mine/language.txt')]).toEqual(['Eve', 'french']);
    expect(await read('bin/steam_settings/account_name.txt')).toBe('Ada');
    expect(await playerFiles()).toEqual(['account_name.txt', 'mine/language.txt']);
  });

  it('records nothing where another program made the install', async () => {
    const { request } = await setUp(all, false);
    await stampLaunchSettings(request);
    expect(await readListing(request)).toBeNull();
  });

  it('leaves a file alone that is too large', async () => {
    const { request, local } = await setUp({ 'account_name.txt': 'Player' }, false);
    await truncate(join(local, 'account_name.txt'), 256 * 1024 + 1);
    await stampLaunchSettings(request);
    expect((await lstat(join(local, 'account_name.txt'))).size).toBe(256 * 1024 + 1);
  });

  it('does not write through a second name of the file', async () => {
    const { request, local, read } = await setUp({ 'account_name.txt': 'Player' }, false);
    const elsewhere = join(local, '../elsewhere');
    await link(join(local, 'account_name.txt'), elsewhere);
    await stampLaunchSettings(request);
    expect([await read('account_name.txt'), await readFile(elsewhere, 'utf8')]).toEqual(['Ada', 'Player']);
  });
});

describe.skipIf(process.platform === 'win32')('links', () => {
  it.each<[string, (setup: Setup, outside: string) => Promise<void>]>([
    [
      'the file',
      async ({ local }, outside) => symlink(join(outside, 'account_name.txt'), join(local, 'account_name.txt')),
    ],
    ['a folder on the way', async ({ local }, outside) => symlink(outside, join(local, 'steam_settings'))],
    [
      'local',
      async ({ local }, outside) => {
        await rename(local, `${local}.old`);
        await symlink(outside, local);
      },
    ],
    [
      'the game root',
      async ({ request }, outside) => {
        await rename(request.gameRoot, `${request.gameRoot}.old`);
        await mkdir(join(outside, 'local'));
        await writeFile(join(outside, 'local/account_name.txt'), 'Player');
        await symlink(outside, request.gameRoot);
      },
    ],
    [
      'what a crash left for ours',
      async ({ local }, outside) => {
        await writeFile(join(local, 'account_name.txt'), 'Player');
        await symlink(join(outside, 'account_name.txt'), join(local, 'account_name.txt.lanspread-new'));
      },
    ],
  ])('are not followed: %s', async (_what, put) => {
    const setup = await setUp({}, false);
    const outside = await makeTempDir();
    await writeFile(join(outside, 'account_name.txt'), 'Player');
    await put(setup, outside);
    const listed: string[] = [];
    const disk: Disk = { ...realDisk, list: async (path) => (listed.push(path), realDisk.list(path)) };
    await stampLaunchSettings({ ...setup.request, disk });
    // Not even looked through, where the install itself is elsewhere.
    const { gameRoot } = setup.request;
    const isLink = [gameRoot, setup.local].map((path) => lstatSync(path).isSymbolicLink());
    expect(listed.length > 0).toBe(!isLink.includes(true));
    const { entries } = await walkTree(realDisk, outside);
    for (const { path } of entries) expect(await readFile(join(outside, path), 'utf8')).toBe('Player');
  });

  it('are not followed when one takes the place of the file at the last moment', async () => {
    const { request, local } = await setUp({ 'account_name.txt': 'Player' });
    const outside = await makeTempDir();
    await writeFile(join(outside, 'account_name.txt'), 'Player');
    const file = join(local, 'account_name.txt');
    const disk: Disk = {
      ...realDisk,
      open: async (path, mode) => {
        if (mode === 'create') {
          await rename(file, join(local, 'moved'));
          await symlink(join(outside, 'account_name.txt'), file);
        }
        return realDisk.open(path, mode);
      },
    };
    await stampLaunchSettings({ ...request, disk });
    expect(await readFile(join(outside, 'account_name.txt'), 'utf8')).toBe('Player');
    expect((await lstat(file)).isSymbolicLink()).toBe(true);
    expect((await readdir(local)).toSorted()).toEqual(['account_name.txt', 'moved']);
  });
});

const tally = createTally('launch settings sweep');
const changed = 'PersonaName=Eve';
const complete = { ...stamped, 'SmartSteamEmu.ini': changed };

/** An install in which the player has changed one of the files. */
async function setUpChanged(): Promise<Setup> {
  const setup = await setUp(all);
  await writeFile(join(setup.local, 'SmartSteamEmu.ini'), changed);
  return setup;
}

async function countSteps(): Promise<readonly string[]> {
  const { request } = await setUpChanged();
  const { disk, steps } = injectFaults(quickDisk);
  await stampLaunchSettings({ ...request, disk });
  return steps;
}

/** Runs one case and answers what is wrong with its end. */
async function runCase({ step, fault, powerCut }: SweepCase): Promise<string[]> {
  const setup = await setUpChanged();
  const under = powerCut === null ? null : await createVolatileDisk(quickDisk);
  const faulty = injectFaults(under?.disk ?? quickDisk, { step, fault });
  await stampLaunchSettings({ ...setup.request, disk: faulty.disk }).catch(() => undefined);
  await under?.cutPower(powerCut ?? 'data-lost');
  await under?.dispose();
  const wrong: string[] = [];
  for (const [path, text] of Object.entries(await contentsOf(setup))) {
    const whole: (string | undefined)[] = [all[path as keyof typeof all], stamped[path as keyof typeof all], changed];
    if (!path.endsWith('.lanspread-new') && !whole.includes(text)) wrong.push(`${path} is ${JSON.stringify(text)}`);
  }
  await stampLaunchSettings(setup.request);
  const after = await contentsOf(setup);
  for (const path of new Set([...Object.keys(complete), ...Object.keys(after)])) {
    if (after[path] !== complete[path as keyof typeof complete]) wrong.push(`in the end ${path} is ${after[path]}`);
  }
  if (!(await setup.playerFiles()).includes('SmartSteamEmu.ini'))
    wrong.push("the player's file is taken for the game's");
  return wrong;
}

describe('interrupted', () => {
  afterAll(() => tally.sum());

  it(
    "in any way at any step, the next start completes it and no file of the player is taken for the game's",
    { timeout: 120_000 },
    async () => {
      const steps = await countSteps();
      expect(steps.length).toBeGreaterThan(20);
      const cases = sweepCases(steps);
      const failures: string[] = [];
      await mapLimited(cases, 4, async (one) => {
        for (const text of await runCase(one)) failures.push(`${describeCase(one, steps)}: ${text}`);
      });
      tally.add('stamping', steps.length, cases.length);
      expect(failures.slice(0, 20)).toEqual([]);
    },
  );

  it('logs a file that cannot be written, does the others, and tries again at the next start', async () => {
    const { request, read, logged } = await setUp(all);
    const disk: Disk = {
      ...realDisk,
      rename: async (from, to) => {
        if (to.endsWith('Language.txt')) throw Object.assign(new Error('EPERM: no'), { code: 'EPERM', path: to });
        return realDisk.rename(from, to);
      },
    };
    await stampLaunchSettings({ ...request, disk });
    expect(logged).toEqual([expect.stringContaining('Language.txt')]);
    expect([await read('account_name.txt'), await read('bin/steam_settings/Language.txt')]).toEqual([
      'Ada\r\n',
      'english',
    ]);
    await stampLaunchSettings(request);
    expect(await read('bin/steam_settings/Language.txt')).toBe('german');
  });
});
