// The downloads that have finished since the host began, for windows that were not there.
import { withFinished, type FinishedDownload } from '../../src-shared/finished-download.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';

export interface FinishedList {
  note: (event: PeerEvent) => void;
  /** The latest first. */
  all: () => readonly FinishedDownload[];
  clear: () => void;
}

export function createFinishedList(): FinishedList {
  let finished: readonly FinishedDownload[] = [];
  return {
    note: (event) => {
      if (event.kind !== 'download-finished' && event.kind !== 'install-finished') return;
      ({ finished } = withFinished({ finished }, event));
    },
    all: () => finished,
    clear: () => void (finished = []),
  };
}
