// SHA-256 of ranges of files, in threads of their own: one for what somebody waits for, one for the background.
import type { Stop } from '../edge/stop.ts';
import { createHashLane } from './hash-lane.ts';
import type { ByteRange } from './hash-worker.ts';

export interface HashOptions {
  signal: AbortSignal;
  /** False = at low priority, and not while urgent work is under way. */
  urgent: boolean;
  /** Bytes hashed since the last call. */
  onBytes?: (count: number) => void;
}

export interface Hasher {
  /**
   * SHA-256 in hex of each range of the file, in order; the empty string for a range that reaches beyond its end.
   * Rejects with the system's error, the signal's reason, or `internal` when the thread crashed.
   */
  hashPieces: (file: string, ranges: readonly ByteRange[], options: HashOptions) => Promise<string[]>;
  stop: Stop;
}

/**
 * Two threads, since a thread whose priority was lowered may not raise it again on most systems. Each starts with its
 * first work and never keeps the process alive. `workerUrl` is the entry `hash-worker` where the program is bundled.
 */
export function createHasher({ workerUrl }: { workerUrl?: URL | undefined } = {}): Hasher {
  const entry = workerUrl ?? new URL('./hash-worker.ts', import.meta.url);
  const urgent = createHashLane(entry, 'urgent');
  const background = createHashLane(entry, 'background');
  let urgentCalls = 0;

  const countUrgent = (change: number) => {
    urgentCalls += change;
    background.hold(urgentCalls > 0);
  };

  return {
    hashPieces: async (file, ranges, options) => {
      if (!options.urgent) return background.hash(file, ranges, options);
      countUrgent(1);
      try {
        return await urgent.hash(file, ranges, options);
      } finally {
        countUrgent(-1);
      }
    },
    stop: async () => void (await Promise.all([urgent.stop(), background.stop()])),
  };
}
