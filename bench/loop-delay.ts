// Loaded into a measured program before its own code: notes how long its event loop was ever held up. Each SIGUSR2 ends
// one stretch and begins the next; at its exit it writes all of them to the file that LANSPREAD_LOOP_DELAYS names.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

export interface LoopDelay {
  longestMs: number;
  /** 99th percentile. */
  highMs: number;
}

const file = process.env['LANSPREAD_LOOP_DELAYS'];
if (isMainThread && file !== undefined) watch(file);

function watch(path: string): void {
  const resolutionMs = 2;
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  const stretches: LoopDelay[] = [];
  const endStretch = () => {
    // The figures count from when the timer was due, and that is one resolution too long.
    const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
    stretches.push({ longestMs: ms(histogram.max), highMs: ms(histogram.percentile(99)) });
    histogram.reset();
  };
  histogram.enable();
  process.on('SIGUSR2', endStretch);
  process.on('exit', () => writeFileSync(path, JSON.stringify(stretches)));
}
