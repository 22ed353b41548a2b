import { expect, it } from 'vitest';
import { createRateLimiter } from './rate-limiter.ts';
import { holdClock } from './testing/held-clock.ts';

const never = new AbortController().signal;

function setUp(bytesPerSecond: number | null) {
  const { clock, passInTurns: pass, waits } = holdClock();
  const limiter = createRateLimiter(clock);
  limiter.setLimit(bytesPerSecond);
  const moved = new Map<string, number>();
  /** Takes one step after the other until it is called off. */
  const run = async (who: string, bytes: number, signal = never) => {
    for (;;) {
      await limiter.take(who, bytes, signal);
      moved.set(who, (moved.get(who) ?? 0) + bytes);
    }
  };
  return { pass, waits, limiter, moved, run };
}

it('lets everything pass at once without a limit', async () => {
  const { limiter, waits } = setUp(null);
  for (let step = 0; step < 100; step++) await limiter.take('a', 1e9, never);
  expect(waits()).toEqual([]);
});

it('keeps to the rate over time, also when the steps are larger than a second holds', async () => {
  for (const step of [100, 3000, 25_000]) {
    const { run, pass, moved } = setUp(10_000);
    void run('a', step);
    await pass(20_000);
    expect(Math.abs((moved.get('a') ?? 0) - 200_000), `steps of ${step}`).toBeLessThanOrEqual(step + 1000);
  }
});

it('gives each an equal share, however much the others ask for', async () => {
  const { run, pass, moved } = setUp(12_000);
  for (let greedy = 0; greedy < 5; greedy++) void run('greedy', 100);
  void run('modest', 100);
  void run('third', 100);
  await pass(10_000);
  for (const who of ['greedy', 'modest', 'third']) {
    expect(Math.abs((moved.get(who) ?? 0) - 40_000), who).toBeLessThan(2000);
  }
});

it('forgets who gives up, and goes on with the others', async () => {
  const { limiter, pass, run, moved, waits } = setUp(1000);
  const abort = new AbortController();
  const large = limiter.take('a', 5000, never);
  await pass(10);
  await large;
  const given = limiter.take('a', 1_000_000, abort.signal);
  void run('b', 100);
  abort.abort(new Error('not wanted'));
  await expect(given).rejects.toThrow('not wanted');
  await pass(10_000);
  expect(moved.get('b')).toBeGreaterThan(4000);
  await expect(limiter.take('c', 1, abort.signal)).rejects.toThrow('not wanted');
  expect(waits()).toHaveLength(1);
});

it('follows a new limit at once', async () => {
  const { limiter, run, pass, moved } = setUp(100);
  const abort = new AbortController();
  const running = run('a', 100, abort.signal);
  await pass(1000);
  limiter.setLimit(10_000);
  await pass(1000);
  expect(moved.get('a')).toBeGreaterThan(9000);
  abort.abort(new Error('enough'));
  await expect(running).rejects.toThrow('enough');
  const waiting = limiter.take('b', 1, never);
  limiter.setLimit(null);
  await waiting;
});
