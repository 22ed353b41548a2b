import { lstatSync } from 'node:fs';
import { link, lstat, mkdir, readFile, readdir, rename, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { injectFaults, type Fault } from '../peer/disk/fault-layer.ts';
import type { Disk } from '../peer/disk/disk.ts';
import { realDisk } from '../peer/disk/real-disk.ts';
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

describe('interrupted', () => {
  it.each<Fault>([
    { kind: 'crash', when: 'after' },
    { kind: 'crash', when: 'half-done' },
    { kind: 'error', code: 'EIO', halfDone: true },
    { kind: 'full' },
  ])(
    "at any step, the next start completes it and no file of the player is taken for the game's: %o",
    async (fault) => {
      const changed = async (setup: Setup) => writeFile(join(setup.local, 'SmartSteamEmu.ini'), 'PersonaName=Eve');
      const first = await setUp(all);
      await changed(first);
      const { disk: counting, steps } = injectFaults(realDisk);
      await stampLaunchSettings({ ...first.request, disk: counting });
      expect(steps.length).toBeGreaterThan(20);
      for (let step = 0; step < steps.length; step++) {
        const setup = await setUp(all);
        await changed(setup);
        const { disk } = injectFaults(realDisk, { step, fault });
        await stampLaunchSettings({ ...setup.request, disk }).catch(() => undefined);
        for (const [path, text] of Object.entries(await contentsOf(setup))) {
          const whole = [all[path as keyof typeof all], stamped[path as keyof typeof all], 'PersonaName=Eve'];
          if (!path.endsWith('.lanspread-new')) expect(whole).toContain(text);
        }
        await stampLaunchSettings(setup.request);
        expect(await contentsOf(setup)).toEqual({ ...stamped, 'SmartSteamEmu.ini': 'PersonaName=Eve' });
        expect(await setup.playerFiles()).toContain('SmartSteamEmu.ini');
      }
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
