// Does it fit, and what could make room.
import { expect, it } from 'vitest';
import { removable, spaceNeed } from './space-need.ts';
import { gameRow } from './testing/stand-in-games.ts';

const dir = (freeBytes: number | null) => ({ path: '/games', freeBytes, problem: null });

it.each([
  [{ remoteBytes: 100 }, 300, 0, { downloadBytes: 100, remainingBytes: 200, missingBytes: 0 }],
  [{ remoteBytes: 100 }, 100, 0, { downloadBytes: 100, remainingBytes: 0, missingBytes: 0 }],
  [{ remoteBytes: 100 }, 40, 0, { downloadBytes: 100, remainingBytes: null, missingBytes: 60 }],
  [{ remoteBytes: 100 }, 40, 70, { downloadBytes: 30, remainingBytes: 10, missingBytes: 0 }],
  [{ remoteBytes: null, size: 50 }, 40, 0, { downloadBytes: 50, missingBytes: 10 }],
  [{ remoteBytes: null }, 40, 0, { downloadBytes: null, remainingBytes: null, missingBytes: 0 }],
  [{ remoteBytes: 100 }, null, 0, { downloadBytes: 100, remainingBytes: null, missingBytes: 0 }],
])('%j with %s free and %d kept', (row, free, kept, wanted) => {
  expect(spaceNeed(gameRow({ id: 'x', ...row }), dir(free), kept)).toMatchObject(wanted);
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
