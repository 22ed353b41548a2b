import { expect, it } from 'vitest';
import { createSourceRates } from './source-rates.ts';

function setUp() {
  const clock = { nowMs: 1000 };
  const rates = createSourceRates(() => clock.nowMs);
  const run = (source: string, bytesPerSecond: number, seconds: number) => {
    rates.setBusy(source, true);
    for (let at = 0; at < seconds * 10; at++) {
      clock.nowMs += 100;
      rates.add(source, bytesPerSecond / 10);
      rates.of(source);
    }
  };
  return { clock, rates, run };
}

it('follows a change within about two seconds', () => {
  const { rates, run } = setUp();
  run('a', 1000, 2);
  expect(rates.of('a')).toBeCloseTo(1000, 0);
  run('a', 4000, 2);
  expect(rates.of('a')).toBeGreaterThan(3500);
});

it('lets a silent source fade while it is asked for something, and keeps the rate of an idle one', () => {
  const { clock, rates, run } = setUp();
  run('a', 1000, 2);
  run('b', 1000, 2);
  rates.setBusy('a', true);
  rates.setBusy('b', false);
  const before = rates.of('b');
  clock.nowMs += 3000;
  expect(rates.of('a')).toBeLessThan(100);
  expect(rates.of('b')).toBe(before);
  rates.setBusy('b', true);
  expect(rates.of('b')).toBe(before);
});

it('knows the median and who is clearly slower', () => {
  const { rates, run } = setUp();
  for (const [source, rate] of Object.entries({ slow: 100, middle: 1000, fast: 1200 })) {
    run(source, rate, 3);
    rates.setBusy(source, false);
  }
  expect(rates.median()).toBeCloseTo(1000, 0);
  expect(rates.isSlower('slow', 'fast')).toBe(true);
  expect(rates.isSlower('middle', 'fast')).toBe(false);
  expect(rates.isSlower('fast', 'slow')).toBe(false);
  rates.forget('fast');
  expect(rates.of('fast')).toBe(0);
});
