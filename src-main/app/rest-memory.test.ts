import { expect, it } from 'vitest';
import type { Clock } from '../peer/edge/clock.ts';
import { restMemory } from './rest-memory.ts';

function heldClock() {
  const timers = new Set<{ atMs: number; run: () => void }>();
  let nowMs = 0;
  const clock: Clock = {
    wallMs: () => nowMs,
    nowMs: () => nowMs,
    after: (ms, run) => {
      const timer = { atMs: nowMs + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
  const pass = (ms: number) => {
    nowMs += ms;
    for (const timer of timers) if (timer.atMs <= nowMs && timers.delete(timer)) timer.run();
  };
  return { clock, pass, timers };
}

it('collects once per quiet stretch, and never while something happens', async () => {
  const { clock, pass, timers } = heldClock();
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
  expect(timers.size).toBe(0);
});

it('really shrinks the heap', () => {
  const { clock, pass } = heldClock();
  restMemory(clock, () => false);
  let garbage: object[] | null = Array.from({ length: 300_000 }, (_, index) => ({ index }));
  expect(garbage).toHaveLength(300_000);
  const full = process.memoryUsage().heapUsed;
  garbage = null;
  pass(10_000);
  expect(process.memoryUsage().heapUsed).toBeLessThan(full - 5_000_000);
});
