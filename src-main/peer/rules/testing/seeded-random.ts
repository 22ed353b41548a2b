// Chance that can be repeated.

/** mulberry32: numbers from 0 up to 1. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The numbers below `count` in any order. */
export function shuffled(count: number, random: () => number): number[] {
  const keyed = Array.from({ length: count }, (_, index) => ({ index, key: random() }));
  return keyed.toSorted((a, b) => a.key - b.key).map(({ index }) => index);
}
