// What the taskbar's button shows of all downloads together. Pure.
import { streamedGames, type ShellState } from './shell-state.ts';

/** `share` from 0 to 1; only `normal`, `paused` and `error` show it. */
export interface ProgressBar {
  mode: 'none' | 'normal' | 'indeterminate' | 'paused' | 'error';
  share: number;
}

const none: ProgressBar = { mode: 'none', share: 0 };

/** The share is of all that is fetched, and tells its size, in whole percents. */
export function progressBarOf(
  state: Pick<ShellState, 'queue' | 'operations' | 'downloads' | 'finishedBytes'>,
): ProgressBar {
  const { queue, downloads, finishedBytes } = state;
  const isStreaming = streamedGames(state).length > 0;
  if (queue.length === 0 && !isStreaming) return none;
  const states = new Set(queue.map((entry) => entry.state));
  let [done, total] = [finishedBytes, finishedBytes];
  for (const amount of downloads.values()) {
    done += amount.done;
    total += amount.total;
  }
  const share = total === 0 ? 0 : Math.floor((done / total) * 100) / 100;
  if (states.has('running') || isStreaming)
    return total === 0 ? { mode: 'indeterminate', share: 0 } : { mode: 'normal', share };
  if (states.has('stalled') || states.has('queued') || states.has('paused')) return { mode: 'paused', share };
  return { mode: 'error', share };
}
