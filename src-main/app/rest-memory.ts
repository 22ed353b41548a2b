// Gives memory back to the system when nothing has happened for a while: after a scan or a download the heap keeps twice what it holds.
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Clock } from '../peer/edge/clock.ts';
import type { Stop } from '../peer/edge/stop.ts';

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
export function restMemory(clock: Clock, isBusy: () => boolean, collect: () => void = collectGarbage): RestMemory {
  let callOff = () => {};
  const wait = () => {
    callOff();
    callOff = clock.after(quietMs, () => (isBusy() ? wait() : collect()));
  };
  wait();
  return { noteActivity: wait, stop: async () => callOff() };
}

/** What the last collection left; less than this on top is not worth another one. */
const worthwhileBytes = 8 * 2 ** 20;
let keptBytes = 0;

function collectGarbage(): void {
  if (getHeapStatistics().total_heap_size - keptBytes < worthwhileBytes) return;
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect({ type: 'major', flavor: 'last-resort' });
  keptBytes = getHeapStatistics().total_heap_size;
}
