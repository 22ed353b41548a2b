// Collects what a thread no longer holds, and gives the pages back to the system.
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What the last collection left; less than this on top is not worth another one. */
const worthwhileBytes = 8 * 2 ** 20;
let keptBytes = 0;

/** Of the calling thread; holds it up for some tens of milliseconds. Does nothing where little has come up since. */
export function collectGarbage(): void {
  if (getHeapStatistics().total_heap_size - keptBytes < worthwhileBytes) return;
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect({ type: 'major', flavor: 'last-resort' });
  keptBytes = getHeapStatistics().total_heap_size;
}
