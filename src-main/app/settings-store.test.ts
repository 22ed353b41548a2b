import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultAppearance } from '../../src-shared/appearance.ts';
import { defaultNetworkSettings } from '../../src-shared/network-settings.ts';
import { defaultSystemSettings } from '../../src-shared/system-settings.ts';
import { defaultLimits } from '../../src-shared/transfer-limits.ts';
import { tidyPlayerName } from './check-settings.ts';
import { openSettings } from './settings-store.ts';
import { makeTempDir } from './testing/temp-dir.ts';

const silent = () => {};
const look = { language: 'system', appearance: defaultAppearance } as const;

describe('openSettings', () => {
  it('starts with the defaults and writes nothing', async () => {
    const stateDir = await makeTempDir();
    const settings = await openSettings({ stateDir, log: silent });
    expect(settings.get()).toEqual({
      playerName: expect.stringMatching(/./) as string,
      gameDir: null,
      limits: defaultLimits,
      ...look,
      system: defaultSystemSettings,
      network: defaultNetworkSettings,
    });
    expect(settings.defaults()).toEqual(settings.get());
    expect(await readdir(stateDir)).toEqual([]);
    await settings.save({ playerName: 'Ada', limits: { ...defaultLimits, upload: 20_000_000 } });
    expect(settings.defaults()).not.toMatchObject({ playerName: 'Ada' });
    expect(settings.defaults().limits).toEqual(defaultLimits);
  });

  it('keeps what was saved, in a state directory that it creates', async () => {
    const stateDir = join(await makeTempDir(), 'deeper', 'state');
    const chosen = {
      playerName: 'Ada',
      gameDir: '/games',
      limits: { ...defaultLimits, download: 5_000_000 },
      language: 'de',
      appearance: { density: 'large', coverAspect: 'banner', theme: 'light', motion: 'reduced' },
      system: { closeToTray: false, notifications: false, startHidden: true },
      network: { port: 5000, roomDir: '/rooms/ours' },
    } as const;
    await (await openSettings({ stateDir, log: silent })).save(chosen);
    expect((await openSettings({ stateDir, log: silent })).get()).toEqual(chosen);
    expect(await readdir(stateDir)).toEqual(['settings.json']);
  });

  it('holds an override for this run without writing it, until the player saves that value', async () => {
    const stateDir = await makeTempDir();
    const settings = await openSettings({ stateDir, log: silent, overrides: { gameDir: '/other', playerName: 'CLI' } });
    await settings.save({ playerName: 'Ada' });
    expect(settings.get()).toMatchObject({ playerName: 'Ada', gameDir: '/other', limits: defaultLimits });
    expect(JSON.parse(await readFile(join(stateDir, 'settings.json'), 'utf8'))).toEqual({ playerName: 'Ada' });
  });

  it('takes the defaults for choices that another version did not know, and leaves out those that this one does not', async () => {
    const stateDir = await makeTempDir();
    const text = JSON.stringify({ system: { closeToTray: false, fromTheFuture: 1 }, network: { port: 5000 } });
    await writeFile(join(stateDir, 'settings.json'), text);
    const settings = await openSettings({ stateDir, log: silent });
    expect(settings.get().system).toEqual({ ...defaultSystemSettings, closeToTray: false });
    expect(settings.get().network).toEqual({ port: 5000, roomDir: null });
  });

  it.each(['{', '[]', '{"playerName":7}', '{"playerName":""}', '{"gameDir":""}', '{"limits":{"upload":1}}', ''])(
    'keeps the damaged file %j aside and says so',
    async (text) => {
      const stateDir = await makeTempDir();
      await writeFile(join(stateDir, 'settings.json'), text);
      const lines: string[] = [];
      const settings = await openSettings({ stateDir, log: (level, message) => lines.push(`${level} ${message}`) });
      expect(settings.get().gameDir).toBeNull();
      expect(await readFile(join(stateDir, 'settings.json.corrupt'), 'utf8')).toBe(text);
      expect(lines).toEqual([expect.stringMatching(/^warn .*\.corrupt/)]);
    },
  );

  it('loses no more than the look when that is of another version', async () => {
    const stateDir = await makeTempDir();
    const text = '{"playerName":"Ada","language":"xx","appearance":{"theme":"neon"}}';
    await writeFile(join(stateDir, 'settings.json'), text);
    const settings = await openSettings({ stateDir, log: silent });
    expect(settings.get()).toEqual({
      playerName: 'Ada',
      gameDir: null,
      limits: defaultLimits,
      ...look,
      system: defaultSystemSettings,
      network: defaultNetworkSettings,
    });
  });

  it('reports a state directory that cannot be written, and keeps the old values', async () => {
    const file = join(await makeTempDir(), 'file');
    const settings = await openSettings({ stateDir: join(file, 'state'), log: silent });
    await writeFile(file, '');
    const before = settings.get();
    await expect(settings.save({ playerName: 'Bob' })).rejects.toMatchObject({ code: 'bad-state' });
    expect(settings.get()).toEqual(before);
  });
});

describe('tidyPlayerName', () => {
  it.each([
    ['ada', 'ada'],
    ['  Ada  Lovelace ', 'Ada Lovelace'],
    ['a\u0000\u202Eb', 'ab'],
    ['', 'Player'],
    ['\u0007', 'Player'],
    ['x'.repeat(40), 'x'.repeat(32)],
    ['🎮'.repeat(40), '🎮'.repeat(32)],
  ])('%j becomes %j', (name, tidy) => expect(tidyPlayerName(name)).toBe(tidy));
});
