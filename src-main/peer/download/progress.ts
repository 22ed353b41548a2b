// Counts what a download moves and tells it: at once, every half second, and once at the end.
import type { GameId, PeerId } from '../../../src-shared/game.ts';
import type {
  DownloadPhase,
  DownloadProgress,
  SourceProgress,
  TransferSummary,
} from '../../../src-shared/peer-event.ts';
import type { Lane } from '../../../src-shared/peer-row.ts';
import type { Clock } from '../edge/clock.ts';
import { createRateMeter, type RateMeter } from '../rules/transfer-rate.ts';

const intervalMs = 500;
const mebibyte = 2 ** 20;
const mbitPerMib = 8.388608;

export interface ProgressTracker {
  setTotal: (bytes: number) => void;
  setPhase: (phase: DownloadPhase) => void;
  /** Whether every piece is checked against its hash. */
  setVerified: (verified: boolean) => void;
  /** What is being waited for, as a sentence, in phase `waiting`. */
  setWaiting: (reason: string | null) => void;
  /** How a source is reached and whether it has the whole game. */
  setSource: (peerId: PeerId, source: { lane: Lane; complete: boolean }) => void;
  /** Bytes that are here already: of an earlier run, of the version before, or of another list of files. */
  setPresent: (bytes: number) => void;
  /** Raw bytes off the wire. */
  addReceived: (from: PeerId, bytes: number) => void;
  /** A piece that was fetched, is written and counts: it is here for the first time. */
  addPiece: (bytes: number) => void;
  /** A piece that was here turned out wrong. */
  losePiece: (bytes: number) => void;
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
  const written = createRateMeter(startedMs);
  const meters = new Map<PeerId, RateMeter>();
  const known = new Map<PeerId, { lane: Lane; complete: boolean }>();
  const state = {
    phase: 'finding-peers' as DownloadPhase,
    downloadedBytes: 0,
    totalBytes: 0,
    pieces: 0,
    fetchedBytes: 0,
    verified: false,
    waitingFor: null as string | null,
  };
  let latest: DownloadProgress;
  let callOff = () => {};

  const sourceOf = (peerId: PeerId) => known.get(peerId) ?? { lane: null, complete: true };

  const sources = (now: number): SourceProgress[] =>
    [...meters].map(([peerId, meter]) => ({
      peerId,
      name: nameOf(peerId),
      bytes: meter.total,
      bytesPerSecond: meter.rate(now),
      ...sourceOf(peerId),
    }));

  const measure = (): DownloadProgress => {
    const now = clock.nowMs();
    const { phase, downloadedBytes, totalBytes, verified, waitingFor } = state;
    const active = sources(now).filter((source) => source.bytesPerSecond > 0);
    const rates = { bytesPerSecond: all.rate(now), writtenBytesPerSecond: written.rate(now) };
    latest = { gameId, phase, downloadedBytes, totalBytes, ...rates, sources: active, verified, waitingFor };
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
      if (phase !== 'waiting') state.waitingFor = null;
      tell();
    },
    setVerified: (verified) => void (state.verified = verified),
    setWaiting: (reason) => {
      state.phase = reason === null ? 'downloading' : 'waiting';
      state.waitingFor = reason;
      tell();
    },
    setSource: (peerId, source) => void known.set(peerId, source),
    setPresent: (bytes) => void (state.downloadedBytes = bytes),
    addReceived: (from, bytes) => {
      const meter = meters.get(from) ?? createRateMeter(clock.nowMs());
      meters.set(from, meter);
      meter.add(bytes);
      all.add(bytes);
    },
    addPiece: (bytes) => {
      state.downloadedBytes += bytes;
      state.fetchedBytes += bytes;
      state.pieces += 1;
      written.add(bytes);
    },
    losePiece: (bytes) => void (state.downloadedBytes -= bytes),
    snapshot: () => ({
      ...latest,
      phase: state.phase,
      downloadedBytes: state.downloadedBytes,
      totalBytes: state.totalBytes,
      verified: state.verified,
      waitingFor: state.waitingFor,
    }),
    summary: () => {
      const elapsedMs = Math.max(1, Math.round(clock.nowMs() - startedMs));
      const mibPerSecond = round((state.fetchedBytes / mebibyte / elapsedMs) * 1000);
      const each = [...meters].map(([peerId, { total }]) => ({
        peerId,
        name: nameOf(peerId),
        bytes: total,
        bytesPerSecond: Math.round((total * 1000) / elapsedMs),
        ...sourceOf(peerId),
      }));
      const mbitPerSecond = round(mibPerSecond * mbitPerMib);
      return {
        bytes: state.fetchedBytes,
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
