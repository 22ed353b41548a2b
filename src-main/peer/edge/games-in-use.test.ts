import { expect, it } from 'vitest';
import { noGamesInUse, untilUnused } from './games-in-use.ts';

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
  return { games: { isInUse: () => used, watchUse }, set, listeners };
}

const never = new AbortController().signal;

it('waits until the game is closed, also when it was started again meanwhile', async () => {
  const { games, set, listeners } = oneGame();
  let isOver = false;
  const wait = untilUnused(games, 'quux', never).then(() => (isOver = true));
  set(false);
  set(true);
  await new Promise(setImmediate);
  expect(isOver).toBe(false);
  set(false);
  await wait;
  expect(listeners.size).toBe(0);
});

it('gives up when nobody wants it any more, and leaves nothing behind', async () => {
  const { games, listeners } = oneGame();
  const abort = new AbortController();
  const wait = untilUnused(games, 'quux', abort.signal);
  abort.abort(new Error('not wanted'));
  await expect(wait).rejects.toThrow('not wanted');
  expect(listeners.size).toBe(0);
});

it('never waits where no game is ever played', async () => {
  await untilUnused(noGamesInUse, 'quux', never);
});
