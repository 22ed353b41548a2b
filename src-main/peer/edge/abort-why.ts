// Why an operation was told to end: what it has on disk so far is kept or deleted accordingly.
import { PeerError } from '../../../src-shared/peer-error.ts';

/** `cancelled`: not wanted any more. `paused` and `stopping`: to be gone on with, so what is on disk is kept. */
export type AbortWhy = 'cancelled' | 'paused' | 'stopping';

const sentences: Record<AbortWhy, string> = {
  cancelled: 'Cancelled.',
  paused: 'Paused.',
  stopping: 'lanspread is stopping.',
};

class AbortReason extends PeerError {
  readonly why: AbortWhy;

  constructor(why: AbortWhy) {
    super(why === 'paused' ? 'paused' : 'cancelled', sentences[why]);
    this.why = why;
  }
}

/** What to abort an operation's signal with. */
export const abortReason = (why: AbortWhy): PeerError => new AbortReason(why);

/** Nothing is begun any more, because everything ends. */
export const isStopping = (error: unknown): boolean => error instanceof AbortReason && error.why === 'stopping';

/** null while the signal is not aborted. A reason of somebody else counts as `stopping`, because that deletes nothing. */
export function abortWhy(signal: AbortSignal): AbortWhy | null {
  if (!signal.aborted) return null;
  return signal.reason instanceof AbortReason ? signal.reason.why : 'stopping';
}

/** What a cancelled operation had on disk could not be deleted: that is told as a failure, although it was aborted. */
export class LeftBehindError extends PeerError {
  constructor(cause: PeerError) {
    super(cause.code, cause.message, cause.hint, { cause });
  }
}
