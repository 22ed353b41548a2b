// Chance that can be repeated: the same seed gives the same choices.
import { seededRandom } from '../src-main/peer/rules/testing/seeded-random.ts';

export interface SeededRandom {
  /** From 0 to below 1. */
  next: () => number;
  /** A whole number from `min` to `max`, both included. */
  between: (min: number, max: number) => number;
  pick: <T>(from: readonly T[]) => T;
  /** Heavier ones more often. */
  pickWeighted: <T extends { weight: number }>(from: readonly T[]) => T;
}

export function createSeededRandom(seed: number): SeededRandom {
  const next = seededRandom(seed);
  return {
    next,
    between: (min, max) => min + Math.floor(next() * (max - min + 1)),
    pick: (from) => from[Math.floor(next() * from.length)] as (typeof from)[number],
    pickWeighted: (from) => {
      let left = next() * from.reduce((sum, { weight }) => sum + weight, 0);
      const chosen = from.find(({ weight }) => (left -= weight) < 0) ?? from.at(-1);
      return chosen as (typeof from)[number];
    },
  };
}
