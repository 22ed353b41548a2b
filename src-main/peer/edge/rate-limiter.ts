// Holds bytes back to a rate, those who wait taking turns.
import type { Clock } from './clock.ts';

export interface RateLimiter {
  /**
   * Resolves when `who` may move this many bytes; immediately while there is no limit. Those who wait take turns, so that
   * none starves. Rejects with the signal's reason.
   */
  take: (who: string, bytes: number, signal: AbortSignal) => Promise<void>;
  /** Bytes that should move at once, so that nobody is kept waiting long for the next ones; at least 1. */
  readonly stepBytes: number;
  /** There is no limit: nobody has to ask. */
  readonly isOpen: boolean;
  /** Bytes per second; null = no limit: whoever waits goes on. */
  setLimit: (bytesPerSecond: number | null) => void;
}

/** What an idle limiter saves up, so that a late timer costs no rate. */
const burstMs = 100;

const stepMs = 500;

interface Waiting {
  bytes: number;
  go: () => void;
}

export function createRateLimiter(clock: Clock): RateLimiter {
  /** In the order of their turns; each takes one step and goes to the back. */
  const lines = new Map<string, Waiting[]>();
  let limit: number | null = null;
  /** Bytes that may move now; below 0 after a large step, which the next ones wait for. */
  let allowance = 0;
  let filledMs = clock.nowMs();
  let callOff = () => {};

  const fill = (bytesPerSecond: number) => {
    const nowMs = clock.nowMs();
    const burst = (bytesPerSecond * burstMs) / 1000;
    allowance = Math.min(burst, allowance + ((nowMs - filledMs) * bytesPerSecond) / 1000);
    filledMs = nowMs;
  };

  const next = (): Waiting | undefined => {
    const [first] = lines;
    if (first === undefined) return undefined;
    const [who, line] = first;
    const waiting = line.shift();
    lines.delete(who);
    if (line.length > 0) lines.set(who, line);
    return waiting;
  };

  const mayGo = () => limit === null || allowance > 0;

  const serve = () => {
    callOff();
    callOff = () => {};
    if (limit !== null) fill(limit);
    while (lines.size > 0 && mayGo()) {
      const waiting = next();
      if (waiting === undefined) return;
      allowance -= waiting.bytes;
      waiting.go();
    }
    if (limit !== null && lines.size > 0) callOff = clock.after(Math.max(1, (-allowance * 1000) / limit), serve);
  };

  const wait = (who: string, bytes: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = () => {
        drop(who, waiting);
        reject(signal.reason as Error);
      };
      const go = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const waiting: Waiting = { bytes, go };
      signal.addEventListener('abort', leave, { once: true });
      const line = lines.get(who);
      if (line === undefined) lines.set(who, [waiting]);
      else line.push(waiting);
      serve();
    });

  const drop = (who: string, waiting: Waiting) => {
    const line = lines.get(who)?.filter((each) => each !== waiting) ?? [];
    if (line.length > 0) lines.set(who, line);
    else lines.delete(who);
  };

  return {
    take: async (who, bytes, signal) => {
      signal.throwIfAborted();
      if (limit === null) return;
      await wait(who, bytes, signal);
    },
    get stepBytes() {
      return limit === null ? Infinity : Math.max(1, Math.floor((limit * stepMs) / 1000));
    },
    get isOpen() {
      return limit === null;
    },
    setLimit: (bytesPerSecond) => {
      if (limit !== null) fill(limit);
      limit = bytesPerSecond;
      filledMs = clock.nowMs();
      // What was owed at another rate would hold everybody up for ever at a small one.
      allowance = 0;
      serve();
    },
  };
}
