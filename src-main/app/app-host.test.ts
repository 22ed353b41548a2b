import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultAppearance } from '../../src-shared/appearance.ts';
import type { AppSnapshot, Settings } from '../../src-shared/app-bridge.ts';
import { defaultNetworkSettings } from '../../src-shared/network-settings.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import { defaultSystemSettings } from '../../src-shared/system-settings.ts';
import { defaultLimits } from '../../src-shared/transfer-limits.ts';
import type { UnpackRun } from '../../src-shared/unpack-run.ts';
import { createAppHost, type AppHost, type AppHostOptions, type TopicMessage } from './app-host.ts';
import { readGameDirInfo } from './game-dir-info.ts';
import { openSettings } from './settings-store.ts';
import { createFakePeer, gameRow, type FakePeer } from './testing/fake-peer.ts';
import { createFakePlayTimes } from './testing/fake-play-times.ts';
import { createFakePlayer, type FakePlayer } from './testing/fake-player.ts';
import { startedNetwork } from './testing/started-network.ts';
import { makeTempDir } from './testing/temp-dir.ts';

const look = { language: 'system', appearance: defaultAppearance } as const;

interface Setup {
  host: AppHost;
  peer: FakePeer;
  dir: string;
  player: FakePlayer;
  settingsFile: string;
  call: (name: string, input?: unknown) => Promise<unknown>;
}

async function setUp(options: Partial<AppHostOptions> = {}, saved?: Partial<Settings>): Promise<Setup> {
  const dir = await makeTempDir();
  const settingsFile = join(dir, 'settings.json');
  if (saved !== undefined) await writeFile(settingsFile, JSON.stringify(saved));
  const peer = createFakePeer([gameRow('alpha', { installed: true }), gameRow('beta')]);
  const player = createFakePlayer();
  const host = createAppHost({
    peer,
    settings: await openSettings({ stateDir: dir, log: () => {} }),
    player,
    unpackLog: { runs: () => [] },
    playTimes: createFakePlayTimes(),
    host: 'browser',
    catalogSize: 12,
    appVersion: '1.2.3',
    protocolVersion: 1,
    network: startedNetwork,
    madeRoomDir: '/state/room',
    ...options,
  });
  return { host, peer, dir, player, settingsFile, call: async (name, input) => host.handleCall(name, input) };
}

/** Resolves with the next message of the host. */
async function nextMessage(host: AppHost, topic: TopicMessage['topic'] | null = null): Promise<TopicMessage> {
  return new Promise((resolve) => {
    const leave = host.subscribe((message) => {
      if (topic !== null && message.topic !== topic) return;
      leave();
      resolve(message);
    });
  });
}

describe('snapshot and commands', () => {
  it('joins the peer with settings, folder and versions', async () => {
    const { call, dir } = await setUp({}, { playerName: 'Ada', gameDir: null });
    await call('save-settings', { gameDir: dir });
    const snapshot = (await call('get-snapshot')) as AppSnapshot;
    expect(snapshot).toMatchObject({
      host: 'browser',
      self: { peerId: 'peer-1', appVersion: '1.2.3', protocolVersion: 1 },
      settings: { playerName: 'Ada', gameDir: dir },
      gameDir: { path: dir, problem: null, freeBytes: expect.any(Number) },
      catalogSize: 12,
    });
    expect(snapshot.games.map((game) => game.id)).toEqual(['alpha', 'beta']);
    expect(snapshot).not.toHaveProperty('outboundTransfers');
  });

  it('tells a later window what has finished, until that is cleared', async () => {
    const { host, call } = await setUp();
    const finishedIds = async () =>
      ((await call('get-snapshot')) as AppSnapshot).finished.map(({ gameId, installed }) => [gameId, installed]);
    expect(await finishedIds()).toEqual([]);
    const summary = {
      version: '20260101',
      bytes: 5,
      elapsedMs: 9,
      pieces: 1,
      mibPerSecond: 1,
      mbitPerSecond: 8,
      sources: [],
    };
    host.receivePeerEvent({ kind: 'download-finished', gameId: 'alpha', ...summary });
    host.receivePeerEvent({ kind: 'download-finished', gameId: 'beta', ...summary });
    host.receivePeerEvent({ kind: 'install-finished', gameId: 'alpha', version: '20260101', updated: false });
    expect(await finishedIds()).toEqual([
      ['alpha', true],
      ['beta', false],
    ]);
    await call('clear-finished');
    expect(await finishedIds()).toEqual([]);
  });

  it('shows the queue and the checking of files', async () => {
    const { call, peer } = await setUp();
    const state = {
      queue: [{ gameId: 'beta', install: true, state: 'stalled' as const, error: null }],
      verifications: [{ gameId: 'alpha', checkedBytes: 1, totalBytes: 2 }],
      hashing: { gameId: 'alpha', hashedBytes: 3, totalBytes: 4 },
    };
    peer.state = { ...peer.state, ...state };
    expect(await call('get-snapshot')).toMatchObject(state);
  });

  it('passes a parsed command on', async () => {
    const { call, peer } = await setUp();
    await call('send-command', { kind: 'install-game', gameId: 'alpha' });
    expect(peer.sent).toEqual([{ kind: 'install-game', gameId: 'alpha' }]);
  });

  it.each<[string, unknown, string]>([
    ['format-disk', undefined, 'format-disk'],
    ['__proto__', undefined, '__proto__'],
    ['get-snapshot', 7, 'takes no input'],
    ['send-command', { kind: 'nope' }, '"kind"'],
    ['send-command', undefined, 'must be an object'],
    ['save-settings', { playerName: 7 }, '"playerName"'],
    ['save-settings', { theme: 'dark' }, '"theme"'],
    ['save-settings', { limits: { upload: null } }, '"limits.download"'],
    ['save-settings', { limits: { ...defaultLimits, upload: 1 } }, '"limits.upload"'],
    ['save-settings', { system: { ...defaultSystemSettings, closeToTray: 1 } }, '"system.closeToTray"'],
    ['list-folders', {}, '"path"'],
    ['play-game', { gameId: '../x' }, '"gameId"'],
    ['start-server', {}, '"gameId"'],
    ['stop-game', { gameId: 'alpha', kind: 'pid' }, '"kind"'],
    ['find-scripts', { gameId: '..' }, '"gameId"'],
  ])('refuses %s with %j and names what is wrong', async (name, input, named) => {
    const { call, peer } = await setUp();
    await expect(call(name, input)).rejects.toMatchObject({
      code: 'invalid-command',
      message: expect.stringContaining(named) as string,
    });
    expect(peer.sent).toEqual([]);
  });

  it('delivers an event after the answer to a snapshot that was taken before it', async () => {
    const { call, host, peer } = await setUp();
    const order: string[] = [];
    host.subscribe(() => order.push('event'));
    const snapshotOf = peer.snapshot;
    peer.snapshot = () => {
      // The peer moves on at the very moment of the snapshot.
      queueMicrotask(() => host.receivePeerEvent({ kind: 'peer-count', count: 1 }));
      return snapshotOf();
    };
    const message = nextMessage(host);
    await call('get-snapshot').then(() => order.push('answer'));
    await message;
    expect(order).toEqual(['answer', 'event']);
  });

  it('tells nothing to those who left, and nothing after its stop', async () => {
    const { host } = await setUp();
    const heard: TopicMessage[] = [];
    const leave = host.subscribe((message) => heard.push(message));
    const told = nextMessage(host);
    leave();
    host.receivePeerEvent({ kind: 'peer-count', count: 1 });
    await told;
    host.subscribe((message) => heard.push(message));
    host.receivePeerEvent({ kind: 'peer-count', count: 2 });
    await host.stop();
    await new Promise(setImmediate);
    expect(heard).toEqual([]);
  });
});

it('notes when a game was played, tells it, and shows it in the snapshot', async () => {
  const { call, host, dir } = await setUp();
  await call('save-settings', { gameDir: dir });
  const told: TopicMessage[] = [];
  host.subscribe((message) => told.push(message));
  await call('play-game', { gameId: 'alpha' });
  await call('start-server', { gameId: 'alpha' });
  await new Promise(setImmediate);
  expect(told.filter(({ topic }) => topic === 'game-played')).toEqual([
    { topic: 'game-played', data: { gameId: 'alpha', playedMs: 77 } },
  ]);
  expect(((await call('get-snapshot')) as AppSnapshot).lastPlayed).toEqual({ alpha: 77 });
  await expect(call('play-game', { gameId: 'beta' })).rejects.toMatchObject({ code: 'not-installed' });
  expect(((await call('get-snapshot')) as AppSnapshot).lastPlayed).toEqual({ alpha: 77 });
});

it('reads the games folder anew when asked', async () => {
  const { call, dir } = await setUp();
  expect(await call('read-game-dir')).toBeNull();
  await call('save-settings', { gameDir: dir });
  expect(await call('read-game-dir')).toMatchObject({
    path: dir,
    problem: null,
    freeBytes: expect.any(Number) as number,
  });
});

describe('settings', () => {
  it('applies them through the peer, saves them and tells the windows', async () => {
    const { call, host, peer, dir, settingsFile } = await setUp();
    const told = nextMessage(host);
    const answer = await call('save-settings', { playerName: '  Grace ', gameDir: dir });
    expect(answer).toMatchObject({ playerName: 'Grace', gameDir: dir, limits: defaultLimits });
    expect(peer.sent).toEqual([{ kind: 'set-game-dir', path: dir }]);
    expect(peer.names).toEqual(['Grace']);
    expect(JSON.parse(await readFile(settingsFile, 'utf8'))).toEqual({ playerName: 'Grace', gameDir: dir });
    expect(await told).toMatchObject({ topic: 'settings-changed', data: { settings: answer, gameDir: { path: dir } } });
  });

  it('tells the windows what is wrong with a games folder that is gone, and when it is back', async () => {
    const { call, host, dir } = await setUp();
    const gameDir = join(dir, 'games');
    await mkdir(gameDir);
    const saved = nextMessage(host);
    await call('save-settings', { gameDir });
    await saved;
    for (const present of [false, true]) {
      if (present) await mkdir(gameDir);
      else await rm(gameDir, { recursive: true });
      const told = nextMessage(host, 'settings-changed');
      host.receivePeerEvent({ kind: 'game-dir-changed', path: gameDir, present });
      const problem = present ? null : 'This folder does not exist.';
      expect(await told).toMatchObject({ data: { gameDir: { path: gameDir, problem } } });
    }
  });

  it('ends on the settings as they are, however slowly a folder that is going answers', async () => {
    const settings = await openSettings({ stateDir: await makeTempDir(), log: () => {} });
    let gameDir: string | null = await makeTempDir();
    const { host } = await setUp({ settings: { ...settings, get: () => ({ ...settings.get(), gameDir }) } });
    const told: unknown[] = [];
    host.subscribe(({ topic, data }) => void (topic === 'settings-changed' && told.push(data)));
    host.receivePeerEvent({ kind: 'game-dir-changed', path: gameDir, present: true });
    // Of no folder nothing has to be read, so that is known first.
    gameDir = null;
    host.receivePeerEvent({ kind: 'game-dir-changed', path: '', present: false });
    for (let round = 0; round < 20; round++) await readGameDirInfo(await makeTempDir());
    expect(told.at(-1)).toMatchObject({ settings: { gameDir: null }, gameDir: null });
  });

  it('keeps language and look, and refuses what it does not know', async () => {
    const { call, settingsFile } = await setUp();
    const wanted = { language: 'de', appearance: { ...defaultAppearance, theme: 'contrast' } } as const;
    await call('save-settings', wanted);
    expect(JSON.parse(await readFile(settingsFile, 'utf8'))).toEqual(wanted);
    const neon = { appearance: { ...defaultAppearance, theme: 'neon' } };
    await expect(call('save-settings', neon)).rejects.toMatchObject({ code: 'invalid-command' });
    expect(JSON.parse(await readFile(settingsFile, 'utf8'))).toEqual(wanted);
  });

  it('saves the folder that a set-game-dir command names', async () => {
    const { call, peer, dir, settingsFile } = await setUp();
    await call('send-command', { kind: 'set-game-dir', path: dir });
    expect(peer.sent).toEqual([{ kind: 'set-game-dir', path: dir }]);
    expect(JSON.parse(await readFile(settingsFile, 'utf8'))).toEqual({ gameDir: dir });
  });

  it('saves the choices about tray and notifications, and tells them', async () => {
    const { call, host, peer, settingsFile } = await setUp();
    const system = { closeToTray: false, notifications: false, startHidden: true };
    const told = nextMessage(host);
    expect(await call('save-settings', { system })).toMatchObject({ system });
    expect(peer.sent).toEqual([]);
    expect(JSON.parse(await readFile(settingsFile, 'utf8'))).toEqual({ system });
    expect(await told).toMatchObject({ topic: 'settings-changed', data: { settings: { system } } });
  });

  it.each(['save-settings', 'send-command'])('applies and saves the limits that %s names', async (name) => {
    const { call, host, peer, settingsFile } = await setUp();
    const limits = { ...defaultLimits, upload: 1_000_000, concurrentDownloads: 2 };
    const told = nextMessage(host);
    await call(name, name === 'save-settings' ? { limits } : { kind: 'set-transfer-limits', limits });
    expect(peer.sent).toEqual([{ kind: 'set-transfer-limits', limits }]);
    expect(JSON.parse(await readFile(settingsFile, 'utf8'))).toEqual({ limits });
    expect(await told).toMatchObject({ topic: 'settings-changed', data: { settings: { limits } } });
  });

  it.each<[string, object, string]>([
    ['an empty name', { playerName: '   ' }, 'bad-settings'],
    ['a long name', { playerName: 'x'.repeat(33) }, 'bad-settings'],
    ['a control character', { playerName: 'a\u0007b' }, 'bad-settings'],
    ['a text-reversing character', { playerName: 'a\u202Eb' }, 'bad-settings'],
    ['a relative folder', { gameDir: 'games' }, 'game-dir-unusable'],
    ['a missing folder', { gameDir: '/nowhere/at/all' }, 'game-dir-unusable'],
    ['a good name with a bad folder', { playerName: 'Bob', gameDir: '/nowhere' }, 'game-dir-unusable'],
    ['no folder where one was', { gameDir: null }, 'bad-settings'],
  ])('refuses %s, with a hint, and changes nothing', async (_what, change, code) => {
    const { call, peer, settingsFile } = await setUp({}, { playerName: 'Ada', gameDir: '/games' });
    const before = await readFile(settingsFile, 'utf8');
    await expect(call('save-settings', change)).rejects.toMatchObject({ code, hint: expect.any(String) as string });
    expect([peer.sent, peer.names, await readFile(settingsFile, 'utf8')]).toEqual([[], [], before]);
  });

  it('refuses a file as games folder', async () => {
    const { call, settingsFile } = await setUp({}, { playerName: 'Ada' });
    await expect(call('save-settings', { gameDir: settingsFile })).rejects.toMatchObject({ code: 'game-dir-unusable' });
  });

  it('changes nothing when the peer refuses the folder', async () => {
    const { call, peer, dir, settingsFile } = await setUp({}, { playerName: 'Ada' });
    peer.failure = new PeerError('game-dir-busy', 'Busy.');
    const before = await readFile(settingsFile, 'utf8');
    await expect(call('save-settings', { playerName: 'Bob', gameDir: dir })).rejects.toMatchObject({
      code: 'game-dir-busy',
    });
    expect([peer.names, await readFile(settingsFile, 'utf8')]).toEqual([[], before]);
  });

  it('goes back to the old folder when the settings cannot be written', async () => {
    const { peer, dir } = await setUp();
    const rest = { ...look, system: defaultSystemSettings, network: defaultNetworkSettings };
    const old = { playerName: 'Ada', gameDir: '/old', limits: defaultLimits, ...rest };
    const host = createAppHost({
      peer,
      settings: {
        get: () => old,
        defaults: () => old,
        save: async () => {
          throw new PeerError('bad-state', 'No.');
        },
      },
      player: createFakePlayer(),
      unpackLog: { runs: () => [] },
      playTimes: createFakePlayTimes(),
      host: 'browser',
      catalogSize: 0,
      appVersion: '0',
      protocolVersion: 1,
      network: startedNetwork,
      madeRoomDir: '/state/room',
    });
    await expect(
      host.handleCall('save-settings', { playerName: 'Bob', gameDir: dir, limits: defaultLimits }),
    ).rejects.toMatchObject({
      code: 'bad-state',
    });
    expect(peer.sent.map((command) => 'path' in command && command.path)).toEqual([dir, '/old']);
    expect(peer.names).toEqual([]);
  });

  it('applies simultaneous changes one after another', async () => {
    const { call, settingsFile, dir } = await setUp();
    await Promise.all([call('save-settings', { playerName: 'Bob' }), call('save-settings', { gameDir: dir })]);
    expect(JSON.parse(await readFile(settingsFile, 'utf8'))).toEqual({ playerName: 'Bob', gameDir: dir });
  });
});

it('answers how the archive engine did', async () => {
  const run: UnpackRun = {
    startedMs: 1,
    archive: '/games/alpha/alpha.eti',
    kind: 'unpack',
    files: 2,
    bytes: 3,
    durationMs: 4,
    outcome: { kind: 'ok' },
  };
  const { call } = await setUp({ unpackLog: { runs: () => [run] } });
  expect(await call('unpack-log')).toEqual([run]);
  await expect(call('unpack-log', {})).rejects.toMatchObject({ code: 'invalid-command' });
});

describe('folders and games', () => {
  it('answers null where there is no native picker', async () => {
    const { call } = await setUp();
    expect(await call('choose-folder')).toBeNull();
  });

  it('answers what the native picker chose', async () => {
    const { call } = await setUp({ chooseFolder: async () => '/games' });
    expect(await call('choose-folder')).toBe('/games');
  });

  it.each([
    ['play-game', 'game'],
    ['start-server', 'server'],
  ])('%s starts the %s of an installed game with the player name', async (name, kind) => {
    const { call, player, dir } = await setUp({}, { playerName: 'Ada' });
    await call('save-settings', { gameDir: dir });
    await call(name, { gameId: 'alpha' });
    const gameRoot = join(dir, 'alpha');
    expect(player.played).toEqual([{ gameId: 'alpha', title: 'Game alpha', gameRoot, playerName: 'Ada', kind }]);
  });

  it.each(['play-game', 'start-server'])(
    '%s refuses what is unknown, not installed, busy, or without a folder',
    async (name) => {
      const { call, peer, player } = await setUp();
      await expect(call(name, { gameId: 'gamma' })).rejects.toMatchObject({ code: 'unknown-game' });
      await expect(call(name, { gameId: 'beta' })).rejects.toMatchObject({ code: 'not-installed' });
      await expect(call(name, { gameId: 'alpha' })).rejects.toMatchObject({ code: 'no-game-dir' });
      for (const kind of ['installing', 'uninstalling', 'removing'] as const) {
        peer.state = { ...peer.state, operations: [{ gameId: 'alpha', kind }] };
        await expect(call(name, { gameId: 'alpha' })).rejects.toMatchObject({ code: 'operation-in-progress' });
      }
      expect(player.played).toEqual([]);
    },
  );

  it.each(['downloading', 'verifying', 'updating', 'streaming'] as const)(
    'the installed game is played, and its server started, while %s',
    async (kind) => {
      const { call, peer, player, dir } = await setUp();
      await call('save-settings', { gameDir: dir });
      peer.state = { ...peer.state, operations: [{ gameId: 'alpha', kind }] };
      for (const name of ['play-game', 'start-server']) await call(name, { gameId: 'alpha' });
      expect(player.played).toMatchObject([{ kind: 'game' }, { kind: 'server' }]);
    },
  );

  it('ends what runs', async () => {
    const { call, player } = await setUp();
    await call('stop-game', { gameId: 'alpha', kind: 'server' });
    expect(player.ended).toEqual([['alpha', 'server']]);
  });

  it('says which scripts an installed game has, and none of another', async () => {
    const { call, dir } = await setUp();
    await call('save-settings', { gameDir: dir });
    expect(await call('find-scripts', { gameId: 'alpha' })).toEqual({ game: true, server: true });
    expect(await call('find-scripts', { gameId: 'beta' })).toEqual({ game: false, server: false });
  });

  it('shows what runs in the snapshot, and tells when that changes', async () => {
    const { call, host, player } = await setUp();
    player.rows = [{ gameId: 'alpha', kind: 'game', sinceMs: 5 }];
    expect(await call('get-snapshot')).toMatchObject({ running: player.rows });
    const told = nextMessage(host);
    const data = { running: [], ended: { gameId: 'alpha', kind: 'game' as const, code: 0, error: null } };
    player.tell(data);
    expect(await told).toEqual({ topic: 'running-changed', data });
  });

  it('opens the folder of a game that has one', async () => {
    const opened: string[] = [];
    const { call, dir } = await setUp({ openFolder: async (path) => void opened.push(path) });
    await call('save-settings', { gameDir: dir });
    await expect(call('open-game-folder', { gameId: 'alpha' })).rejects.toMatchObject({ code: 'not-downloaded' });
    await mkdir(join(dir, 'alpha'));
    await call('open-game-folder', { gameId: 'alpha' });
    expect(opened).toEqual([join(dir, 'alpha')]);
  });

  it('tells a browser where the folder is', async () => {
    const { call, dir } = await setUp();
    await call('save-settings', { gameDir: dir });
    await expect(call('open-game-folder', { gameId: 'alpha' })).rejects.toMatchObject({
      code: 'not-supported-yet',
      hint: expect.stringContaining(join(dir, 'alpha')) as string,
    });
  });
});

describe('games that are asked for from outside', () => {
  it('are shown in the windows that are there', async () => {
    const { host } = await setUp();
    const told = nextMessage(host);
    host.openGame('alpha', null);
    expect(await told).toEqual({ topic: 'open-game', data: { gameId: 'alpha', problem: null } });
  });

  it('wait for the first window, once; a watcher is none', async () => {
    const { host } = await setUp();
    const watched: TopicMessage[] = [];
    host.watch((message) => watched.push(message));
    host.openGame('alpha', null);
    host.openGame('beta', null);
    expect(await nextMessage(host)).toEqual({ topic: 'open-game', data: { gameId: 'beta', problem: null } });
    const later = nextMessage(host);
    host.receivePeerEvent({ kind: 'peer-count', count: 1 });
    expect(await later).toMatchObject({ topic: 'peer-event' });
    expect(watched.map(({ topic }) => topic)).toEqual(['open-game', 'peer-event']);
  });
});
