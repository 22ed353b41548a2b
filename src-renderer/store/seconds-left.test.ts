// The time left: drifts, never jumps.
import { expect, it } from 'vitest';
import { nextSecondsLeft } from './seconds-left.ts';

it('begins with what the rate says, and says nothing without one', () => {
  expect(nextSecondsLeft(null, 90, 0.5)).toBe(90);
  expect(nextSecondsLeft(90, null, 0.5)).toBeNull();
});

it('counts down with the clock at a steady rate', () => {
  let shown: number | null = 100;
  for (let left = 99.5; left >= 50; left -= 0.5) shown = nextSecondsLeft(shown, left, 0.5);
  expect(shown).toBeCloseTo(50, 5);
});

it.each([
  ['ten times slower', 100, 1000],
  ['ten times faster', 1000, 100],
])('never jumps when the room is suddenly %s, and gets there', (_, before, after) => {
  let shown = before;
  let left = after;
  for (let second = 0; second < 60; second += 0.5) {
    left -= 0.5;
    const next = nextSecondsLeft(shown, left, 0.5) ?? NaN;
    expect(Math.abs(next - shown)).toBeLessThanOrEqual(Math.max(1, shown * 0.1) * 0.5 + 0.5);
    shown = next;
  }
  expect(Math.abs(shown - left)).toBeLessThan(left * 0.1);
});

it('starts anew after a long gap', () => {
  expect(nextSecondsLeft(100, 20, 60)).toBe(20);
});
