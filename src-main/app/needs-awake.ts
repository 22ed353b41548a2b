// When a PC must not fall asleep. Pure.
import type { QueuedDownload } from '../../src-shared/download-queue.ts';
import type { ActiveOperation } from '../../src-shared/operation.ts';

export interface Business {
  queue: readonly QueuedDownload[];
  operations: readonly ActiveOperation[];
}

/** `serving`: others read files from here. A download that nobody gives anything to keeps no PC awake. */
export function needsAwake({ queue, operations }: Business, serving: boolean): boolean {
  const downloads = queue.some(({ state }) => state === 'running');
  return serving || downloads || operations.some(({ kind }) => kind === 'streaming');
}
