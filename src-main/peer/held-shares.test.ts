import { expect, it } from 'vitest';
import { holdClock } from './edge/testing/held-clock.ts';
import { createHeldShares } from './held-shares.ts';
import type { PartialGame } from './library/partial-games.ts';
import { PieceSet } from './rules/piece-set.ts';

function openShares() {
  const games: PartialGame[] = [];
  let told = 0;
  const { clock, pass, waits } = holdClock();
  const shares = createHeldShares({ partials: { all: () => games }, clock, onChange: () => (told += 1) });
  return { games, waits, shares, told: () => told, pass };
}

const partial = (pieces: number) => ({ gameId: 'quux', have: new PieceSet(pieces) }) as PartialGame;

it('tells a share again only every few seconds, and only when it has changed', () => {
  const { games, shares, waits, pass, told } = openShares();
  const game = partial(100);
  games.push(game);
  shares.wake();
  shares.wake();
  expect(waits()).toEqual([4000]);
  expect(shares.percentOf(game)).toBe(0);
  for (let index = 0; index < 42; index += 1) game.have.add(index);
  expect(shares.percentOf(game)).toBe(0);
  pass(4000);
  expect([shares.percentOf(game), told()]).toEqual([42, 1]);
  pass(4000);
  expect(told()).toBe(1);
});

it('rests while nothing is shared, and stops when told to', async () => {
  const { games, shares, waits, pass } = openShares();
  shares.wake();
  expect(waits()).toEqual([]);
  games.push(partial(1));
  shares.wake();
  games.length = 0;
  pass(4000);
  expect(waits()).toEqual([]);
  games.push(partial(1));
  shares.wake();
  await shares.stop();
  expect(waits()).toEqual([]);
});
