// Does it fit, and what could make room.
import { expect, it } from 'vitest';
import type { GameRow } from '../src-shared/game.ts';
import { removable, spaceNeed, type SpaceNeed, type SpaceUse } from './space-need.ts';
import { gameRow } from './testing/stand-in-games.ts';

const dir = (freeBytes: number | null) => ({ path: '/games', freeBytes, problem: null });

const fetched = { fetches: true, unpacks: false };
const both = { fetches: true, unpacks: true };
const unpacked = { fetches: false, unpacks: true };
const old = { downloaded: true, localBytes: 90 };

it.each<[Partial<GameRow>, number | null, SpaceUse, Partial<SpaceNeed>]>([
  [{ remoteBytes: 100 }, 300, fetched, { downloadBytes: 100, remainingBytes: 200, missingBytes: 0 }],
  [{ remoteBytes: 100 }, 100, fetched, { downloadBytes: 100, remainingBytes: 0, missingBytes: 0 }],
  [{ remoteBytes: 100 }, 40, fetched, { downloadBytes: 100, remainingBytes: null, missingBytes: 60 }],
  [{ remoteBytes: 100 }, 40, { ...fetched, keptBytes: 70 }, { downloadBytes: 30, remainingBytes: 10 }],
  [{ remoteBytes: null, size: 50 }, 40, fetched, { downloadBytes: 50, missingBytes: 10 }],
  [{ remoteBytes: null }, 40, fetched, { downloadBytes: null, remainingBytes: null, missingBytes: 0 }],
  [{ remoteBytes: 100 }, null, fetched, { downloadBytes: 100, remainingBytes: null, missingBytes: 0 }],
  [{ remoteBytes: 100, unpackedBytes: 150 }, 300, both, { unpackedBytes: 150, remainingBytes: 50, missingBytes: 0 }],
  [{ remoteBytes: 100, unpackedBytes: 150 }, 240, both, { remainingBytes: null, missingBytes: 10 }],
  [{ remoteBytes: 100, unpackedBytes: 150 }, 240, fetched, { unpackedBytes: null, remainingBytes: 140 }],
  [{ remoteBytes: 100, unpackedBytes: null }, 110, both, { unpackedBytes: null, remainingBytes: 10 }],
  [{ remoteBytes: 100, unpackedBytes: 150, ...old }, 165, both, { remainingBytes: 5, missingBytes: 0 }],
  [{ remoteBytes: 100, unpackedBytes: 20, ...old }, 90, both, { remainingBytes: null, missingBytes: 10 }],
  [{ unpackedBytes: 150, ...old }, 160, unpacked, { downloadBytes: 0, unpackedBytes: 150, remainingBytes: 10 }],
])('%j with %s free for %j', (row, free, use, wanted) => {
  expect(spaceNeed(gameRow({ id: 'x', ...row }), dir(free), use)).toMatchObject(wanted);
});

it('names what lies here for nobody, the largest first', () => {
  const rows = [
    gameRow({ id: 'small', downloaded: true, localBytes: 1 }),
    gameRow({ id: 'large', downloaded: true, localBytes: 9 }),
    gameRow({ id: 'installed', downloaded: true, installed: true, localBytes: 99 }),
    gameRow({ id: 'wanted', downloaded: true, localBytes: 50 }),
    gameRow({ id: 'away', remoteBytes: 5 }),
  ];
  expect(removable(rows, 'wanted').map(({ id }) => id)).toEqual(['large', 'small']);
});
