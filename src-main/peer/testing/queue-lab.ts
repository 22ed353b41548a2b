// A download queue whose downloads do nothing until the test says how they end.
import type { QueuedDownload } from '../../../src-shared/download-queue.ts';
import type { GameId } from '../../../src-shared/game.ts';
import { createDownloadQueue, type DownloadQueue, type QueueEntry } from '../download-queue.ts';
import type { Outcome } from '../operations.ts';
import type { QueueStore, SavedDownload } from '../queue-store.ts';

export interface FakeRun {
  entry: QueueEntry;
  /** What it was told, first to last. */
  told: ('cancelled' | 'paused')[];
  end: (outcome: Outcome<void>) => void;
}

/** Lets everything that is only waiting for its turn happen. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function createQueueLab(saved: SavedDownload[] = [], savedInstalls: GameId[] = []) {
  const live = new Map<GameId, FakeRun>();
  const lab = {
    saved,
    savedInstalls,
    /** Installs that were to be made up for. */
    madeUpFor: [] as GameId[],
    live,
    starts: [] as GameId[],
    discarded: [] as GameId[],
    toldToDelete: [] as GameId[],
    busy: new Set<GameId>(),
    unknown: new Set<GameId>(),
    /** What the start of these throws. */
    refusals: new Map<GameId, Error>(),
    atStart: (_gameId: GameId): unknown => undefined,
    /** What `discard` waits for. */
    discarding: Promise.resolve(),
    changes: [] as QueuedDownload[][],
    logged: [] as string[],
    /** What must never happen; the queue would take a thrown complaint for a failed start. */
    wrong: [] as string[],
    end: async (gameId: GameId, outcome: Outcome<void>) => {
      live.get(gameId)?.end(outcome);
      await settled();
    },
    /** Ends it as it was told to, as a well-behaved download does. */
    obey: async (gameId: GameId) => {
      const why = live.get(gameId)?.told[0];
      if (why !== undefined) await lab.end(gameId, { kind: 'cancelled', why });
    },
  };
  const store: QueueStore = {
    load: async () => ({ entries: lab.saved, installs: lab.savedInstalls }),
    save: ({ entries, installs }) => {
      lab.saved = [...entries];
      lab.savedInstalls = [...installs];
    },
    flush: async () => {},
  };
  const start = (entry: QueueEntry, onEnded: (outcome: Outcome<void>) => void) => {
    const refusal = lab.refusals.get(entry.gameId);
    if (refusal !== undefined) throw refusal;
    if (live.has(entry.gameId)) lab.wrong.push(`${entry.gameId} runs twice`);
    if (lab.busy.has(entry.gameId)) lab.wrong.push(`${entry.gameId} starts while it is busy`);
    const told: FakeRun['told'] = [];
    lab.starts.push(entry.gameId);
    live.set(entry.gameId, {
      entry,
      told,
      end: (outcome) => {
        live.delete(entry.gameId);
        onEnded(outcome);
      },
    });
    lab.atStart(entry.gameId);
    const abort = (why: 'cancelled' | 'paused') => {
      told.push(why);
      if (told[0] === 'cancelled') lab.toldToDelete.push(entry.gameId);
    };
    return { abort };
  };
  const queue = createDownloadQueue({
    store,
    start,
    install: (gameId) => void lab.madeUpFor.push(gameId),
    discard: async (gameId) => {
      await lab.discarding;
      if (live.has(gameId)) lab.wrong.push(`${gameId} is deleted while it runs`);
      lab.discarded.push(gameId);
    },
    isBusy: (gameId) => lab.busy.has(gameId) || live.has(gameId),
    isKnown: (gameId) => !lab.unknown.has(gameId),
    onChange: (entries) => void lab.changes.push(entries),
    log: (level, message) => void lab.logged.push(`${level} ${message}`),
  });
  return { queue, lab };
}

export type QueueLab = ReturnType<typeof createQueueLab>['lab'];

/** `a:running b:queued`. */
export const shown = (queue: DownloadQueue) =>
  queue
    .list()
    .map(({ gameId, state }) => `${gameId}:${state}`)
    .join(' ');
