// The same seed gives the same choices, and all that may be chosen is.
import { expect, it } from 'vitest';
import { createSeededRandom } from './seeded-random.ts';

it('repeats itself with the same seed only', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, createSeededRandom(seed).next);
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

it('reaches both ends of a range and nothing beyond', () => {
  const random = createSeededRandom(1);
  const drawn = new Set(Array.from({ length: 200 }, () => random.between(2, 5)));
  expect([...drawn].toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5]);
});

it('picks the heavier ones more often, and never what weighs nothing', () => {
  const random = createSeededRandom(1);
  const from = [{ weight: 1 }, { weight: 0 }, { weight: 9 }];
  const counts = from.map(() => 0);
  for (let draws = 0; draws < 1000; draws++) {
    const at = from.indexOf(random.pickWeighted(from));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  expect(counts[1]).toBe(0);
  expect(counts[2]).toBeGreaterThan(5 * (counts[0] ?? 0));
});
