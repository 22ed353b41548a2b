import { expect, it } from 'vitest';
import { claimUnused, noGamesInUse, whileClaimed } from './games-in-use.ts';

/** One game, played as often as the test says. */
function oneGame() {
  const listeners = new Set<() => void>();
  let used = true;
  const set = (now: boolean) => {
    used = now;
    for (const listener of listeners) listener();
  };
  const watchUse = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  let claims = 0;
  const tryClaim = () => {
    if (used) return null;
    claims++;
    return () => void claims--;
  };
  return { games: { isInUse: () => used, tryClaim, watchUse }, set, listeners, claims: () => claims };
}

const never = new AbortController().signal;

it('waits until the game is closed, also when it was started again meanwhile', async () => {
  const { games, set, listeners, claims } = oneGame();
  let isOver = false;
  const wait = claimUnused(games, 'quux', never).then(() => (isOver = true));
  set(false);
  set(true);
  await new Promise(setImmediate);
  expect(isOver).toBe(false);
  set(false);
  await wait;
  expect(claims()).toBe(1);
  expect(listeners.size).toBe(0);
});

it('releases what it claimed, also when the work fails', async () => {
  const { games, set, claims } = oneGame();
  set(false);
  const work = async () => {
    expect(claims()).toBe(1);
    throw new Error('broken');
  };
  await expect(whileClaimed(() => claimUnused(games, 'quux', never), work)).rejects.toThrow('broken');
  expect(claims()).toBe(0);
});

it('gives up when nobody wants it any more, and leaves nothing behind', async () => {
  const { games, listeners } = oneGame();
  const abort = new AbortController();
  const wait = claimUnused(games, 'quux', abort.signal);
  abort.abort(new Error('not wanted'));
  await expect(wait).rejects.toThrow('not wanted');
  expect(listeners.size).toBe(0);
});

it('never waits where no game is ever played', async () => {
  await claimUnused(noGamesInUse, 'quux', never);
});
