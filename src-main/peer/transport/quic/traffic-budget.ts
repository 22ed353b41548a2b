// Tells traffic that carries data from traffic that only costs memory (CRYPTO, PATH_CHALLENGE and connection id floods).
import { kib, mib } from '../limits.ts';

export interface Traffic {
  /** Bytes of datagrams that came in and went out. */
  receivedBytes: number;
  sentBytes: number;
  /** Bytes of streams that were read here, or may have come for streams that were given up. */
  readBytes: number;
  /** Bytes that may wait unread in the engine. */
  unreadBytes: number;
  ageMs: number;
}

const baseBytes = 8 * mib;
const bytesPerMs = (256 * kib) / 1000;

/** True when a peer sent far more than its stream bytes, their repetition, and the acknowledgements of ours explain. */
export function isOverBudget(traffic: Traffic): boolean {
  const explained = 1.5 * (traffic.readBytes + traffic.unreadBytes) + traffic.sentBytes / 2;
  return traffic.receivedBytes > explained + baseBytes + bytesPerMs * traffic.ageMs;
}
