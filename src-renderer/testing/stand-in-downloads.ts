// The download queue of the stand-in: as many run as the limits allow, and all of them play out.
import type { AppSnapshot } from '../../src-shared/app-bridge.ts';
import type { QueuedDownload } from '../../src-shared/download-queue.ts';
import type { GameId } from '../../src-shared/game.ts';
import type { OperationKind } from '../../src-shared/operation.ts';
import type { DownloadProgress, PeerEvent, TransferSummary } from '../../src-shared/peer-event.ts';
import { downloadProgress } from './stand-in-snapshots.ts';

/** Steps of one scripted download, install or check. */
export const STEPS = 60;

export const noSummary: TransferSummary = {
  bytes: 0,
  pieces: 0,
  elapsedMs: 0,
  mibPerSecond: 0,
  mbitPerSecond: 0,
  sources: [],
};

interface Host {
  /** The queue, the progress and the operations in here are kept up to date. */
  state: AppSnapshot;
  emit: (event: PeerEvent) => void;
  tick: () => Promise<unknown>;
  setOperation: (gameId: GameId, kind: OperationKind | null) => void;
  finish: (gameId: GameId, totalBytes: number, install: boolean) => void;
}

export interface StandInDownloads {
  add: (gameId: GameId, install: boolean) => void;
  pause: (gameId: GameId) => void;
  resume: (gameId: GameId) => void;
  cancel: (gameId: GameId) => void;
  move: (gameId: GameId, position: number) => void;
  /** Starts and stops what the limits ask for. */
  settle: () => void;
}

export function createStandInDownloads({ state, emit, tick, setOperation, finish }: Host): StandInDownloads {
  const runs = new Map<GameId, AbortController>();

  const setQueue = (queue: QueuedDownload[]) => {
    state.queue = queue;
    emit({ kind: 'download-queue-changed', queue });
  };
  const without = (gameId: GameId) => state.queue.filter((entry) => entry.gameId !== gameId);
  const setState = (gameId: GameId, change: QueuedDownload['state']) =>
    setQueue(state.queue.map((entry) => (entry.gameId === gameId ? { ...entry, state: change, error: null } : entry)));

  const report = (progress: DownloadProgress) => {
    state.downloads = [...state.downloads.filter(({ gameId }) => gameId !== progress.gameId), progress];
    emit({ kind: 'download-progress', ...progress });
  };
  const forget = (gameId: GameId) => {
    state.downloads = state.downloads.filter((progress) => progress.gameId !== gameId);
  };

  const run = async (gameId: GameId, install: boolean) => {
    const abort = new AbortController();
    runs.set(gameId, abort);
    const row = state.games.find(({ id }) => id === gameId);
    const kept = state.downloads.find((progress) => progress.gameId === gameId);
    const totalBytes = kept?.totalBytes ?? row?.remoteBytes ?? 0;
    setOperation(gameId, 'downloading');
    emit({ kind: 'download-begin', gameId, version: row?.version ?? '', totalBytes, pieces: 1, sources: [] });
    const first = kept === undefined ? 0 : Math.floor((kept.downloadedBytes / kept.totalBytes) * STEPS);
    for (let step = first; step <= STEPS; step += 1) {
      report(downloadProgress(gameId, totalBytes, step / STEPS));
      await tick();
      if (abort.signal.aborted) return;
    }
    runs.delete(gameId);
    forget(gameId);
    setQueue(without(gameId));
    finish(gameId, totalBytes, install);
    settle();
  };

  const halt = (gameId: GameId) => {
    runs.get(gameId)?.abort();
    runs.delete(gameId);
    if (state.operations.some((operation) => operation.gameId === gameId)) setOperation(gameId, null);
  };

  const settle = () => {
    const active = state.queue.filter((entry) => entry.state === 'running' || entry.state === 'queued');
    const front = new Set(active.slice(0, state.settings.limits.concurrentDownloads));
    for (const entry of active) {
      if (entry.state === 'running' && !front.has(entry)) {
        halt(entry.gameId);
        setState(entry.gameId, 'queued');
      }
      if (entry.state === 'queued' && front.has(entry)) {
        setState(entry.gameId, 'running');
        void run(entry.gameId, entry.install);
      }
    }
  };

  return {
    add: (gameId, install) => {
      setQueue([...without(gameId), { gameId, install, state: 'queued', error: null }]);
      settle();
    },
    pause: (gameId) => {
      halt(gameId);
      setState(gameId, 'paused');
      emit({ kind: 'download-paused', gameId, ...noSummary });
      settle();
    },
    resume: (gameId) => {
      setState(gameId, 'queued');
      settle();
    },
    cancel: (gameId) => {
      halt(gameId);
      forget(gameId);
      setQueue(without(gameId));
      emit({ kind: 'download-cancelled', gameId, ...noSummary });
      settle();
    },
    move: (gameId, position) => {
      const entry = state.queue.find((queued) => queued.gameId === gameId);
      if (entry !== undefined) setQueue(without(gameId).toSpliced(position, 0, entry));
      settle();
    },
    settle,
  };
}
