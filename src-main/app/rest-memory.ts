// Gives memory back to the system when nothing has happened for a while: after a scan or a download the heap keeps twice what it holds.
import { collectGarbage } from '../peer/edge/collect-garbage.ts';
import type { Clock } from '../peer/edge/clock.ts';
import type { Stop } from '../peer/edge/stop.ts';
import { collectInNetworkThread } from '../peer/transport/quic/worker-link.ts';

/** Longer than anything that is under way falls silent. */
const quietMs = 10_000;

export interface RestMemory {
  /** Something has happened: not now. */
  noteActivity: () => void;
  stop: Stop;
}

/**
 * `collect` holds the event loop up for some tens of milliseconds, so it runs once per quiet stretch, and not while `isBusy`:
 * sending to others makes no event.
 */
export function restMemory(clock: Clock, isBusy: () => boolean, collect: () => void = collectEverywhere): RestMemory {
  let callOff = () => {};
  const wait = () => {
    callOff();
    callOff = clock.after(quietMs, () => (isBusy() ? wait() : collect()));
  };
  wait();
  return { noteActivity: wait, stop: async () => callOff() };
}

function collectEverywhere(): void {
  collectGarbage();
  collectInNetworkThread();
}
