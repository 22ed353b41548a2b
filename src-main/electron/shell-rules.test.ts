// The decisions of the shell: tray, taskbar, messages, sleep and the window's place.
import { describe, expect, it } from 'vitest';
import type { AppSnapshot } from '../../src-shared/app-bridge.ts';
import type { QueuedDownload, QueueState } from '../../src-shared/download-queue.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import { defaultSystemSettings } from '../../src-shared/system-settings.ts';
import { gameRow } from '../app/testing/fake-peer.ts';
import { boundNotices } from '../../src-shared/notices.ts';
import { noticesFor } from './notices.ts';
import { progressBarOf } from './progress-bar.ts';
import { applyToShell, firstShellState, type ShellState } from './shell-state.ts';
import { shellTextsFor } from './shell-texts.ts';
import { needsAwake } from '../app/needs-awake.ts';
import { pauseCommands, resumeCommands, trayMenu, trayTip } from './tray-menu.ts';
import { placeWindow } from './window-place.ts';

const texts = shellTextsFor('en-GB');
const entry = (gameId: string, state: QueueState, install = false): QueuedDownload => ({
  gameId,
  install,
  state,
  error: null,
});

const begin = (change: Partial<AppSnapshot> = {}): ShellState =>
  firstShellState({
    settings: { system: defaultSystemSettings, language: 'system' },
    games: [],
    queue: [],
    operations: [],
    downloads: [],
    installs: [],
    ...change,
  } as unknown as AppSnapshot);

const after = (state: ShellState, ...events: PeerEvent[]): ShellState =>
  events.reduce((before, data) => applyToShell(before, { topic: 'peer-event', data }), state);

const queueIs = (...queue: QueuedDownload[]): PeerEvent => ({ kind: 'download-queue-changed', queue });
const progress = (gameId: string, downloadedBytes: number, totalBytes: number) =>
  ({ kind: 'download-progress', gameId, downloadedBytes, totalBytes }) as PeerEvent;
const done = (gameId: string) => ({ kind: 'download-finished', gameId }) as PeerEvent;

const streaming = (...gameIds: string[]): PeerEvent => ({
  kind: 'active-operations-changed',
  operations: gameIds.map((gameId) => ({ gameId, kind: 'streaming' })),
});
const unpacked = (gameId: string, writtenBytes: number, totalBytes: number): PeerEvent => ({
  kind: 'install-progress',
  gameId,
  writtenBytes,
  totalBytes,
  streamed: { phase: 'downloading', bytesPerSecond: 0, writtenBytesPerSecond: 0, sources: [] },
});

describe('progressBarOf', () => {
  it('is none without downloads, and unknown until the first word of one', () => {
    expect(progressBarOf(begin())).toEqual({ mode: 'none', share: 0 });
    expect(progressBarOf(after(begin(), queueIs(entry('a', 'running'))))).toEqual({ mode: 'indeterminate', share: 0 });
  });

  it('sums all, and does not go back when one of them is done', () => {
    const two = after(begin(), queueIs(entry('a', 'running'), entry('b', 'queued')), progress('a', 99, 100));
    const both = after(two, progress('b', 0, 100));
    expect(progressBarOf(both)).toEqual({ mode: 'normal', share: 0.49 });
    const one = after(both, progress('a', 100, 100), queueIs(entry('b', 'running')), done('a'));
    expect(progressBarOf(one)).toEqual({ mode: 'normal', share: 0.5 });
    expect(progressBarOf(after(one, queueIs()))).toEqual({ mode: 'none', share: 0 });
    const anew = after(one, queueIs(), queueIs(entry('c', 'running')), progress('c', 1, 4));
    expect(progressBarOf(anew)).toEqual({ mode: 'normal', share: 0.25 });
  });

  it('forgets what was cancelled', () => {
    const two = after(begin(), queueIs(entry('a', 'running'), entry('b', 'running')), progress('a', 50, 100));
    const left = after(two, progress('b', 1, 10), queueIs(entry('b', 'running')));
    expect(progressBarOf(left)).toEqual({ mode: 'normal', share: 0.1 });
  });

  it('counts installs straight from the room, which are in no queue', () => {
    const alone = after(begin(), streaming('s'));
    expect(progressBarOf(alone)).toEqual({ mode: 'indeterminate', share: 0 });
    const both = after(alone, unpacked('s', 50, 100), queueIs(entry('a', 'paused')), progress('a', 0, 100));
    expect(progressBarOf(both)).toEqual({ mode: 'normal', share: 0.25 });
    const done = after(both, unpacked('s', 100, 100), streaming());
    expect(progressBarOf(done)).toEqual({ mode: 'paused', share: 0.5 });
    expect(progressBarOf(after(done, queueIs()))).toEqual({ mode: 'none', share: 0 });
    const { gameId, writtenBytes, totalBytes } = { gameId: 's', writtenBytes: 1, totalBytes: 4 };
    const stored = after(begin(), { kind: 'install-progress', gameId, writtenBytes, totalBytes });
    expect(stored.downloads.size).toBe(0);
  });

  it.each<[QueueState[], string]>([
    [['running', 'failed'], 'normal'],
    [['paused', 'failed'], 'paused'],
    [['stalled'], 'paused'],
    [['failed'], 'error'],
  ])('of %j is %s', (states, mode) => {
    const queue = states.map((state, index) => entry(String(index), state));
    expect(progressBarOf(after(begin(), queueIs(...queue), progress('0', 1, 2))).mode).toBe(mode);
  });
});

describe('tray', () => {
  const queue = [entry('a', 'running'), entry('b', 'queued'), entry('c', 'paused'), entry('d', 'failed')];

  it('offers what can be done', () => {
    const enabled = (state: ShellState) => trayMenu(state, texts).map((item) => [item.action, item.enabled]);
    expect(enabled(begin())).toEqual([
      ['open', true],
      ['pause-all', false],
      ['resume-all', false],
      ['quit', true],
    ]);
    expect(enabled(begin({ queue })).map(([, isOn]) => isOn)).toEqual([true, true, true, true]);
  });

  it('pauses those behind first and resumes those in front first', () => {
    expect(pauseCommands(queue)).toEqual([
      { kind: 'pause-download', gameId: 'b' },
      { kind: 'pause-download', gameId: 'a' },
    ]);
    expect(resumeCommands(queue)).toEqual([{ kind: 'resume-download', gameId: 'c' }]);
  });

  it('says how far it is, in both languages', () => {
    expect(trayTip(begin(), texts)).toBe('Lanspread');
    const one = after(begin(), queueIs(entry('a', 'running')), progress('a', 46, 100));
    expect(trayTip(one, texts)).toBe('Lanspread – 1 download, 46 %');
    expect(trayTip(begin({ queue }), shellTextsFor('de-AT'))).toBe('Lanspread – 3 Downloads');
    expect(trayTip(after(one, streaming('s'), unpacked('s', 0, 100)), texts)).toBe('Lanspread – 2 downloads, 23 %');
  });
});

describe('noticesFor', () => {
  const games = [gameRow('a', { title: 'Alpha' })];
  const told = (event: PeerEvent, state: ShellState) =>
    noticesFor(event, state, texts).map(({ title, body }) => `${title}: ${body}`);

  it('tells a download, or the install that it leads to, but not both', () => {
    const alone = after(begin({ games }), queueIs(entry('a', 'running')), queueIs());
    expect(told(done('a'), alone)).toEqual(['Alpha: The download is done.']);
    const both = after(begin({ games }), queueIs(entry('a', 'running', true)), queueIs());
    expect(told(done('a'), both)).toEqual([]);
    const installed = { kind: 'install-finished', gameId: 'a', version: '20260101', updated: false } as const;
    expect(told(installed, both)).toEqual(['Alpha: Installed and ready to play.']);
    expect(told(done('a'), after(both, installed))).toEqual(['Alpha: The download is done.']);
  });

  it('tells failures with their reason, but no cancelling', () => {
    const failed = (code: 'disk-full' | 'cancelled') =>
      ({ kind: 'download-failed', gameId: 'a', error: { code, message: 'The disk is full.' } }) as PeerEvent;
    expect(told(failed('disk-full'), begin({ games }))).toEqual(['Alpha: The download failed: The disk is full.']);
    expect(told(failed('cancelled'), begin({ games }))).toEqual([]);
  });

  it('tells an update of a game that was installed straight from the room', () => {
    const streamed = gameRow('a', { title: 'Alpha', installed: true, installedVersion: '20250101' });
    const change = { kind: 'remote-library-changed', games: [{ ...streamed, peerCount: 1 }], removed: [] } as PeerEvent;
    expect(told(change, begin({ games: [streamed] }))).toEqual(['Alpha: An update is in the room.']);
  });

  it('tells an update once, however often its sources come and go', () => {
    const old = gameRow('a', { title: 'Alpha', downloaded: true, localVersion: '20250101' });
    const change = (peerCount: number) =>
      ({ kind: 'remote-library-changed', games: [{ ...old, peerCount }], removed: [] }) as PeerEvent;
    const before = begin({ games: [old] });
    expect(told(change(0), before)).toEqual([]);
    expect(told(change(1), before)).toEqual(['Alpha: An update is in the room.']);
    const later = after(before, change(1), change(0));
    expect(told(change(2), later)).toEqual([]);
  });

  it('is quiet where the player wants that', () => {
    const settings = { system: { ...defaultSystemSettings, notifications: false } } as AppSnapshot['settings'];
    const quiet = applyToShell(begin({ games }), { topic: 'settings-changed', data: { settings, gameDir: null } });
    expect(told(done('a'), quiet)).toEqual([]);
  });

  it('sums many updates up', () => {
    const many = ['a', 'b', 'c', 'd'].map((gameId) => ({ title: gameId, body: '', gameId }));
    expect(boundNotices(many.slice(1), texts)).toHaveLength(3);
    expect(boundNotices(many, texts)).toEqual([
      { title: 'Lanspread', body: '4 of your games have an update in the room.', gameId: 'a' },
    ]);
  });
});

it.each<[Partial<AppSnapshot>, boolean, boolean]>([
  [{}, false, false],
  [{}, true, true],
  [{ queue: [entry('a', 'running')] }, false, true],
  [{ queue: [entry('a', 'stalled'), entry('b', 'paused')] }, false, false],
  [{ operations: [{ gameId: 'a', kind: 'streaming' }] }, false, true],
  [{ operations: [{ gameId: 'a', kind: 'installing' }] }, false, false],
])('keeps the PC awake for transfers only: %j, serving %s', (change, serving, awake) =>
  expect(needsAwake(begin(change), serving)).toBe(awake),
);

describe('placeWindow', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1040 };
  const left = (x: number, y: number, width = 900, height = 700) => ({
    bounds: { x, y, width, height },
    maximized: false,
  });

  it.each<[string, Parameters<typeof placeWindow>[0], object]>([
    ['nothing remembered', null, { width: 1280, height: 820, maximized: false }],
    ['as it was', left(10, 20), { x: 10, y: 20, width: 900, height: 700, maximized: false }],
    ['a screen that is gone', left(2500, 20), { width: 900, height: 700, maximized: false }],
    ['a title bar above the screen', left(10, -200), { width: 900, height: 700, maximized: false }],
    ['below the screen', left(10, 1030), { width: 900, height: 700, maximized: false }],
    ['half beside the screen', left(1500, 20), { x: 1500, y: 20, width: 900, height: 700, maximized: false }],
    ['larger than every screen', left(0, 0, 4000, 3000), { x: 0, y: 0, width: 1920, height: 1040, maximized: false }],
    ['too small', left(0, 0, 10, 10), { x: 0, y: 0, width: 640, height: 480, maximized: false }],
  ])('%s', (_what, saved, place) => expect(placeWindow(saved, [screen])).toEqual(place));

  it('knows a second screen on the left', () => {
    const second = { x: -1920, y: 0, width: 1920, height: 1080 };
    expect(placeWindow(left(-1800, 50), [screen, second])).toMatchObject({ x: -1800, y: 50 });
  });
});
