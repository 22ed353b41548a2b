import { expect, it } from 'vitest';
import { holdClock } from '../peer/edge/testing/held-clock.ts';
import { restMemory } from './rest-memory.ts';

it('collects once per quiet stretch, and never while something happens', async () => {
  const { clock, pass, waits } = holdClock();
  let [collected, busy] = [0, false];
  const memory = restMemory(
    clock,
    () => busy,
    () => collected++,
  );
  for (let beat = 0; beat < 10; beat++) {
    pass(9_000);
    memory.noteActivity();
  }
  expect(collected).toBe(0);
  pass(10_000);
  pass(100_000);
  expect(collected).toBe(1);
  memory.noteActivity();
  pass(10_000);
  expect(collected).toBe(2);
  busy = true;
  memory.noteActivity();
  pass(10_000);
  pass(10_000);
  expect(collected).toBe(2);
  busy = false;
  pass(10_000);
  expect(collected).toBe(3);
  memory.noteActivity();
  await memory.stop();
  expect(waits()).toEqual([]);
});

it('really shrinks the heap', () => {
  const { clock, pass } = holdClock();
  restMemory(clock, () => false);
  let garbage: object[] | null = Array.from({ length: 300_000 }, (_, index) => ({ index }));
  expect(garbage).toHaveLength(300_000);
  const full = process.memoryUsage().heapUsed;
  garbage = null;
  pass(10_000);
  expect(process.memoryUsage().heapUsed).toBeLessThan(full - 5_000_000);
});
