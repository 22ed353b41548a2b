// A clock that stands still until a test lets time go by.
import type { Clock } from '../clock.ts';

export interface HeldClock {
  clock: Clock;
  /** Lets so much time go by, in milliseconds; each call runs at its moment, also one that is asked for on the way. */
  pass: (ms: number) => void;
  /** The same, and after each call whatever that has set off gets a turn. */
  passInTurns: (ms: number) => Promise<void>;
  /** How long each call that is still to come has to wait, in milliseconds, in the order they were asked for. */
  waits: () => number[];
}

/** Begins at 0 milliseconds. */
export function holdClock(): HeldClock {
  const waiting = new Set<{ atMs: number; run: () => void }>();
  let nowMs = 0;
  const after: Clock['after'] = (ms, run) => {
    const call = { atMs: nowMs + ms, run };
    waiting.add(call);
    return () => void waiting.delete(call);
  };
  /** Runs the next call that is due by then; false when there is none. */
  const runNext = (untilMs: number): boolean => {
    const [next] = [...waiting].toSorted((a, b) => a.atMs - b.atMs);
    if (next === undefined || next.atMs > untilMs) return false;
    waiting.delete(next);
    nowMs = Math.max(nowMs, next.atMs);
    next.run();
    return true;
  };
  return {
    clock: { wallMs: () => nowMs, nowMs: () => nowMs, after },
    pass: (ms) => {
      const untilMs = nowMs + ms;
      while (runNext(untilMs));
      nowMs = untilMs;
    },
    passInTurns: async (ms) => {
      const untilMs = nowMs + ms;
      while (runNext(untilMs)) await new Promise((resolve) => void setImmediate(resolve));
      nowMs = untilMs;
    },
    waits: () => [...waiting].map(({ atMs }) => atMs - nowMs),
  };
}
