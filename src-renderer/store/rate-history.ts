// The last minute of a download's two rates, for its curves. Pure.
import type { DownloadProgress } from '../../src-shared/peer-event.ts';

export interface RateSample {
  atMs: number;
  /** Bytes per second off the network, and to the disk. */
  network: number;
  disk: number;
}

export interface RateHistory {
  /** Oldest first. */
  samples: readonly RateSample[];
  /** Bytes per second; of the whole download, not only of the last minute. */
  peak: number;
}

export const historyMs = 60_000;
export const noHistory: RateHistory = { samples: [], peak: 0 };

type Rates = Pick<DownloadProgress, 'bytesPerSecond' | 'writtenBytesPerSecond'>;

export function nextHistory({ samples, peak }: RateHistory, progress: Rates, nowMs: number): RateHistory {
  const sample = { atMs: nowMs, network: progress.bytesPerSecond, disk: progress.writtenBytesPerSecond };
  const recent = samples.filter(({ atMs }) => nowMs - atMs <= historyMs);
  return { samples: [...recent, sample], peak: Math.max(peak, sample.network) };
}

/** Whether there is anything to draw: one sample is no line, and nothing but zero is no curve. */
export const hasCurve = ({ samples, peak }: RateHistory): boolean =>
  samples.length > 1 && (peak >= 1 || samples.some(({ disk }) => disk >= 1));

/** Samples come several times a second: after this long without one, nobody was looking. */
const gapMs = 5000;

type Curve = (number | null)[];

/** As the chart wants it: seconds before the last sample (negative), then one list per curve; null is a gap. */
export function chartData({ samples }: RateHistory): [number[], Curve, Curve] {
  const nowMs = samples.at(-1)?.atMs ?? 0;
  const points = samples.flatMap((sample, at): { atMs: number; network: number | null; disk: number | null }[] => {
    const before = samples[at - 1]?.atMs ?? sample.atMs;
    if (sample.atMs - before <= gapMs) return [sample];
    return [{ atMs: (before + sample.atMs) / 2, network: null, disk: null }, sample];
  });
  return [
    points.map(({ atMs }) => (atMs - nowMs) / 1000),
    points.map(({ network }) => network),
    points.map(({ disk }) => disk),
  ];
}
