// Chance that can be repeated: the same seed gives the same choices.

export interface SeededRandom {
  /** From 0 to below 1. */
  next: () => number;
  /** A whole number from `min` to `max`, both included. */
  between: (min: number, max: number) => number;
  pick: <T>(from: readonly T[]) => T;
  /** Heavier ones more often. */
  pickWeighted: <T extends { weight: number }>(from: readonly T[]) => T;
}

/** mulberry32: small, and good enough for choices. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
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
