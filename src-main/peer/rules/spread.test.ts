import { expect, it } from 'vitest';
import type { GameSummary, SharingState } from './game-summary.ts';
import { PieceSet } from './piece-set.ts';
import { describeSpread, heldPercent, type RoomLibrary } from './spread.ts';

const titles: Record<string, string> = { quux: 'Quux', zork: 'Zork', ggoo: 'Ggoo' };

const game = (id: string, state: SharingState = 'serving', percent?: number): GameSummary => ({
  id,
  version: '20240101',
  bytes: 100,
  state,
  manifestId: null,
  ...(percent === undefined ? {} : { heldPercent: percent }),
});

const library = (name: string, ...games: GameSummary[]): RoomLibrary => ({
  peerId: name,
  name,
  games: new Map(games.map((one) => [one.id, one])),
});

const describe = (libraries: RoomLibrary[], search = '', limit = 10) =>
  describeSpread({ libraries, titleOf: (id) => titles[id] ?? null, search, limit });

it('puts what spreads first, then what most have, then by title', () => {
  const { games } = describe([
    library('me', game('zork')),
    library('anna', game('zork'), game('ggoo')),
    library('ben', game('quux', 'partial', 40)),
  ]);
  expect(games.map(({ gameId }) => gameId)).toEqual(['quux', 'zork', 'ggoo']);
  expect(games[0]?.cells).toEqual([{ column: 2, state: 'partial', percent: 40 }]);
  expect(games[1]?.cells.map(({ column }) => column)).toEqual([0, 1]);
});

it('finds by a part of the title, says how many more there are, and leaves out what the catalog does not know', () => {
  const all = [library('me', game('quux'), game('zork'), game('ggoo'), game('stranger'))];
  expect(describe(all, ' OO ').games.map(({ gameId }) => gameId)).toEqual(['ggoo']);
  expect(describe(all, '', 2)).toMatchObject({ games: [{ gameId: 'ggoo' }, { gameId: 'quux' }], moreGames: 1 });
});

it('tells all that is on its way, whatever is searched for and however few rows are shown', () => {
  const all = [library('me', game('quux', 'partial', 3), game('zork', 'partial', 9), game('ggoo'))];
  expect(describe(all, 'ggoo', 1).spreading.map(({ gameId }) => gameId)).toEqual(['quux', 'zork']);
});

it('counts the size of the right version only', () => {
  const other = { ...game('quux', 'other-version'), bytes: 900 };
  expect(describe([library('me', other), library('anna', game('quux'))]).games[0]).toMatchObject({ bytes: 100 });
});

it.each([
  ['nothing to hold', new PieceSet(0), 100],
  ['nothing yet', new PieceSet(3), 0],
  [
    'all but one',
    new PieceSet(
      1000,
      Uint8Array.from({ length: 125 }, (_, at) => (at === 0 ? 0xfe : 0xff)),
    ),
    99,
  ],
  ['all', PieceSet.full(1000), 100],
])('tells the share of %s', (_, have, percent) => expect(heldPercent(have)).toBe(percent));

it('describes forty peers with a thousand games each quickly', () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`g${index}`, `Game ${index}`]));
  const libraries = Array.from({ length: 40 }, (_, at) =>
    library(`peer ${at}`, ...Object.keys(many).map((id) => game(id, at % 7 === 0 ? 'partial' : 'serving', at))),
  );
  const startMs = performance.now();
  const { games, moreGames } = describeSpread({ libraries, titleOf: (id) => many[id] ?? null, search: '', limit: 60 });
  expect([games.length, moreGames]).toEqual([60, 940]);
  expect(performance.now() - startMs).toBeLessThan(500);
});
