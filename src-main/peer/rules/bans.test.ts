import { expect, it } from 'vitest';
import { isBannedFor, nextBan } from './bans.ts';

it('bans for the game at once, and for everything after three games', () => {
  const first = nextBan(null, 'a', 'x');
  expect(first).toEqual({ gameIds: ['a'], everything: false, reason: 'x' });
  expect([isBannedFor(first, 'a'), isBannedFor(first, 'b'), isBannedFor(null, 'a')]).toEqual([true, false, false]);
  const again = nextBan(first, 'a', 'y');
  expect(again).toEqual({ gameIds: ['a'], everything: false, reason: 'y' });
  const third = nextBan(nextBan(again, 'b', 'z'), 'c', 'z');
  expect(third.everything).toBe(true);
  expect(isBannedFor(third, 'never seen')).toBe(true);
});
