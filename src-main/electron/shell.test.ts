// The shell around the window, driven through the whole desktop program over a stand-in for Electron.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PeerError } from '../../src-shared/peer-error.ts';
import { createAppHost, type AppHost, type TopicMessage } from '../app/app-host.ts';
import { openSettings } from '../app/settings-store.ts';
import { createFakePeer, gameRow, type FakePeer } from '../app/testing/fake-peer.ts';
import { createFakePlayTimes } from '../app/testing/fake-play-times.ts';
import { createFakePlayer, type FakePlayer } from '../app/testing/fake-player.ts';
import { startedNetwork } from '../app/testing/started-network.ts';
import { makeTempDir } from '../app/testing/temp-dir.ts';
import { holdClock, type HeldClock } from '../peer/edge/testing/held-clock.ts';
import { startDesktop, type DesktopOptions } from './desktop.ts';
import {
  createElectronStandIn,
  type ElectronStandIn,
  type FakeTray,
  type FakeWindow,
} from './testing/electron-stand-in.ts';

/** Longer than the shell waits for anything. */
const minuteMs = 60_000;

interface Setup extends ElectronStandIn {
  dir: string;
  host: AppHost;
  peer: FakePeer;
  player: FakePlayer;
  window: FakeWindow;
  tray: FakeTray;
  serving: { now: boolean };
  /** Whether the desktop shows trays. */
  desk: { showsTray: boolean };
  pass: HeldClock['pass'];
}

interface Change extends Partial<DesktopOptions> {
  dir?: string;
  before?: (standIn: ElectronStandIn, peer: FakePeer) => void;
}

async function started({ dir: given, before, ...change }: Change = {}): Promise<Setup> {
  const dir = given ?? (await makeTempDir());
  await mkdir(join(dir, 'renderer'), { recursive: true });
  await writeFile(join(dir, 'renderer/index.html'), '<!doctype html>');
  const standIn = createElectronStandIn();
  const peer = createFakePeer([gameRow('alpha', { title: 'Alpha', installed: true })]);
  const player = createFakePlayer();
  before?.(standIn, peer);
  const host = createAppHost({
    peer,
    settings: await openSettings({ stateDir: join(dir, 'state'), log: () => {} }),
    player,
    unpackLog: { runs: () => [] },
    playTimes: createFakePlayTimes(),
    host: 'electron',
    catalogSize: 1,
    appVersion: '1.0.0',
    protocolVersion: 1,
    network: startedNetwork,
    madeRoomDir: '/state/room',
  });
  const { clock, pass } = holdClock();
  const serving = { now: false };
  const desk = { showsTray: true };
  await startDesktop(standIn.electron, {
    startApp: async () => ({ host, stop: host.stop, isServing: () => serving.now }),
    built: { rendererDir: join(dir, 'renderer'), preload: '/out/preload.cjs', sidecar: '/out/sidecar.js' },
    coversDir: join(dir, 'covers'),
    iconFile: '/out/tray.png',
    isTrayShown: async () => desk.showsTray,
    stateDir: join(dir, 'state'),
    userDataDir: null,
    argv: [],
    hidden: false,
    devUrl: null,
    clock,
    log: () => {},
    ...change,
  });
  onTestFinished(async () => {
    standIn.app.emit('will-quit', closing());
    await standIn.app.exited.promise;
  });
  const [window, tray] = [standIn.windows[0] as FakeWindow, standIn.trays[0] as FakeTray];
  return { ...standIn, dir, host, peer, player, window, tray, serving, desk, pass };
}

/** Lets what the host tells arrive. */
const told = async () => new Promise((resolve) => void setImmediate(resolve));

const closing = () => {
  const event = { prevented: false, preventDefault: () => void (event.prevented = true) };
  return event;
};

/** What a window hears. */
function listen(host: AppHost): TopicMessage[] {
  const heard: TopicMessage[] = [];
  host.subscribe((message) => heard.push(message));
  return heard;
}

describe('closing', () => {
  it('stays in the tray, says so once in its life, and comes back from there', async () => {
    const setup = await started();
    const event = closing();
    setup.window.show();
    setup.window.emit('close', event);
    await expect.poll(() => setup.window.visible).toBe(false);
    expect(event.prevented).toBe(true);
    expect(setup.notifications.map(({ title, isShown }) => [title, isShown])).toEqual([
      ['Lanspread keeps running', true],
    ]);
    setup.tray.press('Open Lanspread');
    expect(setup.window.visible).toBe(true);
    setup.window.emit('close', closing());
    await expect.poll(() => setup.window.visible).toBe(false);
    expect(setup.notifications).toHaveLength(1);
    setup.app.emit('will-quit', closing());
    await setup.app.exited.promise;
    expect(setup.tray.isGone).toBe(true);
    const next = await started({ dir: setup.dir });
    next.window.show();
    next.window.emit('close', closing());
    await expect.poll(() => next.window.visible).toBe(false);
    expect(next.notifications).toEqual([]);
  });

  it('ends the program on a desktop that shows no tray, where nobody would find the window again', async () => {
    const { window, app, desk, notifications } = await started();
    desk.showsTray = false;
    window.show();
    window.emit('close', closing());
    await expect.poll(() => app.calls).toContain('quit');
    expect([window.visible, notifications.length]).toEqual([true, 0]);
    // The extension that shows it came up in the meantime.
    desk.showsTray = true;
    window.emit('close', closing());
    await expect.poll(() => window.visible).toBe(false);
  });

  it('is brought back by a second start, also from a tray that is gone', async () => {
    const { window, app, desk } = await started();
    window.show();
    window.emit('close', closing());
    await expect.poll(() => window.visible).toBe(false);
    desk.showsTray = false;
    app.emit('second-instance', {}, ['lanspread'], '/', { argv: ['lanspread'] });
    expect(window.visible).toBe(true);
  });

  it('ends the program where the player wants that, where it quits, and where there is no tray', async () => {
    const unwanted = await started();
    await unwanted.host.handleCall('save-settings', {
      system: { closeToTray: false, notifications: true, startHidden: false },
    });
    await told();
    const quitting = await started();
    quitting.app.emit('before-quit');
    const trayless = await started({ before: ({ system }) => (system.hasTray = false) });
    for (const { window } of [unwanted, quitting, trayless]) {
      const event = closing();
      window.emit('close', event);
      expect(event.prevented).toBe(false);
    }
  });
});

describe('window', () => {
  it('opens where it was left', async () => {
    const first = await started();
    first.window.bounds = { x: 300, y: 200, width: 1000, height: 800 };
    first.window.emit('ready-to-show');
    first.window.maximize();
    first.window.emit('move');
    first.pass(minuteMs);
    first.app.emit('will-quit', closing());
    await first.app.exited.promise;
    expect(JSON.parse(await readFile(join(first.dir, 'state/desktop.json'), 'utf8'))).toMatchObject({
      place: { bounds: { x: 300, y: 200, width: 1000, height: 800 }, maximized: true },
    });
    const second = await started({ dir: first.dir });
    expect(second.window.options).toMatchObject({ x: 300, y: 200, width: 1000, height: 800 });
    second.window.emit('ready-to-show');
    expect(second.window.calls).toEqual(['show', 'maximize']);
  });

  it('is maximised again when it comes out of the tray, and until then forgets nothing', async () => {
    const dir = await makeTempDir();
    await mkdir(join(dir, 'state'));
    const text = JSON.stringify({
      place: { bounds: { x: 1, y: 2, width: 800, height: 600 }, maximized: true },
      trayExplained: true,
    });
    await writeFile(join(dir, 'state/desktop.json'), text);
    const { window, tray } = await started({ dir, hidden: true });
    window.emit('close', closing());
    await expect.poll(() => window.calls).toContain('hide');
    tray.press('Open Lanspread');
    expect(window.calls).toEqual(['hide', 'show', 'maximize', 'focus']);
    const quick = await started({ dir, hidden: true });
    quick.window.emit('close', closing());
    await expect.poll(() => quick.window.calls).toContain('hide');
    quick.app.emit('will-quit', closing());
    await quick.app.exited.promise;
    expect(await readFile(join(dir, 'state/desktop.json'), 'utf8')).toBe(text);
  });

  it.each(['', '{', '[]', '{"place":{"bounds":{"x":"left"}}}'])('ignores the damaged file %j', async (text) => {
    const dir = await makeTempDir();
    await mkdir(join(dir, 'state'));
    await writeFile(join(dir, 'state/desktop.json'), text);
    expect((await started({ dir })).window.options).toMatchObject({ width: 1280, height: 820 });
  });

  it('waits in the tray when it is told to, but not where there is none', async () => {
    const hidden = await started({ hidden: true });
    hidden.window.emit('ready-to-show');
    expect(hidden.window.visible).toBe(false);
    const trayless = await started({ hidden: true, before: ({ system }) => (system.hasTray = false) });
    trayless.window.emit('ready-to-show');
    expect(trayless.window.visible).toBe(true);
    const unseen = await started({ hidden: true, isTrayShown: async () => false });
    unseen.window.emit('ready-to-show');
    expect(unseen.window.visible).toBe(true);
  });

  it('shows itself after all when a second start comes while a hidden one is under way', async () => {
    let app: ElectronStandIn['app'] | null = null;
    const { window } = await started({
      hidden: true,
      before: (standIn) => (app = standIn.app),
      isTrayShown: async () => {
        app?.emit('second-instance', {}, ['lanspread'], '/', { argv: ['lanspread'] });
        return true;
      },
    });
    window.emit('ready-to-show');
    expect(window.visible).toBe(true);
  });

  it('keeps Chromium in the state folder of a portable program, before anything else', async () => {
    const { app } = await started({ userDataDir: '/stick/lanspread-state/chromium' });
    expect(app.calls[0]).toBe('userData=/stick/lanspread-state/chromium');
  });
});

describe('games from outside', () => {
  it('shows the game of a link, also to a window that is still loading', async () => {
    const { host, app } = await started({ argv: ['lanspread', 'lanspread://game/alpha'] });
    const heard = listen(host);
    await told();
    expect(heard).toEqual([{ topic: 'open-game', data: { gameId: 'alpha', problem: null } }]);
    expect(app.calls).toContain('links of lanspread');
  });

  it('takes the link of a second start, and comes to the front', async () => {
    const { host, app, window } = await started();
    const heard = listen(host);
    app.emit('second-instance', {}, ['lanspread', 'lanspread://game/alpha']);
    await told();
    expect(heard).toEqual([{ topic: 'open-game', data: { gameId: 'alpha', problem: null } }]);
    expect(window.calls).toEqual(['show', 'focus']);
  });

  it('believes what the second start says of itself rather than the shuffled words of Chromium', async () => {
    const second = createElectronStandIn();
    second.app.isFirst = false;
    const argv = ['lanspread', '--start', 'unknown-one'];
    await startDesktop(second.electron, { argv, userDataDir: null } as unknown as DesktopOptions);
    const { host, app } = await started();
    const heard = listen(host);
    app.emit('second-instance', {}, ['lanspread', '--start', '--flag', 'unknown-one'], '/', second.app.handedOver);
    await expect.poll(() => heard.at(-1)).toMatchObject({ topic: 'open-game', data: { gameId: 'unknown-one' } });
  });

  it.each([
    ['a portable one', { userDataDir: '/stick/chromium' }],
    ['one that is not packaged', { before: ({ app }: ElectronStandIn) => (app.isPackaged = false) }],
  ])('does not take the links of the system as %s', async (_what, change) => {
    expect((await started(change)).app.calls).not.toContain('links of lanspread');
  });

  it('takes the link that macOS hands over, and no other', async () => {
    const { host, app, window } = await started();
    const heard = listen(host);
    const event = closing();
    app.emit('open-url', event, 'lanspread://game/alpha');
    app.emit('open-url', closing(), 'https://example.org/game/alpha');
    await told();
    expect(heard).toEqual([{ topic: 'open-game', data: { gameId: 'alpha', problem: null } }]);
    expect([event.prevented, window.calls]).toEqual([true, ['show', 'focus']]);
  });

  it.each<[string, (app: ElectronStandIn['app']) => void]>([
    ['a link', (app) => app.emit('open-url', closing(), 'lanspread://game/alpha')],
    ['a second start', (app) => app.emit('second-instance', {}, ['lanspread', 'lanspread://game/alpha'])],
  ])('remembers %s that comes while it is still starting', async (_what, ask) => {
    const before = ({ app }: ElectronStandIn) => (app.whenReady = async () => ask(app));
    const heard = listen((await started({ before })).host);
    await told();
    expect(heard).toEqual([{ topic: 'open-game', data: { gameId: 'alpha', problem: null } }]);
  });

  it('leaves the window alone when the second start is a hidden one', async () => {
    const { app, window } = await started();
    app.emit('second-instance', {}, ['lanspread', '--hidden']);
    expect(window.calls).toEqual([]);
  });

  it('plays what --start names, without the window', async () => {
    const { player, app, window, dir, host } = await started();
    await host.handleCall('save-settings', { gameDir: dir });
    await mkdir(join(dir, 'alpha/local'), { recursive: true });
    app.emit('second-instance', {}, ['lanspread', '--start', 'alpha']);
    await expect.poll(() => player.played.map(({ gameId }) => gameId)).toEqual(['alpha']);
    expect(window.calls).toEqual([]);
  });

  it('shows why a game could not be started', async () => {
    const { host, app, window } = await started();
    const heard = listen(host);
    app.emit('second-instance', {}, ['lanspread', '--start', 'unknown-one']);
    const problem = expect.objectContaining({ code: 'unknown-game' }) as unknown;
    await expect.poll(() => heard.at(-1)).toEqual({ topic: 'open-game', data: { gameId: 'unknown-one', problem } });
    expect(window.calls).toEqual(['show', 'focus']);
  });
});

describe('around the window', () => {
  const progress = { kind: 'download-progress', gameId: 'alpha', downloadedBytes: 46, totalBytes: 100 } as never;
  const queue = [{ gameId: 'alpha', install: false, state: 'running' as const, error: null }];

  it('shows the downloads in tray and taskbar, and keeps the PC awake for them', async () => {
    const { host, tray, window, awake } = await started();
    host.receivePeerEvent({ kind: 'download-queue-changed', queue });
    host.receivePeerEvent(progress);
    host.receivePeerEvent(progress);
    await told();
    expect(window.bars).toEqual([
      [2, 'indeterminate'],
      [0.46, 'normal'],
    ]);
    expect([tray.tips.at(-1), tray.menus.length, awake.size]).toEqual(['Lanspread – 1 download, 46 %', 2, 1]);
    host.receivePeerEvent({ kind: 'download-queue-changed', queue: [] });
    await told();
    expect([window.bars.at(-1), tray.tips.at(-1), awake.size]).toEqual([[-1], 'Lanspread', 0]);
  });

  it('pauses all from the tray', async () => {
    const { peer, tray } = await started({ before: (_standIn, peer) => (peer.state = { ...peer.state, queue }) });
    tray.press('Pause all downloads');
    await expect.poll(() => peer.sent).toEqual([{ kind: 'pause-download', gameId: 'alpha' }]);
  });

  it('resumes all from the tray', async () => {
    const paused = [{ ...queue[0]!, state: 'paused' as const }];
    const { peer, tray } = await started({
      before: (_standIn, peer) => (peer.state = { ...peer.state, queue: paused }),
    });
    tray.press('Resume all downloads');
    await expect.poll(() => peer.sent).toEqual([{ kind: 'resume-download', gameId: 'alpha' }]);
  });

  it('opens at a click on the tray, quits from its menu, and has no menu of its own', async () => {
    const { app, tray, window } = await started({ platform: 'linux' });
    window.emit('close', closing());
    tray.emit('click');
    expect([window.visible, window.calls.slice(-2)]).toEqual([true, ['show', 'focus']]);
    tray.press('Quit');
    expect(app.calls.at(-1)).toBe('quit');
    expect(app.calls).toContain('no menu');
  });

  it('has a menu on macOS, which gives the keys for copying and quitting there', async () => {
    const { app } = await started({ platform: 'darwin' });
    expect(app.calls).toContain('menu appMenu editMenu windowMenu');
  });

  it('comes to the front at a click in the dock, and not because of a hidden start', async () => {
    let starting: ElectronStandIn['app'] | null = null;
    const { app, window } = await started({
      hidden: true,
      before: (standIn) => (starting = standIn.app),
      isTrayShown: async () => {
        starting?.emit('activate');
        return true;
      },
    });
    window.emit('ready-to-show');
    expect(window.visible).toBe(false);
    app.emit('activate');
    expect([window.visible, window.calls.slice(-2)]).toEqual([true, ['show', 'focus']]);
  });

  it.each([
    ['Pause', 'running', 'Not everything could be paused: The disk is full.'],
    ['Resume', 'paused', 'Not everything could be resumed: The disk is full.'],
  ] as const)('%s all that fails is told once, and a click leads there', async (verb, state, body) => {
    const twice = ['alpha', 'beta'].map((gameId) => ({ ...queue[0]!, gameId, state }));
    const { host, peer, tray, notifications } = await started({
      before: (_standIn, fake) => (fake.state = { ...fake.state, queue: twice }),
    });
    const heard = listen(host);
    peer.failure = new PeerError('disk-full', 'The disk is full.');
    tray.press(`${verb} all downloads`);
    await expect.poll(() => notifications.map((shown) => shown.body)).toEqual([body]);
    notifications[0]?.emit('click');
    await expect.poll(() => heard.map(({ topic }) => topic)).toContain('open-game');
    expect(notifications).toHaveLength(1);
  });

  it('tells nothing where the system has no notifications', async () => {
    const { host, notifications } = await started({ before: ({ system }) => (system.hasNotifications = false) });
    host.receivePeerEvent({ kind: 'install-finished', gameId: 'alpha', version: '20260101', updated: false });
    await told();
    expect(notifications).toEqual([]);
  });

  it('stays awake while others read from here', async () => {
    const { serving, awake, pass } = await started();
    expect(awake.size).toBe(0);
    serving.now = true;
    pass(minuteMs);
    expect(awake.size).toBe(1);
    serving.now = false;
    pass(minuteMs);
    expect(awake.size).toBe(0);
  });

  it('tells what is done to those who look elsewhere; a click leads there', async () => {
    const { host, notifications, window } = await started();
    const heard = listen(host);
    const finished = { kind: 'install-finished', gameId: 'alpha', version: '20260101', updated: false } as const;
    window.focused = true;
    host.receivePeerEvent(finished);
    await told();
    expect(notifications).toEqual([]);
    window.focused = false;
    host.receivePeerEvent(finished);
    await told();
    expect(notifications.map(({ title, body }) => [title, body])).toEqual([['Alpha', 'Installed and ready to play.']]);
    notifications[0]?.emit('click');
    await told();
    expect(heard.at(-1)).toEqual({ topic: 'open-game', data: { gameId: 'alpha', problem: null } });
    expect(window.calls).toEqual(['show', 'focus']);
  });

  it('speaks German where the system does', async () => {
    const { tray } = await started({ before: ({ app }) => (app.locale = 'de') });
    expect(tray.menus[0]?.map(({ label }) => label)).toEqual([
      'Lanspread öffnen',
      'Alle Downloads anhalten',
      'Alle Downloads fortsetzen',
      'Beenden',
    ]);
  });

  it('speaks another language as soon as it is chosen, also of failures', async () => {
    const { host, tray, notifications } = await started();
    await host.handleCall('save-settings', { language: 'de' });
    await told();
    expect(tray.menus.at(-1)?.map(({ label }) => label)).toContain('Lanspread öffnen');
    const error = { code: 'archive-encrypted', message: 'a.eti is protected by a password.' } as const;
    host.receivePeerEvent({ kind: 'install-failed', gameId: 'alpha', error });
    await told();
    expect(notifications.map(({ body }) => body)).toEqual([
      'Die Installation ist gescheitert: a.eti ist mit einem Passwort geschützt.',
    ]);
  });
});
