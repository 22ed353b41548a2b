// Order, filter, search and counts of the library.
import { describe, expect, it } from 'vitest';
import { gameRow, manyGames } from '../testing/stand-in-games.ts';
import { countGames, filterGames, foldText, sortGames, type SortOrder } from './select-games.ts';

const rows = [
  gameRow({ id: 'q10', title: 'Quake 10', genre: 'Shooter', peerCount: 1, remoteBytes: 30 }),
  gameRow({ id: 'q2', title: 'Quake 2', genre: 'Shooter', downloaded: true, localBytes: 20, localVersion: '20250301' }),
  gameRow({ id: 'ubel', title: 'Übel', genre: 'Puzzle', installed: true }),
  gameRow({ id: 'bfw', title: 'Battle for Wesnoth', genre: 'Strategy', peerCount: 4, remoteBytes: 50 }),
  gameRow({ id: 'none', title: 'apart', otherVersionPeerCount: 1 }),
  gameRow({
    id: 'upd',
    title: 'Zeta',
    downloaded: true,
    installed: true,
    localVersion: '20200101',
    localBytes: 5,
    peerCount: 2,
  }),
];

const ids = (list: readonly { id: string }[]) => list.map((row) => row.id).join(' ');

it('the one played last comes first, the never played by title', () => {
  const played = new Map([
    ['q2', 1000],
    ['upd', 2000],
  ]);
  expect(ids(sortGames(rows, 'played', new Set(), played))).toBe('upd q2 none bfw q10 ubel');
});

describe('sort', () => {
  it.each<[SortOrder, string]>([
    ['title', 'none bfw q2 q10 ubel upd'],
    ['size-desc', 'bfw q10 q2 upd none ubel'],
    ['size-asc', 'upd q2 q10 bfw none ubel'],
    ['peers', 'bfw upd q10 none q2 ubel'],
    ['status', 'q10 upd ubel q2 bfw none'],
  ])('%s', (order, expected) => {
    expect(ids(sortGames(rows, order, new Map([['q10', 'downloading']])))).toBe(expected);
  });

  it('leaves its input alone', () => {
    const before = ids(rows);
    sortGames(rows, 'peers', new Map());
    expect(ids(rows)).toBe(before);
  });
});

describe('filter', () => {
  const sorted = sortGames(rows, 'title', new Map());
  it.each([
    ['all', '', 'none bfw q2 q10 ubel upd'],
    ['local', '', 'q2 ubel upd'],
    ['installed', '', 'ubel upd'],
    ['all', 'quake', 'q2 q10'],
    ['all', '  QUAKE 10 ', 'q10'],
    ['all', 'ube', 'ubel'],
    ['all', 'Übé', 'ubel'],
    ['all', 'shooter 2', 'q2'],
    ['all', 'bfw', 'bfw'],
    ['installed', 'quake', ''],
    ['all', 'nothing', ''],
  ] as const)('%s “%s”', (filter, text, expected) => {
    expect(ids(filterGames(sorted, filter, text))).toBe(expected);
  });

  it('is the same list when nothing is filtered', () => {
    expect(filterGames(sorted, 'all', ' ')).toBe(sorted);
  });
});

it('counts the pills', () => {
  expect(countGames(rows)).toEqual({ all: 6, local: 3, installed: 2 });
});

it('folds accents and case', () => {
  expect(foldText('Übel ÉTÉ')).toBe('ubel ete');
});

it('handles ten thousand rows', () => {
  const many = manyGames(10_000);
  const sorted = sortGames(many, 'title', new Map());
  expect(sorted).toHaveLength(10_000);
  expect(filterGames(sorted, 'all', 'xonotic')).toHaveLength(250);
});
