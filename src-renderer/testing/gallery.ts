// The interface over scripted data, for looking at it: the sheet of all states, and scenes such as `gallery.html#busy`.
import { createElement } from 'react';
import '../bridge.ts';
import type { AppSnapshot } from '../../src-shared/app-bridge.ts';
import { showApp } from '../start-window.tsx';
import { statesSnapshot, windowStates } from './game-states.ts';
import { StateSheet } from './StateSheet.tsx';
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

const scene = location.hash.slice(1) || 'states';
// The scene is read once, so a link to another one loads anew.
addEventListener('hashchange', () => location.reload());

const snapshots: Record<string, () => AppSnapshot> = {
  states: statesSnapshot,
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
  // An update fits only in the place of the old version.
  tight: () => standInSnapshot({ gameDir: { path: '/home/robin/Games', freeBytes: 90_000_000, problem: null } }),
  // With what only the desktop program has.
  desktop: () => standInSnapshot({ host: 'electron' }),
  queue: queueSnapshot,
  downloads: queueSnapshot,
  'alone-room': () => standInSnapshot({ games: [], peers: [] }),
  room: busySnapshot,
  spread: busySnapshot,
  crowd: () => busySnapshot({ peers: crowdOfPeers(39), games: manyGames(500) }),
};

// On the sheet nothing goes on by itself.
const standIn = createStandIn({ snapshot: (snapshots[scene] ?? busySnapshot)(), tickMs: scene === 'states' ? 0 : 250 });
window.lanspread = standIn;

/** What comes as events, shortly after the start of a scene. */
const happenings: Record<string, () => void> = {
  states: () => app.store.setState(windowStates(app.store.getState().downloads)),
  desktop: () => app.ui.getState().showSettings(true),
  log: () => app.ui.getState().showAbout('log'),
  unpacks: () => app.ui.getState().showAbout('unpacks'),
  licences: () => app.ui.getState().showAbout('licences'),
  downloads: () => {
    app.ui.getState().showDownloads(true);
    let step = 0;
    setInterval(() => {
      step += 1;
      const progress = downloadProgress('0ad', 2_860_000_000, 0.46 + step / 800);
      const waves = (...parts: [number, number][]) =>
        parts.reduce((sum, [height, every]) => sum + height * 1e6 * Math.sin(step / every), 0);
      const bytesPerSecond = 96_000_000 + waves([9, 17], [6, 5.3], [4, 0.6], [3, 1.6]);
      const writtenBytesPerSecond = 94_000_000 + waves([8, 18], [5, 5.6]);
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
        hint: "Verify the game's files or fetch it again.",
      },
    }),
  notices: () => {
    standIn.tell('peer-event', {
      kind: 'source-banned',
      peerId: 'peer-alice',
      name: 'alice',
      gameId: '0ad',
      everything: false,
      reason: 'alice sent wrong bytes of 0ad.eti (piece 7).',
    });
    const checked = { kind: 'verify-finished', files: 214, checkedBytes: 51_000_000 } as const;
    const good = { badFiles: 0, badPieces: 0, badBytes: 0, repaired: false };
    const repaired = { badFiles: 3, badPieces: 3, badBytes: 3_145_728, repaired: true };
    standIn.tell('peer-event', { ...checked, gameId: 'openra', ...good });
    standIn.tell('peer-event', { ...checked, gameId: 'assaultcube', ...repaired });
  },
};
const app = showApp(standIn, scene === 'states' ? createElement(StateSheet, { scenes: sceneNames() }) : undefined);

function sceneNames(): string[] {
  return [...new Set([...Object.keys(snapshots), 'busy', ...Object.keys(happenings)])].toSorted();
}

if (['room', 'spread', 'crowd', 'alone-room'].includes(scene)) app.ui.getState().showRoom(true);
setTimeout(() => happenings[scene]?.(), 100);
