// Bytes per second over the last moments, from samples of a running total.

const windowMs = 3000;

/** One reading of a counter that only grows. */
interface Sample {
  atMs: number;
  bytes: number;
}

export interface RateMeter {
  add: (bytes: number) => void;
  readonly total: number;
  /** Bytes per second over the last three seconds; call it about twice a second. */
  rate: (nowMs: number) => number;
}

export function createRateMeter(startMs: number): RateMeter {
  let total = 0;
  let samples: Sample[] = [{ atMs: startMs, bytes: 0 }];
  return {
    add: (bytes) => {
      total += bytes;
    },
    get total() {
      return total;
    },
    rate: (nowMs) => {
      const oldest = samples[0] ?? { atMs: startMs, bytes: 0 };
      samples = [...samples, { atMs: nowMs, bytes: total }].filter((sample) => nowMs - sample.atMs <= windowMs);
      const elapsed = nowMs - oldest.atMs;
      return elapsed <= 0 ? 0 : Math.round(((total - oldest.bytes) * 1000) / elapsed);
    },
  };
}
