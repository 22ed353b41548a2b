// Does it fit, and what could make room.
import { expect, it } from 'vitest';
import type { GameRow } from '../src-shared/game.ts';
import { spaceMarginBytes } from '../src-shared/space-margin.ts';
import { fitsInPlace, removable, spaceNeed, type SpaceNeed, type SpaceUse } from './space-need.ts';
import { gameRow } from './testing/stand-in-games.ts';

/** `freeBytes` beyond what the peer leaves free. */
const dir = (freeBytes: number | null) => ({
  path: '/games',
  freeBytes: freeBytes === null ? null : freeBytes + spaceMarginBytes,
  problem: null,
});

const fetched = { fetches: true, unpacks: false };
const both = { fetches: true, unpacks: true };
const unpacked = { fetches: false, unpacks: true };
const old = { downloaded: true, localBytes: 90 };

it.each<[Partial<GameRow>, number | null, SpaceUse, Partial<SpaceNeed>]>([
  [{ remoteBytes: 100 }, 300, fetched, { downloadBytes: 100, remainingBytes: spaceMarginBytes + 200, missingBytes: 0 }],
  [{ remoteBytes: 100 }, 100, fetched, { downloadBytes: 100, remainingBytes: spaceMarginBytes, missingBytes: 0 }],
  [{ remoteBytes: 100 }, 40, fetched, { downloadBytes: 100, remainingBytes: null, missingBytes: 60 }],
  [
    { remoteBytes: 100 },
    40,
    { ...fetched, keptBytes: 70 },
    { downloadBytes: 30, remainingBytes: spaceMarginBytes + 10 },
  ],
  [{ remoteBytes: null, size: 50 }, 40, fetched, { downloadBytes: 50, missingBytes: 10 }],
  [{ remoteBytes: null }, 40, fetched, { downloadBytes: null, remainingBytes: null, missingBytes: 0 }],
  [{ remoteBytes: 100 }, null, fetched, { downloadBytes: 100, remainingBytes: null, missingBytes: 0 }],
  [
    { remoteBytes: 100, unpackedBytes: 150 },
    300,
    both,
    { unpackedBytes: 150, remainingBytes: spaceMarginBytes + 50, missingBytes: 0 },
  ],
  [{ remoteBytes: 100, unpackedBytes: 150 }, 240, both, { remainingBytes: null, missingBytes: 10 }],
  [
    { remoteBytes: 100, unpackedBytes: 150 },
    240,
    fetched,
    { unpackedBytes: null, remainingBytes: spaceMarginBytes + 140 },
  ],
  [
    { remoteBytes: 100, unpackedBytes: null },
    110,
    both,
    { unpackedBytes: null, remainingBytes: spaceMarginBytes + 10 },
  ],
  [
    { remoteBytes: 100, unpackedBytes: 150, ...old },
    165,
    both,
    { remainingBytes: spaceMarginBytes + 5, missingBytes: 0 },
  ],
  [{ remoteBytes: 100, unpackedBytes: 20, ...old }, 90, both, { remainingBytes: null, missingBytes: 10 }],
  [
    { remoteBytes: 100, unpackedBytes: 20, ...old },
    30,
    { ...both, inPlace: true },
    { remainingBytes: spaceMarginBytes, missingBytes: 0 },
  ],
  [{ remoteBytes: 100, unpackedBytes: 20, ...old }, 29, { ...both, inPlace: true }, { missingBytes: 1 }],
  [
    { unpackedBytes: 150, ...old },
    160,
    unpacked,
    { downloadBytes: 0, unpackedBytes: 150, remainingBytes: spaceMarginBytes + 10 },
  ],
])('%j with %s free for %j', (row, free, use, wanted) => {
  expect(spaceNeed(gameRow({ id: 'x', ...row }), dir(free), use)).toMatchObject(wanted);
});

it('misses nothing where nothing is taken, however little is free', () => {
  const row = gameRow({ id: 'x', remoteBytes: 100, unpackedBytes: null });
  const full = { path: '/games', freeBytes: 5, problem: null };
  expect(spaceNeed(row, full, { ...fetched, keptBytes: 100 })).toMatchObject({ remainingBytes: 5, missingBytes: 0 });
  expect(spaceNeed(row, full, unpacked)).toMatchObject({ missingBytes: 0 });
});

it.each<[string, Partial<GameRow>, number, boolean]>([
  ['an update that fits only in place', {}, 30, true],
  ['an update that fits nowhere', {}, 29, false],
  ['a damaged copy of the newest version', { localVersion: '20240101' }, 30, false],
  ['what is not here', { downloaded: false, localVersion: null }, 30, false],
])('offers to replace in place: %s', (_name, change, free, offered) => {
  const outdated = { version: '20240101', localVersion: '20200101', remoteBytes: 100, unpackedBytes: 20, ...old };
  expect(fitsInPlace(gameRow({ id: 'x', ...outdated, ...change }), dir(free), both)).toBe(offered);
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
