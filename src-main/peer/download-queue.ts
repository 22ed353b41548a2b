// The line of downloads: which run, which wait, and what becomes of each. Survives a restart.
import type { GameId } from '../../src-shared/game.ts';
import type { QueuedDownload, QueueState } from '../../src-shared/download-queue.ts';
import { PeerError, toErrorData, type ErrorData } from '../../src-shared/peer-error.ts';
import { defaultLimits } from '../../src-shared/transfer-limits.ts';
import type { Log } from './edge/log.ts';
import type { Stop } from './edge/stop.ts';
import type { Outcome } from './operations.ts';
import { createQueueRuns } from './queue-runs.ts';
import type { QueueStore, SavedDownload, SavedQueue } from './queue-store.ts';
import { decideQueue, moveTo } from './rules/queue-order.ts';

export interface QueueEntry {
  gameId: GameId;
  install: boolean;
  inPlace: boolean;
  state: QueueState;
  /** Why, in state `failed`. */
  error: ErrorData | null;
}

/** `abort` with `paused` keeps what was fetched, with `cancelled` deletes it; the first call counts. */
export interface StartedDownload {
  abort: (why: 'cancelled' | 'paused') => void;
}

export interface DownloadQueueOptions {
  store: QueueStore;
  /**
   * Starts it, or throws why it cannot be: the entry is then `failed`, except for `already-downloaded`, which takes it
   * off the queue; what is then left to do is its install. A download that nobody can give anything for must start and say so with `setStalled`.
   * `onEnded` must be called once the game is not busy any more and before the outcome is told, so that whoever hears of
   * it finds the queue as it is then.
   */
  start: (entry: QueueEntry, onEnded: (outcome: Outcome<void>) => void) => StartedDownload;
  /** Makes up for an install that is wanted and was not begun, or cut off. `installEnded` must be called in the end. */
  install: (gameId: GameId) => void;
  /** Deletes what was fetched of a game whose download does not run. */
  discard: (gameId: GameId) => Promise<void>;
  /** Whether anything works on the game; `wake` must be called when that has ended. */
  isBusy: (gameId: GameId) => boolean;
  /** Restored entries of other games are dropped. */
  isKnown: (gameId: GameId) => boolean;
  onChange: (queue: QueuedDownload[]) => void;
  log: Log;
}

export interface DownloadQueue {
  /**
   * At the end of the line; a paused or failed one goes on from its own place. Throws `operation-in-progress` when it is
   * queued or runs.
   */
  add: (gameId: GameId, options: { install: boolean; inPlace: boolean }) => void;
  /** What was fetched is kept. Throws `nothing-to-cancel` when it is neither queued nor running. */
  pause: (gameId: GameId) => void;
  /** Back in line at its own place. Throws `nothing-to-cancel` when it is neither paused nor failed. */
  resume: (gameId: GameId) => void;
  /**
   * Takes it off the queue and deletes what was fetched; where that cannot be deleted it is back as `failed`. Throws
   * `nothing-to-cancel` when it is not in the queue.
   */
  cancel: (gameId: GameId) => void;
  /** 0 is the first place of the whole list; beyond the end is the end. Throws `nothing-to-cancel` when it is not in it. */
  move: (gameId: GameId, position: number) => void;
  /** Downloads that may run at once, stalled ones not counted; at least 1. */
  setConcurrency: (count: number) => void;
  /** The running download waits for sources, or goes on. Ignored for one that does not run. */
  setStalled: (gameId: GameId, stalled: boolean) => void;
  list: () => QueuedDownload[];
  has: (gameId: GameId) => boolean;
  /** The install that followed a download is done, or was given up: it is not made up for at the next start. */
  installEnded: (gameId: GameId) => void;
  /** Something that worked on a game has ended. */
  wake: () => void;
  /** A games folder is open: reads what the last run has left and begins. Nothing is started or saved before. */
  restore: () => Promise<void>;
  /** Something was fetched of this game: unless it is in the queue it gets a place at its end, paused. */
  keep: (gameId: GameId) => void;
  /** Suspends what runs and starts nothing until the answer is called; resolves when nothing runs any more. */
  hold: () => Promise<() => void>;
  /** Suspends what runs; the entries stay for the next start. To be called before what they run on is stopped. */
  stop: Stop;
}

export function createDownloadQueue(options: DownloadQueueOptions): DownloadQueue {
  const { store, isBusy, onChange, log } = options;
  let entries: QueueEntry[] = [];
  const installs = new Set<GameId>();
  let concurrency = defaultLimits.concurrentDownloads;
  let loading: Promise<void> | null = null;
  let restored = false;
  let holds = 0;

  const find = (gameId: GameId) => entries.find((entry) => entry.gameId === gameId);
  const change = (gameId: GameId, to: Partial<QueueEntry>) => {
    entries = entries.map((entry) => (entry.gameId === gameId ? { ...entry, ...to } : entry));
  };
  const remove = (gameId: GameId) => {
    entries = entries.filter((entry) => entry.gameId !== gameId);
  };
  const list = () => entries.map(({ gameId, install, state, error }) => ({ gameId, install, state, error }));

  // Starting one may lead back here, so a decision that is asked for meanwhile is taken right after this one.
  let deciding = false;
  let askedAgain = false;
  const decide = () => {
    askedAgain = true;
    if (deciding) return;
    deciding = true;
    while (askedAgain) {
      askedAgain = false;
      carryOutDecision();
    }
    deciding = false;
    tell();
  };

  const carryOutDecision = () => {
    if (!restored || holds > 0) return;
    const isOccupied = (gameId: GameId) => isBusy(gameId) || runs.isOccupied(gameId);
    const items = entries.map(({ gameId, state }) => ({ gameId, state, busy: isOccupied(gameId) }));
    const { start, suspend } = decideQueue(items, concurrency, runs.endingCount());
    for (const gameId of suspend) halt(gameId, 'queued');
    for (const gameId of start) launch(gameId);
  };

  let told = '[]';
  const tell = () => {
    if (restored) store.save({ entries: entries.map(toSaved), installs: [...installs] });
    const text = JSON.stringify(list());
    if (text === told) return;
    told = text;
    onChange(list());
  };

  const launch = (gameId: GameId) => {
    change(gameId, { state: 'running' });
    try {
      const entry = requireEntry(find(gameId), gameId);
      runs.start(gameId, (onEnded) => options.start(entry, onEnded));
    } catch (error) {
      fail(gameId, error);
      askedAgain = true;
    }
  };

  const fail = (gameId: GameId, error: unknown) => {
    const data = toErrorData(error);
    if (data.code !== 'already-downloaded') return change(gameId, { state: 'failed', error: data });
    log('info', `${gameId} leaves the download queue: ${data.message}`);
    // A crash has come after the commit and before the queue was saved.
    if (leave(gameId)) queueMicrotask(() => options.install(gameId));
  };

  /** Its files are here. Answers whether an install is to follow; it is saved in the place of the download. */
  const leave = (gameId: GameId): boolean => {
    const isWanted = find(gameId)?.install === true;
    if (isWanted) installs.add(gameId);
    remove(gameId);
    return isWanted;
  };

  /** What it had could not be deleted: the player has to know, unless it is wanted again meanwhile. */
  const putBack = (entry: QueueEntry, place: number, error: unknown) => {
    if (find(entry.gameId) !== undefined) return;
    const failed: QueueEntry = { ...entry, state: 'failed', error: toErrorData(error) };
    entries = moveTo([...entries, failed], entry.gameId, place);
  };

  const halt = (gameId: GameId, state: 'queued' | 'paused') => {
    change(gameId, { state });
    runs.pause(gameId);
  };

  const settle = (gameId: GameId, outcome: Outcome<void>, paused: boolean) => {
    if (outcome.kind === 'done') return void leave(gameId);
    // Whoever paused or suspended it has said what it is now.
    if (paused) return;
    if (outcome.kind === 'failed') return fail(gameId, outcome.error);
    if (outcome.why === 'cancelled') return remove(gameId);
    change(gameId, { state: outcome.why === 'paused' ? 'paused' : 'queued' });
    // All operations are being stopped: it would be started in vain.
    if (outcome.why === 'stopping') holds += 1;
  };

  const runs = createQueueRuns({ ...options, onEnded: settle, onFree: decide });

  const haltAll = async () => {
    holds += 1;
    for (const gameId of runs.running()) halt(gameId, 'queued');
    decide();
    await runs.allEnded();
  };

  const load = async () => {
    const saved = await loadKnown(options);
    entries = [...saved.entries.filter(({ gameId }) => find(gameId) === undefined), ...entries];
    restored = true;
    for (const gameId of saved.installs) {
      installs.add(gameId);
      queueMicrotask(() => options.install(gameId));
    }
  };

  return {
    add: (gameId, { install, inPlace }) => {
      const entry: QueueEntry = { gameId, install, inPlace, state: 'queued', error: null };
      const before = find(gameId);
      if (before !== undefined && !isAtRest(before)) throw inQueue(gameId);
      if (before !== undefined) change(gameId, entry);
      else entries = [...entries, entry];
      decide();
    },
    pause: (gameId) => {
      const entry = find(gameId);
      if (entry === undefined || isAtRest(entry)) throw refusal(`No download of ${gameId} waits or runs.`);
      halt(gameId, 'paused');
      decide();
    },
    resume: (gameId) => {
      const entry = find(gameId);
      if (entry === undefined || !isAtRest(entry)) throw refusal(`No download of ${gameId} is paused or has failed.`);
      change(gameId, { state: 'queued', error: null });
      decide();
    },
    cancel: (gameId) => {
      const entry = requireEntry(find(gameId), gameId);
      const place = entries.indexOf(entry);
      remove(gameId);
      runs.cancel(gameId, (error) => putBack(entry, place, error));
      decide();
    },
    move: (gameId, position) => {
      requireEntry(find(gameId), gameId);
      entries = moveTo(entries, gameId, position);
      decide();
    },
    setConcurrency: (count) => {
      concurrency = Math.max(1, count);
      decide();
    },
    setStalled: (gameId, stalled) => {
      if (find(gameId)?.state !== (stalled ? 'running' : 'stalled')) return;
      change(gameId, { state: stalled ? 'stalled' : 'running' });
      decide();
    },
    list,
    has: (gameId) => find(gameId) !== undefined,
    installEnded: (gameId) => {
      if (installs.delete(gameId)) tell();
    },
    wake: decide,
    restore: async () => {
      await (loading ??= load());
      decide();
    },
    keep: (gameId) => {
      // What was wished is not known any more, so it is only downloaded, and only when the player says so.
      const entry: QueueEntry = { gameId, install: false, inPlace: false, state: 'paused', error: null };
      if (find(gameId) === undefined) entries = [...entries, entry];
      decide();
    },
    hold: async () => {
      await haltAll();
      let held = true;
      return () => {
        if (held) holds -= 1;
        held = false;
        decide();
      };
    },
    stop: async () => {
      await haltAll();
      await store.flush();
    },
  };
}

async function loadKnown({ store, isKnown, log }: DownloadQueueOptions): Promise<SavedQueue> {
  const { entries, installs } = await store.load();
  const known = entries.filter(({ gameId }) => {
    if (!isKnown(gameId)) log('info', `${gameId} leaves the download queue: it is not in the catalog any more.`);
    return isKnown(gameId);
  });
  return { entries: known, installs: installs.filter(isKnown) };
}

const isAtRest = ({ state }: QueueEntry) => state === 'paused' || state === 'failed';

function requireEntry(entry: QueueEntry | undefined, gameId: GameId): QueueEntry {
  if (entry === undefined) throw refusal(`${gameId} is not in the download queue.`);
  return entry;
}

function toSaved(entry: QueueEntry): SavedDownload {
  const { gameId, install, inPlace, state, error } = entry;
  return { gameId, install, inPlace, state: state === 'paused' || state === 'failed' ? state : 'queued', error };
}

const refusal = (message: string) => new PeerError('nothing-to-cancel', message, 'Look at the download queue again.');

const inQueue = (gameId: GameId) =>
  new PeerError('operation-in-progress', `${gameId} is in the download queue already.`, 'Wait until it is done.');
