// Antivirus and indexers hold files for moments on Windows: such failures are tried again before they count.
import { errorCodeOf } from './error-code.ts';

const lockCodes: ReadonlySet<string> = new Set(['EPERM', 'EBUSY', 'EACCES']);
const firstPauseMs = 10;
const longestPauseMs = 500;
/** How long one call is tried in all. */
export const retryBudgetMs = 5_000;

export const isLockError = (error: unknown): boolean => lockCodes.has(errorCodeOf(error) ?? '');

/** Repeats `run` with growing pauses while it fails as if locked; then throws its last error. */
export async function retryWhileLocked<T>(run: () => Promise<T>, sleep: (ms: number) => Promise<unknown>): Promise<T> {
  let waitedMs = 0;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await run();
    } catch (error) {
      if (!isLockError(error) || waitedMs >= retryBudgetMs) throw error;
      await sleep(pauseMs);
      waitedMs += pauseMs;
    }
  }
}
