// The interface over scripted data, for looking at it: `gallery.html#busy`, `#queue`, `#calm`, `#alone`, `#away`, `#first` …
import '../bridge.ts';
import type { AppSnapshot } from '../../src-shared/app-bridge.ts';
import { showApp } from '../start-window.tsx';
import { createStandIn } from './stand-in-bridge.ts';
import { manyGames } from './stand-in-games.ts';
import {
  busySnapshot,
  crowdOfPeers,
  downloadProgress,
  queueSnapshot,
  standInSettings,
  standInSnapshot,
} from './stand-in-snapshots.ts';

const scene = location.hash.slice(1);

const snapshots: Record<string, () => AppSnapshot> = {
  alone: () => standInSnapshot({ games: [], peers: [] }),
  away: () =>
    standInSnapshot({
      games: [],
      peers: [],
      gameDir: { path: '/home/robin/Games', freeBytes: null, problem: 'This folder does not exist.' },
    }),
  'no-games': () => standInSnapshot({ games: [] }),
  first: () => standInSnapshot({ settings: standInSettings({ gameDir: null }), gameDir: null }),
  many: () => standInSnapshot({ games: manyGames(10_000) }),
  calm: () => standInSnapshot(),
  played: () => standInSnapshot({ lastPlayed: { openra: 1_767_300_000_000, teeworlds: 1_767_200_000_000 } }),
  short: () => standInSnapshot({ gameDir: { path: '/home/robin/Games', freeBytes: 900_000_000, problem: null } }),
  // With what only the desktop program has.
  desktop: () => standInSnapshot({ host: 'electron' }),
  queue: queueSnapshot,
  downloads: queueSnapshot,
  'alone-room': () => standInSnapshot({ games: [], peers: [] }),
  room: busySnapshot,
  spread: busySnapshot,
  crowd: () => busySnapshot({ peers: crowdOfPeers(39), games: manyGames(400) }),
};

const standIn = createStandIn({ snapshot: (snapshots[scene] ?? busySnapshot)(), tickMs: 250 });
window.lanspread = standIn;
const app = showApp(standIn);

/** What comes as events, shortly after the start of a scene. */
const happenings: Record<string, () => void> = {
  desktop: () => app.ui.getState().showSettings(true),
  log: () => app.ui.getState().showAbout('log'),
  unpacks: () => app.ui.getState().showAbout('unpacks'),
  licences: () => app.ui.getState().showAbout('licences'),
  downloads: () => {
    app.ui.getState().showDownloads(true);
    let step = 0;
    setInterval(() => {
      step += 1;
      const progress = downloadProgress('0ad', 2_860_000_000, 0.2 + step / 400);
      const bytesPerSecond = 92_000_000 + 17_000_000 * Math.sin(step / 6) + 6_000_000 * Math.sin(step * 1.7);
      const writtenBytesPerSecond = 88_000_000 + 14_000_000 * Math.sin((step - 4) / 6);
      standIn.tell('peer-event', { kind: 'download-progress', ...progress, bytesPerSecond, writtenBytesPerSecond });
    }, 200);
  },
  lost: () => standIn.setConnected(false),
  busy: () =>
    standIn.tell('peer-event', {
      kind: 'install-failed',
      gameId: 'frozen-bubble',
      error: {
        code: 'archive-corrupt',
        message: 'The archive frozen-bubble.eti is damaged.',
        hint: 'Remove the downloaded files and download the game again.',
      },
    }),
  notices: () => {
    standIn.tell('peer-event', {
      kind: 'source-banned',
      peerId: 'peer-alice',
      name: 'alice',
      gameId: '0ad',
      everything: false,
      reason: 'A piece did not have the hash that the room agrees on.',
    });
    const checked = { kind: 'verify-finished', checkedBytes: 51_000_000 } as const;
    standIn.tell('peer-event', { ...checked, gameId: 'openra', badPieces: 0, repairedBytes: 0 });
    standIn.tell('peer-event', { ...checked, gameId: 'assaultcube', badPieces: 3, repairedBytes: 3_145_728 });
  },
};
if (['room', 'spread', 'crowd', 'alone-room'].includes(scene)) app.ui.getState().showRoom(true);
setTimeout(() => happenings[scene === '' ? 'busy' : scene]?.(), 100);
