// The interface over scripted data, for looking at it: `gallery.html#busy`, `#calm`, `#alone`, `#first`, `#many`, `#lost`.
import '../bridge.ts';
import { showApp } from '../start-window.tsx';
import { busySnapshot, createStandIn, standInSnapshot } from './stand-in-bridge.ts';
import { manyGames } from './stand-in-games.ts';
import type { AppSnapshot } from '../../src-shared/app-bridge.ts';

const scene = location.hash.slice(1);

function sceneSnapshot(): AppSnapshot {
  if (scene === 'alone') return standInSnapshot({ games: [], peers: [] });
  if (scene === 'no-games') return standInSnapshot({ games: [] });
  if (scene === 'first') {
    return standInSnapshot({ settings: { playerName: 'Robin', gameDir: null }, gameDir: null });
  }
  if (scene === 'many') return standInSnapshot({ games: manyGames(10_000) });
  return scene === 'calm' ? standInSnapshot() : busySnapshot();
}

const standIn = createStandIn({ snapshot: sceneSnapshot(), tickMs: 250 });
window.lanspread = standIn;
showApp(standIn);

setTimeout(() => {
  if (scene === 'lost') standIn.setConnected(false);
  if (scene !== '' && scene !== 'busy') return;
  standIn.tell('peer-event', {
    kind: 'install-failed',
    gameId: 'frozen-bubble',
    error: {
      code: 'archive-corrupt',
      message: 'The archive frozen-bubble.eti is damaged.',
      hint: 'Remove the downloaded files and download the game again.',
    },
  });
}, 100);
