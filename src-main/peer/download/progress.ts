// Counts what a download moves and tells it: at once, every half second, and once at the end.
import type { GameId, PeerId } from '../../../src-shared/game.ts';
import type {
  DownloadPhase,
  DownloadProgress,
  SourceProgress,
  TransferSummary,
} from '../../../src-shared/peer-event.ts';
import type { Clock } from '../edge/clock.ts';
import { createRateMeter, type RateMeter } from '../rules/transfer-rate.ts';

const intervalMs = 500;
const mebibyte = 2 ** 20;
const mbitPerMib = 8.388608;

export interface ProgressTracker {
  setTotal: (bytes: number) => void;
  setPhase: (phase: DownloadPhase) => void;
  /** Raw bytes off the wire. */
  addReceived: (from: PeerId, bytes: number) => void;
  /** A piece that counts: it is here for the first time. */
  addPiece: (bytes: number) => void;
  snapshot: () => DownloadProgress;
  summary: () => TransferSummary;
  /** Tells the state a last time and falls silent. */
  stop: () => void;
}

export interface ProgressOptions {
  gameId: GameId;
  clock: Clock;
  nameOf: (peerId: PeerId) => string;
  onProgress: (progress: DownloadProgress) => void;
}

export function createProgressTracker({ gameId, clock, nameOf, onProgress }: ProgressOptions): ProgressTracker {
  const startedMs = clock.nowMs();
  const all = createRateMeter(startedMs);
  const meters = new Map<PeerId, RateMeter>();
  const state = { phase: 'finding-peers' as DownloadPhase, downloadedBytes: 0, totalBytes: 0, pieces: 0 };
  let latest: DownloadProgress;
  let callOff = () => {};

  const sources = (now: number): SourceProgress[] =>
    [...meters].map(([peerId, meter]) => ({
      peerId,
      name: nameOf(peerId),
      bytes: meter.total,
      bytesPerSecond: meter.rate(now),
    }));

  const measure = (): DownloadProgress => {
    const now = clock.nowMs();
    const { phase, downloadedBytes, totalBytes } = state;
    const active = sources(now).filter((source) => source.bytesPerSecond > 0);
    latest = { gameId, phase, downloadedBytes, totalBytes, bytesPerSecond: all.rate(now), sources: active };
    return latest;
  };

  const tell = () => {
    callOff();
    onProgress(measure());
    callOff = clock.after(intervalMs, tell);
  };

  latest = measure();

  return {
    setTotal: (bytes) => void (state.totalBytes = bytes),
    setPhase: (phase) => {
      state.phase = phase;
      tell();
    },
    addReceived: (from, bytes) => {
      const meter = meters.get(from) ?? createRateMeter(clock.nowMs());
      meters.set(from, meter);
      meter.add(bytes);
      all.add(bytes);
    },
    addPiece: (bytes) => {
      state.downloadedBytes += bytes;
      state.pieces += 1;
    },
    snapshot: () => ({
      ...latest,
      phase: state.phase,
      downloadedBytes: state.downloadedBytes,
      totalBytes: state.totalBytes,
    }),
    summary: () => {
      const elapsedMs = Math.max(1, Math.round(clock.nowMs() - startedMs));
      const mibPerSecond = round((state.downloadedBytes / mebibyte / elapsedMs) * 1000);
      const each = [...meters].map(([peerId, { total }]) => ({
        peerId,
        name: nameOf(peerId),
        bytes: total,
        bytesPerSecond: Math.round((total * 1000) / elapsedMs),
      }));
      const mbitPerSecond = round(mibPerSecond * mbitPerMib);
      return {
        bytes: state.downloadedBytes,
        pieces: state.pieces,
        elapsedMs,
        mibPerSecond,
        mbitPerSecond,
        sources: each,
      };
    },
    stop: () => {
      callOff();
      onProgress(measure());
    },
  };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
