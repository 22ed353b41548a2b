import { expect, it } from 'vitest';
import { createHeldShares } from './held-shares.ts';
import type { PartialGame } from './library/partial-games.ts';
import { PieceSet } from './rules/piece-set.ts';

function openShares() {
  const games: PartialGame[] = [];
  const timers: { ms: number; run: () => void }[] = [];
  let told = 0;
  const clock = {
    nowMs: () => 0,
    wallMs: () => 0,
    after: (ms: number, run: () => void) => {
      const timer = { ms, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  };
  const shares = createHeldShares({ partials: { all: () => games }, clock, onChange: () => (told += 1) });
  return { games, timers, shares, told: () => told, fire: () => timers.shift()?.run() };
}

const partial = (pieces: number) => ({ gameId: 'quux', have: new PieceSet(pieces) }) as PartialGame;

it('tells a share again only every few seconds, and only when it has changed', () => {
  const { games, shares, timers, fire, told } = openShares();
  const game = partial(100);
  games.push(game);
  shares.wake();
  shares.wake();
  expect(timers.map(({ ms }) => ms)).toEqual([4000]);
  expect(shares.percentOf(game)).toBe(0);
  for (let index = 0; index < 42; index += 1) game.have.add(index);
  expect(shares.percentOf(game)).toBe(0);
  fire();
  expect([shares.percentOf(game), told()]).toEqual([42, 1]);
  fire();
  expect(told()).toBe(1);
});

it('rests while nothing is shared, and stops when told to', async () => {
  const { games, shares, timers, fire } = openShares();
  shares.wake();
  expect(timers).toEqual([]);
  games.push(partial(1));
  shares.wake();
  games.length = 0;
  fire();
  expect(timers).toEqual([]);
  games.push(partial(1));
  shares.wake();
  await shares.stop();
  expect(timers).toEqual([]);
});
