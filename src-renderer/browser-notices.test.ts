import { expect, it } from 'vitest';
import type { QueuedDownload } from '../src-shared/download-queue.ts';
import type { PeerEvent } from '../src-shared/peer-event.ts';
import type { Notice } from '../src-shared/notices.ts';
import { followNotices } from './follow-notices.ts';
import { startLiveApp, type LiveApp } from './store/live-app.ts';
import { createStandIn } from './testing/stand-in-bridge.ts';
import { noSummary } from './testing/stand-in-downloads.ts';
import { gameRow } from './testing/stand-in-games.ts';
import { standInSnapshot } from './testing/stand-in-snapshots.ts';

const outdated = { downloaded: true, localVersion: '20230101', version: '20240101' };
const rows = [
  gameRow({ id: 'a', title: 'Alpha', peerCount: 1 }),
  gameRow({ id: 'old', title: 'Old', ...outdated, peerCount: 1 }),
  gameRow({ id: 'new', title: 'New', ...outdated, peerCount: 0 }),
];

async function setUp(page: { hidden?: boolean; wanted?: boolean } = {}) {
  const { hidden = true, wanted = true } = page;
  const standIn = createStandIn({ snapshot: standInSnapshot({ games: rows, queue: [] }) });
  const shown: (Notice & { click: () => void })[] = [];
  let app: LiveApp | null = null;
  const opened: string[] = [];
  const state = () => (app as LiveApp).store.getState();
  const show = (notice: Notice, click: () => void) => void shown.push({ ...notice, click });
  const showGame = (gameId: string) => void opened.push(gameId);
  followNotices(standIn, { state, showGame }, { isHidden: () => hidden, isWanted: () => wanted, show });
  app = startLiveApp(standIn);
  await expect.poll(() => app?.store.getState().loaded).toBe(true);
  const tell = (...events: PeerEvent[]) => {
    shown.length = 0;
    for (const event of events) standIn.tell('peer-event', event);
    return shown.map(({ title, body }) => `${title}: ${body}`);
  };
  return { tell, shown, opened };
}

const queue = (install: boolean): PeerEvent => ({
  kind: 'download-queue-changed',
  queue: [{ gameId: 'a', install, inPlace: false, state: 'running', error: null } as unknown as QueuedDownload],
});
const empty: PeerEvent = { kind: 'download-queue-changed', queue: [] };
const done: PeerEvent = { kind: 'download-finished', gameId: 'a', version: '1', ...noSummary };
const installed: PeerEvent = { kind: 'install-finished', gameId: 'a', version: '1', updated: false };
const failed = (code: 'disk-full' | 'cancelled' | 'paused'): PeerEvent => {
  return { kind: 'download-failed', gameId: 'a', error: { code, message: 'Full.' }, ...noSummary };
};

it('tells of a download, or of the install that it leads to', async () => {
  const { tell } = await setUp();
  expect(tell(queue(false), empty, done)).toEqual(['Alpha: The download is done.']);
  expect(tell(queue(true), empty, done, installed)).toEqual(['Alpha: Installed and ready to play.']);
  expect(tell(queue(false), empty, done)).toEqual(['Alpha: The download is done.']);
});

it('tells of failures, and not of what the player has stopped', async () => {
  const { tell } = await setUp();
  expect(tell(failed('disk-full'))).toEqual(['Alpha: The download failed: Full.']);
  expect(tell(failed('cancelled'), failed('paused'))).toEqual([]);
  const error = { code: 'archive-corrupt', message: 'Torn.' } as const;
  expect(tell({ kind: 'install-failed', gameId: 'a', error })).toEqual(['Alpha: The installation failed: Torn.']);
});

it('tells once of an update, and of many in one', async () => {
  const { tell } = await setUp();
  const change = (id: string, peerCount: number): PeerEvent => {
    const games = [gameRow({ id, title: id.toUpperCase(), ...outdated, peerCount })];
    return { kind: 'remote-library-changed', games, removed: [] };
  };
  expect(tell(change('old', 2))).toEqual([]);
  expect(tell(change('new', 1))).toEqual(['NEW: An update is in the room.']);
  expect(tell(change('new', 0), change('new', 1))).toEqual([]);
  const many = ['p', 'q', 'r', 's'].map((id) => gameRow({ id, title: id, ...outdated, peerCount: 1 }));
  expect(tell({ kind: 'remote-library-changed', games: many, removed: [] })).toEqual([
    'Lanspread: 4 of your games have an update in the room.',
  ]);
});

it('leads to the game', async () => {
  const { tell, shown, opened } = await setUp();
  tell(installed);
  shown[0]?.click();
  expect(opened).toEqual(['a']);
});

it.each([{ hidden: false }, { wanted: false }])('is silent where %o', async (page) => {
  const { tell } = await setUp(page);
  expect(tell(installed)).toEqual([]);
});
