// Time as the peer sees it, so that tests can hold it still.

export interface Clock {
  /** Milliseconds since the epoch, for what people read. */
  wallMs: () => number;
  /** Milliseconds that never go back, for rates and deadlines. */
  nowMs: () => number;
  /** Calls once after `ms`; answers how to call it off. */
  after: (ms: number, run: () => void) => () => void;
}

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  nowMs: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
