// The running app over the stand-in: snapshots, wishes, failures.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AppSnapshot } from '../../src-shared/app-bridge.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import { createStandIn, type StandIn } from '../testing/stand-in-bridge.ts';
import { queueSnapshot } from '../testing/stand-in-snapshots.ts';
import { startLiveApp } from './live-app.ts';
import type { Question, UiState } from './ui-state.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function setUp(snapshot?: Partial<AppSnapshot>) {
  const bridge = createStandIn({ ...(snapshot && { snapshot }) });
  const app = startLiveApp(bridge, () => 0);
  await vi.advanceTimersByTimeAsync(0);
  return { bridge, app, commands: () => bridge.calls.filter((call) => call.name === 'send-command') };
}

it('asks for a snapshot with every connection', async () => {
  const { bridge, app } = await setUp();
  expect(app.store.getState()).toMatchObject({ loaded: true, connected: true });
  bridge.setConnected(false);
  expect(app.store.getState().connected).toBe(false);
  bridge.snapshot.games = [];
  bridge.setConnected(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(app.store.getState().games.size).toBe(0);
  expect(bridge.calls.filter((call) => call.name === 'get-snapshot')).toHaveLength(2);
});

it.each([
  ['download', { kind: 'download-game-files', gameId: 'xonotic', install: true }],
  ['stream-install', { kind: 'stream-install-game', gameId: 'xonotic' }],
  ['download-only', { kind: 'download-game-files', gameId: 'xonotic', install: false }],
  ['update', { kind: 'download-game-files', gameId: 'xonotic', install: true }],
  ['install', { kind: 'install-game', gameId: 'xonotic' }],
  ['cancel-download', { kind: 'cancel-download', gameId: 'xonotic' }],
  ['pause-download', { kind: 'pause-download', gameId: 'xonotic' }],
  ['resume-download', { kind: 'resume-download', gameId: 'xonotic' }],
  ['retry-download', { kind: 'resume-download', gameId: 'xonotic' }],
  ['move-to-front', { kind: 'move-download', gameId: 'xonotic', position: 0 }],
  ['verify', { kind: 'verify-game', gameId: 'xonotic' }],
  ['cancel-install', { kind: 'cancel-download', gameId: 'xonotic' }],
  ['cancel-verify', { kind: 'cancel-download', gameId: 'xonotic' }],
] as const)('%s sends its command without asking', async (kind, command) => {
  const { app, commands } = await setUp();
  app.act(kind, 'xonotic');
  await vi.advanceTimersByTimeAsync(0);
  expect(commands()).toEqual([{ name: 'send-command', input: command }]);
});

const look = { name: 'send-command', input: { kind: 'describe-uninstall', gameId: 'openra' } };

it.each([
  ['uninstall', { kind: 'uninstall-game', gameId: 'openra', keepPlayerFiles: true }, [look]],
  ['remove-download', { kind: 'remove-downloaded-game', gameId: 'openra' }, []],
] as const)('%s asks first', async (kind, command, before) => {
  const { app, commands } = await setUp();
  app.act(kind, 'openra');
  expect(commands()).toEqual(before);
  app.confirm();
  expect(commands()).toEqual([...before, { name: 'send-command', input: command }]);
  expect(app.ui.getState().question).toBeNull();
  app.confirm();
  expect(commands()).toHaveLength(before.length + 1);
});

it('says what an uninstall would delete as soon as it is known, and does what was chosen', async () => {
  const { app, commands } = await setUp();
  app.act('uninstall', 'openra');
  await vi.advanceTimersByTimeAsync(0);
  expect(app.ui.getState().question?.preview).toMatchObject({ gameId: 'openra', playerFiles: 5 });
  const question = app.ui.getState().question as Question;
  app.ui.getState().ask({ ...question, keepPlayerFiles: false });
  app.confirm();
  expect(commands().at(-1)?.input).toEqual({ kind: 'uninstall-game', gameId: 'openra', keepPlayerFiles: false });
});

it('an uninstall that cannot be looked at is asked all the same, and a late answer opens no question', async () => {
  const { app, bridge } = await setUp();
  bridge.refuse('describe-uninstall', new PeerError('not-installed', 'It is not installed.'));
  app.act('uninstall', 'openra');
  await vi.advanceTimersByTimeAsync(0);
  expect(app.ui.getState().question).toEqual({ kind: 'uninstall', gameId: 'openra' });
  app.ui.getState().ask(null);
  await vi.advanceTimersByTimeAsync(0);
  expect(app.ui.getState().question).toBeNull();
});

it.each([
  ['0ad', 'cancel-download', { kind: 'cancel-download', gameId: '0ad' }],
  ['red-eclipse', 'cancel-download', { kind: 'cancel-download', gameId: 'red-eclipse' }],
  ['mindustry', 'discard-download', { kind: 'cancel-download', gameId: 'mindustry' }],
  ['mindustry', 'replace-in-place', { kind: 'download-game-files', gameId: 'mindustry', install: true, inPlace: true }],
] as const)('asks before bytes go: %s, %s', async (gameId, kind, command) => {
  const { app, commands } = await setUp(queueSnapshot());
  app.act(kind, gameId);
  expect(app.ui.getState().question).toEqual({ kind, gameId });
  expect(commands()).toEqual([]);
  app.confirm();
  expect(commands().map(({ input }) => input)).toEqual([command]);
});

const streaming = (writtenBytes: number) => {
  const streamed = { phase: 'downloading' as const, bytesPerSecond: 0, writtenBytesPerSecond: 0, sources: [] };
  return {
    operations: [{ gameId: 'xonotic', kind: 'streaming' as const }],
    installs: [{ gameId: 'xonotic', writtenBytes, totalBytes: 10, waitingFor: null, streamed }],
  };
};
const updating = (change: { writtenBytes: number; waitingFor?: string }) => ({
  operations: [{ gameId: 'xonotic', kind: 'updating' as const }],
  installs: [{ gameId: 'xonotic', totalBytes: 2, ...change }],
});

it.each([
  ['cancel-stream-install', streaming(4)],
  ['cancel-install', updating({ writtenBytes: 1 })],
  ['cancel-install', updating({ writtenBytes: 0, waitingFor: 'Waits until the game is closed.' })],
] as const)('asks before an install is thrown away: %s', async (kind, snapshot) => {
  const { app, commands } = await setUp(snapshot);
  app.act(kind, 'xonotic');
  expect(app.ui.getState().question).toEqual({ kind, gameId: 'xonotic' });
  expect(commands()).toEqual([]);
  app.confirm();
  expect(commands().map(({ input }) => input)).toEqual([{ kind: 'cancel-download', gameId: 'xonotic' }]);
});

it('ends an install from the room that has brought nothing yet without asking', async () => {
  const { app, commands } = await setUp(streaming(0));
  app.act('cancel-stream-install', 'xonotic');
  expect(commands().map(({ input }) => input)).toEqual([{ kind: 'cancel-download', gameId: 'xonotic' }]);
});

it('asks about a paused download of which nothing is known yet', async () => {
  const queue = [{ gameId: 'xonotic', install: true, state: 'paused' as const, error: null }];
  const { app, commands } = await setUp({ queue });
  app.act('cancel-download', 'xonotic');
  expect(app.ui.getState().question?.gameId).toBe('xonotic');
  expect(commands()).toEqual([]);
});

it('takes a download that has not begun out of line without asking', async () => {
  const { app, commands } = await setUp(queueSnapshot());
  app.act('cancel-download', 'wesnoth');
  expect(commands()).toHaveLength(1);
});

it('replaces in place as it was queued, with or without installing', async () => {
  const queue = [{ gameId: 'luanti', install: false, state: 'failed' as const, error: null }];
  const { app, commands } = await setUp({ queue });
  app.act('replace-in-place', 'luanti');
  app.confirm();
  expect(commands()[0]?.input).toMatchObject({ install: false, inPlace: true });
});

it('keeps the failure that offers to replace while the question stands', async () => {
  const { app, bridge } = await setUp();
  bridge.refuse('download-game-files', new PeerError('disk-full', 'The disk is full.'));
  app.act('update', 'luanti');
  await vi.advanceTimersByTimeAsync(0);
  app.act('replace-in-place', 'luanti');
  app.ui.getState().ask(null);
  expect(app.store.getState().failures.get('luanti')?.code).toBe('disk-full');
});

it('pauses from behind, so that nothing starts meanwhile, and resumes from the front', async () => {
  const { app, commands } = await setUp(queueSnapshot());
  app.pauseAll();
  expect(commands().map(({ input }) => input)).toEqual(
    ['wesnoth', 'xonotic', 'ufo-ai', 'zero-k', '0ad'].map((gameId) => ({ kind: 'pause-download', gameId })),
  );
  app.resumeAll();
  expect(commands().at(-1)?.input).toEqual({ kind: 'resume-download', gameId: 'red-eclipse' });
  expect(commands()).toHaveLength(6);
});

it('moves a download and says where it is now', async () => {
  const { app, commands } = await setUp(queueSnapshot());
  app.moveDownload('wesnoth', 2);
  expect(commands()[0]?.input).toEqual({ kind: 'move-download', gameId: 'wesnoth', position: 2 });
  expect(app.ui.getState().announcement.text).toBe('The Battle for Wesnoth is now 3rd of 8.');
});

it('shows that it checks until the peer tells something', async () => {
  const { app, bridge } = await setUp();
  app.act('download', 'xonotic');
  expect(app.store.getState().checking.has('xonotic')).toBe(true);
  bridge.tell('peer-event', { kind: 'no-peers-have-game', gameId: 'xonotic' });
  expect(app.store.getState().checking.has('xonotic')).toBe(false);
  expect(app.store.getState().failures.get('xonotic')?.code).toBe('no-sources');
});

it('does not check for ever', async () => {
  const { app } = await setUp();
  app.act('download', 'xonotic');
  await vi.advanceTimersByTimeAsync(0);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(app.store.getState().checking.size).toBe(0);
  expect(app.store.getState().failures.get('xonotic')?.code).toBe('request-timeout');
});

it('an old timeout does not fail a later try', async () => {
  const { app, bridge } = await setUp();
  app.act('download', 'xonotic');
  await vi.advanceTimersByTimeAsync(15_000);
  bridge.tell('peer-event', { kind: 'no-peers-have-game', gameId: 'xonotic' });
  app.act('download', 'xonotic');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(app.store.getState().checking.has('xonotic')).toBe(true);
});

it('names the game of a refusal as the card does', async () => {
  const { app, bridge } = await setUp();
  const message = 'Could not install assaultcube: the disk is full.';
  bridge.refuse('install-game', new PeerError('disk-full', message));
  app.act('install', 'assaultcube');
  await vi.advanceTimersByTimeAsync(0);
  expect(app.store.getState().failures.get('assaultcube')?.message).toBe(message.replace('assaultcube', 'AssaultCube'));
});

it('puts a refused command on the card, and clears it with the next try', async () => {
  const { app, bridge } = await setUp();
  bridge.refuse('install-game', new PeerError('disk-full', 'The disk is full.', 'Make room.'));
  app.act('install', 'assaultcube');
  await vi.advanceTimersByTimeAsync(0);
  expect(app.store.getState().failures.get('assaultcube')).toMatchObject({ code: 'disk-full', hint: 'Make room.' });
  app.act('remove-download', 'assaultcube');
  expect(app.store.getState().failures.size).toBe(0);
});

it('shows that a game is being started, and why it did not', async () => {
  const { app } = await setUp();
  app.act('play', 'openttd');
  expect(app.store.getState().starting.has('openttd')).toBe(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(app.store.getState().starting.size).toBe(0);
  expect(app.store.getState().failures.get('openttd')?.code).toBe('cannot-play');
});

it('starts a game and its server, shows that they run, and asks before it stops them', async () => {
  const { app, bridge } = await setUp();
  const calls = () => bridge.calls.filter(({ name }) => name !== 'get-snapshot' && name !== 'find-scripts');
  for (const kind of ['play', 'start-server'] as const) app.act(kind, 'openra');
  await vi.advanceTimersByTimeAsync(0);
  expect([app.store.getState().playing.has('openra'), app.store.getState().serving.has('openra')]).toEqual([
    true,
    true,
  ]);
  app.act('stop-server', 'openra');
  app.act('stop-game', 'openra');
  expect(calls()).toHaveLength(2);
  app.confirm();
  expect(app.store.getState().ending.has('openra')).toBe(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(calls().map(({ name, input }) => [name, input])).toEqual([
    ['play-game', { gameId: 'openra' }],
    ['start-server', { gameId: 'openra' }],
    ['stop-game', { gameId: 'openra', kind: 'game' }],
  ]);
  expect([app.store.getState().playing.size, app.store.getState().serving.size]).toEqual([0, 1]);
  expect(app.store.getState().ending.size).toBe(0);
  expect(app.ui.getState().announcement.text).toBe('OpenRA has ended.');
});

it('makes a toast of a game that failed, with its output and where that is', async () => {
  const { app, bridge } = await setUp();
  const error = { code: 'cannot-play', message: 'It ended with code 5.', hint: 'See play.log.', output: 'x' } as const;
  bridge.tell('running-changed', { running: [], ended: { gameId: 'openra', kind: 'game', code: 5, error } });
  const { message, hint, output } = error;
  expect(app.ui.getState().toasts).toMatchObject([{ title: 'OpenRA', message, hint, output }]);
});

it('looks for a server script whenever a menu or a sheet of an installed game opens', async () => {
  const { app, bridge } = await setUp();
  const asked = () => bridge.calls.filter(({ name }) => name === 'find-scripts').map(({ input }) => input);
  app.ui.getState().showGame('openra');
  app.ui.getState().showGame('xonotic');
  app.ui.getState().showMenu({ gameId: 'openttd', anchor: {} as HTMLElement });
  await vi.advanceTimersByTimeAsync(0);
  expect(asked()).toEqual([{ gameId: 'openra' }, { gameId: 'openttd' }]);
  expect([...app.store.getState().servers]).toEqual(['openra']);
});

it('takes saved settings over, and passes a refusal on', async () => {
  const { app } = await setUp();
  await app.saveSettings({ playerName: 'Kim' });
  expect(app.store.getState().settings.playerName).toBe('Kim');
  await expect(app.saveSettings({ gameDir: '/root/x' })).rejects.toMatchObject({ code: 'game-dir-unusable' });
  expect(app.store.getState().settings.gameDir).toBe('/home/robin/Games');
});

it('passes on why a PC could not be added', async () => {
  const { app } = await setUp();
  await expect(app.connectPeer('nowhere')).rejects.toMatchObject({ code: 'connect-failed' });
});

it('makes a toast of a failure of the peer', async () => {
  const { app, bridge } = await setUp();
  const error = { code: 'internal' as const, message: 'Discovery stopped.' };
  bridge.tell('peer-event', { kind: 'runtime-failed', error });
  expect(app.ui.getState().toasts).toMatchObject([{ message: error.message, tone: 'bad' }]);
});

it('hears nothing after it was stopped', async () => {
  const { app, bridge } = await setUp();
  app.stop();
  bridge.setConnected(false);
  expect(app.store.getState().connected).toBe(true);
});

const fullDisk = { gameDir: { path: '/games', freeBytes: 1_000_000, problem: null } };

it.each(['download', 'download-only', 'update'] as const)('%s asks where the disk is too full for it', async (kind) => {
  const { app, commands } = await setUp(fullDisk);
  app.act(kind, 'xonotic');
  await vi.advanceTimersByTimeAsync(0);
  expect(commands()).toEqual([]);
  expect(app.store.getState().checking.size).toBe(0);
  expect(app.ui.getState().spaceQuestion).toEqual({ gameId: 'xonotic', kind });
  app.downloadAnyway();
  const install = kind !== 'download-only';
  expect(commands()).toEqual([
    { name: 'send-command', input: { kind: 'download-game-files', gameId: 'xonotic', install } },
  ]);
  expect(app.ui.getState().spaceQuestion).toBeNull();
});

it.each([
  ['download', true],
  ['download-only', false],
] as const)('%s asks where it fits but its install would not: %s', async (kind, asks) => {
  const { app, commands } = await setUp({ gameDir: { path: '/games', freeBytes: 2_000_000_000, problem: null } });
  const games = new Map(app.store.getState().games);
  const row = games.get('xonotic');
  if (row === undefined) throw new Error('no xonotic');
  games.set('xonotic', { ...row, downloaded: false, remoteBytes: 1_240_000_000, unpackedBytes: 1_000_000_000 });
  app.store.setState({ games });
  app.act(kind, 'xonotic');
  await vi.advanceTimersByTimeAsync(0);
  expect([app.ui.getState().spaceQuestion !== null, commands().length]).toEqual([asks, asks ? 0 : 1]);
});

it.each([
  [1_000_000, 900_000_000_000, false],
  [900_000_000_000, 1_000_000, true],
])('a card asks by what is free now: %d when it was drawn, %d since', async (before, since, asks) => {
  const { app, bridge, commands } = await setUp({ gameDir: { ...fullDisk.gameDir, freeBytes: before } });
  bridge.snapshot.gameDir = { ...fullDisk.gameDir, freeBytes: since };
  app.act('download', 'xonotic');
  expect(app.store.getState().checking.has('xonotic')).toBe(true);
  await vi.advanceTimersByTimeAsync(0);
  expect([app.ui.getState().spaceQuestion !== null, commands().length]).toEqual([asks, asks ? 0 : 1]);
});

it('a folder that does not answer holds no download up', async () => {
  const { bridge, commands, app } = await setUp({ gameDir: { ...fullDisk.gameDir, freeBytes: 900_000_000_000 } });
  bridge.silence('read-game-dir');
  app.act('download', 'xonotic');
  await vi.advanceTimersByTimeAsync(2000);
  expect(commands()).toHaveLength(1);
});

it.each([
  ['the question about space', (ui: UiState) => ui.askForSpace({ gameId: 'xonotic', kind: 'download' })],
  ['a sheet', (ui: UiState) => ui.showGame('xonotic')],
  ['the settings', (ui: UiState) => ui.showSettings(true)],
])('%s: shows what is free once files were removed', async (_what, open) => {
  const { app, bridge } = await setUp(fullDisk);
  open(app.ui.getState());
  await vi.advanceTimersByTimeAsync(0);
  bridge.snapshot.gameDir = { ...fullDisk.gameDir, freeBytes: 3_000_000_000 };
  bridge.tell('peer-event', { kind: 'remove-finished', gameId: 'openra' });
  await vi.advanceTimersByTimeAsync(0);
  expect(app.store.getState().gameDir?.freeBytes).toBe(3_000_000_000);
});

it('looks at the folder when the settings open, and not while nobody sees it', async () => {
  const { app, bridge } = await setUp();
  const looks = () => bridge.calls.filter(({ name }) => name === 'read-game-dir').length;
  bridge.tell('peer-event', { kind: 'remove-finished', gameId: 'openra' });
  expect(looks()).toBe(0);
  app.ui.getState().showSettings(true);
  expect(looks()).toBe(1);
});

it('what is free in a folder that was left meanwhile does not count', async () => {
  const { app, bridge } = await setUp(fullDisk);
  app.ui.getState().showSettings(true);
  const { settings } = app.store.getState();
  bridge.tell('settings-changed', { settings, gameDir: { path: '/other', freeBytes: 5, problem: null } });
  await vi.advanceTimersByTimeAsync(0);
  expect(app.store.getState().gameDir).toEqual({ path: '/other', freeBytes: 5, problem: null });
});

it('a low-disk install is the way out, so it asks nothing', async () => {
  const { app, commands } = await setUp(fullDisk);
  app.act('stream-install', 'xonotic');
  expect(commands()).toHaveLength(1);
});

it('shows nothing that moves while the connection is lost, and keeps what is here in sight', async () => {
  const { app, bridge } = await setUp(queueSnapshot());
  const download = () => app.store.getState().downloads.get('0ad');
  const before = download();
  expect([before?.rateKnown, (before?.bytesPerSecond ?? 0) > 0]).toEqual([true, true]);
  bridge.setConnected(false);
  expect(download()).toMatchObject({
    rateKnown: false,
    bytesPerSecond: 0,
    writtenBytesPerSecond: 0,
    secondsLeft: null,
  });
  expect(download()?.sources.map(({ bytesPerSecond }) => bytesPerSecond)).toEqual(before?.sources.map(() => 0));
  expect(download()?.downloadedBytes).toBe(before?.downloadedBytes);
  bridge.setConnected(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(download()).toMatchObject({ rateKnown: true, bytesPerSecond: before?.bytesPerSecond });
});

it('forgets what failed for want of a connection once there is one again', async () => {
  const { app, bridge } = await setUp();
  const failures = () => [...app.store.getState().failures.keys()];
  app.store.setState({ failures: new Map([['openra', { code: 'disk-full' as const, message: 'full' }]]) });
  bridge.refuse('install-game', new PeerError('connection-closed', 'gone'));
  app.act('install', 'xonotic');
  await vi.advanceTimersByTimeAsync(0);
  expect(failures()).toEqual(['openra', 'xonotic']);
  bridge.setConnected(false);
  bridge.setConnected(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(failures()).toEqual(['openra']);
});

it('looks at the folder anew when a game is opened', async () => {
  const { app, bridge } = await setUp();
  bridge.snapshot.gameDir = { path: '/home/robin/Games', freeBytes: 7, problem: null };
  app.ui.getState().showGame('xonotic');
  await vi.advanceTimersByTimeAsync(0);
  expect(app.store.getState().gameDir?.freeBytes).toBe(7);
});

it('knows when a game was played, from the snapshot and from then on', async () => {
  const { app, bridge } = await setUp({ lastPlayed: { openra: 5 } });
  expect([...app.store.getState().lastPlayed]).toEqual([['openra', 5]]);
  bridge.tell('game-played', { gameId: 'teeworlds', playedMs: 9 });
  expect(app.store.getState().lastPlayed.get('teeworlds')).toBe(9);
});

it('asks for everything anew when told to', async () => {
  const { app, bridge } = await setUp();
  bridge.snapshot.games = [];
  await app.refresh();
  expect(app.store.getState().games.size).toBe(0);
});

it('opens the game that a link or a failed start leads to, with the reason', async () => {
  const { bridge, app } = await setUp();
  bridge.tell('open-game', { gameId: 'openra', problem: null });
  expect(app.ui.getState().openGame).toBe('openra');
  const problem = { code: 'cannot-play', message: 'It ended at once.' } as const;
  bridge.tell('open-game', { gameId: 'openttd', problem });
  expect(app.ui.getState().openGame).toBe('openttd');
  expect(app.store.getState().failures.get('openttd')).toEqual(problem);
});

it('a window that was away keeps the curve and the peak of a download, and its progress', async () => {
  const { app, bridge } = await setUp(queueSnapshot());
  const download = () => app.store.getState().downloads.get('0ad');
  const told = bridge.snapshot.downloads[0];
  if (told === undefined) throw new Error('no download');
  bridge.tell('peer-event', { kind: 'download-progress', ...told, bytesPerSecond: 500_000_000 });
  const before = download();
  await app.refresh();
  expect(download()?.history.peak).toBe(500_000_000);
  expect(download()?.history.samples.length).toBe((before?.history.samples.length ?? 0) + 1);
  // Pieces that turned out wrong are counted back by the peer.
  bridge.snapshot.downloads = [{ ...told, downloadedBytes: told.downloadedBytes - 1 }];
  await app.refresh();
  expect(download()?.downloadedBytes).toBe(told.downloadedBytes);
});

it('takes a download for another run when the connection was lost and there is less of it', async () => {
  const { app, bridge } = await setUp(queueSnapshot());
  const told = bridge.snapshot.downloads[0];
  if (told === undefined) throw new Error('no download');
  bridge.setConnected(false);
  bridge.snapshot.downloads = [{ ...told, downloadedBytes: 1000 }];
  bridge.setConnected(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(app.store.getState().downloads.get(told.gameId)).toMatchObject({ downloadedBytes: 1000 });
});

it('looks through the games folder and then asks for everything anew, and says so', async () => {
  const { app, bridge } = await setUp();
  const from = bridge.calls.length;
  await app.rescan();
  expect(bridge.calls.slice(from)).toEqual([
    { name: 'send-command', input: { kind: 'rescan-library' } },
    { name: 'get-snapshot', input: undefined },
  ]);
  expect(app.ui.getState().announcement.text).toBe('The library is up to date.');
});

it('does not say that the library is up to date where it could not be looked through', async () => {
  const { app, bridge } = await setUp();
  bridge.refuse('rescan-library', new PeerError('game-dir-unusable', 'The games folder is gone.', 'Bring it back.'));
  await app.rescan();
  expect(app.ui.getState().announcement.text).toBe('The library could not be looked through.');
  expect(app.ui.getState().toasts).toMatchObject([{ message: 'The games folder is gone.', hint: 'Bring it back.' }]);
});

it('says that a download begins and how far it is', async () => {
  const { app, bridge } = await setUp();
  bridge.tell('peer-event', {
    kind: 'active-operations-changed',
    operations: [{ gameId: 'xonotic', kind: 'downloading' }],
  });
  expect(app.ui.getState().announcement.text).toBe('Downloading: Xonotic.');
});

const found = { files: 214, checkedBytes: 5e8, badFiles: 3, badPieces: 5, badBytes: 18_000_000, repaired: false };
const tellFound = (bridge: StandIn) =>
  bridge.tell('peer-event', { kind: 'verify-finished', gameId: 'xonotic', ...found });

it('asks before it repairs, and leaves the files as they are where the answer is no', async () => {
  const { app, bridge, commands } = await setUp();
  for (const answer of ['no', 'yes'] as const) {
    app.act('verify', 'xonotic');
    tellFound(bridge);
    expect(app.ui.getState().question).toEqual({ kind: 'repair', gameId: 'xonotic', found });
    if (answer === 'no') app.ui.getState().ask(null);
    else app.confirm();
  }
  expect(commands().map(({ input }) => input)).toEqual([
    { kind: 'verify-game', gameId: 'xonotic' },
    { kind: 'verify-game', gameId: 'xonotic' },
    { kind: 'verify-game', gameId: 'xonotic', repair: true },
  ]);
  expect(app.ui.getState().toasts).toEqual([]);
});

it('only tells what was found where another window asked, or while another question stands', async () => {
  const { app, bridge } = await setUp();
  tellFound(bridge);
  app.act('verify', 'xonotic');
  app.act('remove-download', 'openra');
  tellFound(bridge);
  expect(app.ui.getState().question).toMatchObject({ kind: 'remove-download' });
  expect(app.ui.getState().toasts.map(({ message }) => message)).toEqual([
    '3 of 214 files differ, 18 MB to fetch.',
    '3 of 214 files differ, 18 MB to fetch.',
  ]);
});
