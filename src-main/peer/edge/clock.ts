// Time as the peer sees it, so that tests can hold it still.

export interface Clock {
  /** Milliseconds since the epoch, for what people read. */
  wallMs: () => number;
  /** Milliseconds that never go back, for rates and deadlines. */
  nowMs: () => number;
  /** Calls once after `ms`; answers how to call it off. */
  after: (ms: number, run: () => void) => () => void;
}

/** Resolves after `ms`. */
export const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.after(ms, resolve));

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  nowMs: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
