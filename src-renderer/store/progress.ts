// Progress as it is shown: never backwards, with a calm estimate of the time left. Pure; the clock is an argument.
import type {
  DownloadPhase,
  DownloadProgress,
  InstallProgress,
  SourceProgress,
  StreamedProgress,
  VerifyProgress,
} from '../../src-shared/peer-event.ts';
import { nextHistory, noHistory, type RateHistory } from './rate-history.ts';
import { nextSecondsLeft } from './seconds-left.ts';

export interface DownloadView {
  phase: DownloadPhase;
  downloadedBytes: number;
  totalBytes: number;
  bytesPerSecond: number;
  sources: SourceProgress[];
  /** Share of 1; null while the total is unknown. */
  fraction: number | null;
  /** Null while there is no rate to estimate from. */
  secondsLeft: number | null;
  writtenBytesPerSecond: number;
  /** The last minute of both rates. */
  history: RateHistory;
  /** The rate behind the estimate, averaged over seconds. */
  averageRate: number;
  updatedAtMs: number;
  /** Every piece is compared with its hash. */
  verified: boolean;
  /** What it waits for, in phase `waiting`. */
  waitingFor: string | null;
  /** False while the connection is lost: nobody tells how fast it goes on. */
  rateKnown: boolean;
}

export interface InstallView {
  writtenBytes: number;
  totalBytes: number;
  fraction: number | null;
  /** What it waits for before it begins, or before the new version takes its place. */
  waitingFor: string | null;
}

export interface VerifyView {
  checkedBytes: number;
  totalBytes: number;
  fraction: number | null;
  /** What the repair waits for. */
  waitingFor: string | null;
}

/** Time constant of the average behind the estimate. */
const AVERAGE_OVER_MS = 4000;

export function firstDownloadView(progress: DownloadProgress, nowMs: number): DownloadView {
  return viewOf(undefined, progress, progress.downloadedBytes, progress.bytesPerSecond, nowMs);
}

/**
 * The next view; bytes only grow as long as it is the same download (same total). What is kept of an earlier run stays in
 * sight until the run that goes on with it knows its total.
 */
export function nextDownloadView(
  previous: DownloadView | undefined,
  told: DownloadProgress,
  nowMs: number,
): DownloadView {
  const progress = told.totalBytes === 0 ? { ...told, totalBytes: previous?.totalBytes ?? 0 } : told;
  if (previous === undefined || (previous.totalBytes > 0 && previous.totalBytes !== progress.totalBytes)) {
    return firstDownloadView(progress, nowMs);
  }
  const weight = 1 - Math.exp(-Math.max(0, nowMs - previous.updatedAtMs) / AVERAGE_OVER_MS);
  const averageRate =
    previous.averageRate === 0
      ? progress.bytesPerSecond
      : previous.averageRate + (progress.bytesPerSecond - previous.averageRate) * weight;
  return viewOf(previous, progress, Math.max(previous.downloadedBytes, progress.downloadedBytes), averageRate, nowMs);
}

/**
 * The view of a snapshot: curve and peak of what was seen before stay. Where the connection was lost, fewer bytes mean
 * that it is another run by now.
 */
export function downloadViewAfterGap(
  previous: DownloadView | undefined,
  told: DownloadProgress,
  nowMs: number,
): DownloadView {
  const isAnother =
    previous?.rateKnown === false && told.totalBytes > 0 && told.downloadedBytes < previous.downloadedBytes;
  return isAnother ? firstDownloadView(told, nowMs) : nextDownloadView(previous, told, nowMs);
}

function viewOf(
  previous: DownloadView | undefined,
  progress: DownloadProgress,
  bytes: number,
  averageRate: number,
  nowMs: number,
): DownloadView {
  const left = Math.max(0, progress.totalBytes - bytes);
  // Below 1 KB/s an estimate would only frighten.
  const raw = progress.phase === 'downloading' && averageRate >= 1000 ? left / averageRate : null;
  const elapsedS = (nowMs - (previous?.updatedAtMs ?? nowMs)) / 1000;
  return {
    phase: progress.phase,
    downloadedBytes: bytes,
    totalBytes: progress.totalBytes,
    bytesPerSecond: progress.bytesPerSecond,
    writtenBytesPerSecond: progress.writtenBytesPerSecond,
    sources: progress.sources,
    fraction: shareOf(bytes, progress.totalBytes),
    secondsLeft: nextSecondsLeft(previous?.secondsLeft ?? null, raw, elapsedS),
    history: nextHistory(previous?.history ?? noHistory, progress, nowMs),
    averageRate,
    updatedAtMs: nowMs,
    verified: progress.verified,
    waitingFor: progress.waitingFor,
    rateKnown: true,
  };
}

/** As it stands while nobody tells more: what was fetched stays, and nothing moves. */
export function withoutRates(view: DownloadView): DownloadView {
  const sources = view.sources.map((source) => ({ ...source, bytesPerSecond: 0 }));
  return { ...view, sources, bytesPerSecond: 0, writtenBytesPerSecond: 0, secondsLeft: null, rateKnown: false };
}

export function firstInstallView({ writtenBytes, totalBytes, waitingFor = null }: InstallProgress): InstallView {
  return { writtenBytes, totalBytes, fraction: shareOf(writtenBytes, totalBytes), waitingFor };
}

export function nextInstallView(previous: InstallView | undefined, progress: InstallProgress): InstallView {
  if (previous === undefined || previous.totalBytes !== progress.totalBytes) return firstInstallView(progress);
  return firstInstallView({ ...progress, writtenBytes: Math.max(previous.writtenBytes, progress.writtenBytes) });
}

/** An install straight from the room, as a download is shown. */
export function asDownload(
  { gameId, writtenBytes, totalBytes, waitingFor = null }: InstallProgress,
  streamed: StreamedProgress,
): DownloadProgress {
  return { gameId, downloadedBytes: writtenBytes, totalBytes, waitingFor, verified: false, ...streamed };
}

export function verifyView({ checkedBytes, totalBytes, waitingFor = null }: VerifyProgress): VerifyView {
  return { checkedBytes, totalBytes, fraction: shareOf(checkedBytes, totalBytes), waitingFor };
}

/** A share of 1; null while the whole is unknown. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? Math.min(1, part / whole) : null;
}
