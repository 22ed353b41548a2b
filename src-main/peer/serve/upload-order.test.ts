import { minRateLimit } from '../../../src-shared/transfer-limits.ts';
import { expect, it } from 'vitest';
import { createRateLimiter, type RateLimiter } from '../edge/rate-limiter.ts';
import { holdClock, type HeldClock } from '../edge/testing/held-clock.ts';
import type { Connection } from '../transport/transport.ts';
import { noLimit } from './testing/serve-lab.ts';
import { createUploadOrder, type UploadPlace } from './upload-order.ts';

const makeConnection = () => ({}) as Connection;
const forever = new AbortController().signal;
const settle = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

/** Notes who is near and whose turn it is. */
function follow(places: Record<string, UploadPlace>): { near: string[]; turn: string[] } {
  const seen: { near: string[]; turn: string[] } = { near: [], turn: [] };
  for (const [name, place] of Object.entries(places)) {
    void place.near(forever).then(() => seen.near.push(name));
    void place.turn(forever).then(() => seen.turn.push(name));
  }
  return seen;
}

it('lets one send at a time per connection, first come, first served, and the next two read ahead', async () => {
  const order = createUploadOrder({ limiter: noLimit });
  const connection = makeConnection();
  const join = () => order.join(connection, 'anna', 'quux');
  const [a, b, c, d] = [join(), join(), join(), join()];
  const seen = follow({ a, b, c, d });
  await settle();
  expect(seen).toEqual({ near: ['a', 'b', 'c'], turn: ['a'] });
  a.leave();
  a.leave();
  await settle();
  expect(seen).toEqual({ near: ['a', 'b', 'c', 'd'], turn: ['a', 'b'] });
  b.leave();
  await settle();
  expect(seen.turn).toEqual(['a', 'b', 'c']);
});

it('closes the gap of those who leave before their turn', async () => {
  const order = createUploadOrder({ limiter: noLimit });
  const connection = makeConnection();
  const join = () => order.join(connection, 'anna', 'quux');
  const [a, b, c, d] = [join(), join(), join(), join()];
  const seen = follow({ a, d });
  b.leave();
  await settle();
  expect(seen).toEqual({ near: ['a', 'd'], turn: ['a'] });
  c.leave();
  a.leave();
  await settle();
  expect(seen.turn).toEqual(['a', 'd']);
  d.leave();
  const next = follow({ e: join() });
  await settle();
  expect(next).toEqual({ near: ['e'], turn: ['e'] });
});

it('stops waiting when it is told to', async () => {
  const order = createUploadOrder({ limiter: noLimit });
  const connection = makeConnection();
  for (let i = 0; i < 3; i++) order.join(connection, 'anna', 'quux');
  const place = order.join(connection, 'anna', 'quux');
  const abort = new AbortController();
  const waits = [place.near(abort.signal), place.turn(abort.signal)];
  abort.abort(new Error('gone'));
  for (const wait of waits) await expect(wait).rejects.toThrow('gone');
  await expect(place.turn(abort.signal)).rejects.toThrow('gone');
});

it('keeps connections apart', async () => {
  const order = createUploadOrder({ limiter: noLimit });
  const seen = follow({
    a: order.join(makeConnection(), 'anna', 'quux'),
    b: order.join(makeConnection(), 'anna', 'quux'),
  });
  await settle();
  expect(seen.turn).toEqual(['a', 'b']);
});

it('counts what went out to whom', async () => {
  const order = createUploadOrder({ limiter: noLimit });
  const connection = makeConnection();
  for (const [who, gameId] of [
    ['anna', 'quux'],
    ['anna', 'quux'],
    ['ben', 'quux'],
    ['ben', 'zork'],
  ] as const) {
    await order.join(connection, who, gameId).allow(10, forever);
  }
  expect(order.totals()).toEqual([
    { who: 'anna', gameId: 'quux', bytes: 20 },
    { who: 'ben', gameId: 'quux', bytes: 10 },
    { who: 'ben', gameId: 'zork', bytes: 10 },
  ]);
});

it('takes no step under a low limit that would keep all the others waiting for long', async () => {
  const held = holdClock();
  const limiter = createRateLimiter(held.clock);
  const order = createUploadOrder({ limiter, clock: held.clock });
  const place = order.join(makeConnection(), 'anna', 'quux');
  for (let i = 0; i < 20; i++) await place.allow(2 ** 24, forever);
  limiter.setLimit(minRateLimit);
  const step = place.allow(2 ** 24, forever);
  await held.passInTurns(1000);
  expect(await step).toBe(minRateLimit / 2);
});

/** Lets a step through after as long as the rate takes, at once without one. */
function slowLimiter(held: HeldClock): RateLimiter {
  let bytesPerSecond: number | null = null;
  return {
    stepBytes: Infinity,
    isOpen: false,
    take: async (_who, bytes) => {
      if (bytesPerSecond !== null) held.pass((bytes * 1000) / bytesPerSecond);
    },
    setLimit: (next) => (bytesPerSecond = next),
  };
}

it('sends in long steps at full speed and in short ones under a low limit', async () => {
  const held = holdClock();
  const limiter = slowLimiter(held);
  const order = createUploadOrder({ limiter, clock: held.clock });
  const connection = makeConnection();
  const place = order.join(connection, 'anna', 'quux');
  const step = () => place.allow(2 ** 24, forever);
  const first = await step();
  for (let i = 0; i < 20; i++) await step();
  const fast = await step();
  limiter.setLimit(first);
  for (let i = 0; i < 20; i++) await step();
  const slow = await step();
  expect(fast).toBe(2 ** 20);
  expect((slow * 1000) / first).toBeLessThanOrEqual(500);
  expect(await place.allow(1, forever)).toBe(1);
  // What the connection has learnt, the next answer on it uses.
  limiter.setLimit(null);
  expect(await order.join(connection, 'anna', 'zork').allow(2 ** 24, forever)).toBeLessThanOrEqual(4 * slow);
});
