// The downloads of the queue that run or are just ending, and what is being deleted of cancelled ones.
import type { GameId } from '../../src-shared/game.ts';
import type { StartedDownload } from './download-queue.ts';
import { LeftBehindError } from './edge/abort-why.ts';
import type { Log } from './edge/log.ts';
import type { Outcome } from './operations.ts';

export interface QueueRuns {
  /** Throws what `begin` throws; then nothing runs. */
  start: (gameId: GameId, begin: (onEnded: (outcome: Outcome<void>) => void) => StartedDownload) => void;
  /** Tells it to end and to keep what it has, where it runs. */
  pause: (gameId: GameId) => void;
  /** Ends it, where it runs, and deletes what was fetched; `onLeft` hears why that could not be deleted. */
  cancel: (gameId: GameId, onLeft: OnLeft) => void;
  /** It runs, is ending, or is being deleted. */
  isOccupied: (gameId: GameId) => boolean;
  /** Told to end, and not ended yet. */
  endingCount: () => number;
  /** Those that nobody told to end. */
  running: () => GameId[];
  /** Resolves when everything that runs now has ended and nothing is being deleted. */
  allEnded: () => Promise<void>;
}

export interface QueueRunsOptions {
  /** Deletes what was fetched of a game whose download does not run. */
  discard: (gameId: GameId) => Promise<void>;
  /** One has ended that was not cancelled; `paused`: it had been told to. */
  onEnded: (gameId: GameId, outcome: Outcome<void>, paused: boolean) => void;
  /** After every end and every deletion. */
  onFree: () => void;
  log: Log;
}

type OnLeft = (error: unknown) => void;

interface Run {
  abort: StartedDownload['abort'];
  told: 'paused' | 'cancelled' | null;
  /** Once it is cancelled. */
  onLeft: OnLeft;
  /** It has ended; what it has may still be being deleted. */
  ended: boolean;
  /** Resolves when its end was dealt with. */
  over: PromiseWithResolvers<void>;
}

export function createQueueRuns(options: QueueRunsOptions): QueueRuns {
  const { onEnded, onFree, log } = options;
  const runs = new Map<GameId, Run>();
  const discarding = new Map<GameId, Promise<void>>();

  const end = (gameId: GameId, run: Run, outcome: Outcome<void>) => {
    if (run.ended) return;
    run.ended = true;
    const left = run.told === 'cancelled' ? leftBehind(outcome) : null;
    if (left !== null) run.onLeft(left);
    // Cancelled while it was ending for another reason, it has kept what it had.
    else if (run.told === 'cancelled' && !isGone(outcome)) {
      void discard(gameId, run.onLeft).then(() => free(gameId, run));
      return;
    }
    free(gameId, run, outcome);
  };

  const free = (gameId: GameId, run: Run, outcome: Outcome<void> | null = null) => {
    runs.delete(gameId);
    if (run.told !== 'cancelled' && outcome !== null) onEnded(gameId, outcome, run.told === 'paused');
    onFree();
    run.over.resolve();
  };

  const discard = (gameId: GameId, onLeft: OnLeft): Promise<void> =>
    options.discard(gameId).catch((error: unknown) => {
      log('warn', `What was fetched of ${gameId} could not be deleted: ${String(error)}`);
      onLeft(error);
    });

  const discardIdle = async (gameId: GameId, onLeft: OnLeft): Promise<void> => {
    await discard(gameId, onLeft);
    discarding.delete(gameId);
    onFree();
  };

  const tell = (run: Run, why: 'paused' | 'cancelled') => {
    run.told = why;
    run.abort(why);
  };

  return {
    start: (gameId, begin) => {
      const run: Run = { abort: () => {}, told: null, onLeft: () => {}, ended: false, over: Promise.withResolvers() };
      runs.set(gameId, run);
      try {
        run.abort = begin((outcome) => end(gameId, run, outcome)).abort;
      } catch (error) {
        runs.delete(gameId);
        throw error;
      }
    },
    pause: (gameId) => {
      const run = runs.get(gameId);
      if (run?.told === null) tell(run, 'paused');
    },
    cancel: (gameId, onLeft) => {
      const run = runs.get(gameId);
      if (run !== undefined) {
        run.onLeft = onLeft;
        tell(run, 'cancelled');
        // While one deletion runs nothing is fetched, so it is enough.
      } else if (!discarding.has(gameId)) discarding.set(gameId, discardIdle(gameId, onLeft));
    },
    isOccupied: (gameId) => runs.has(gameId) || discarding.has(gameId),
    endingCount: () => [...runs.values()].filter(({ told }) => told !== null).length,
    running: () => [...runs].filter(([, { told }]) => told === null).map(([gameId]) => gameId),
    allEnded: async () => {
      await Promise.all([...[...runs.values()].map(({ over }) => over.promise), ...discarding.values()]);
    },
  };
}

const leftBehind = (outcome: Outcome<void>): LeftBehindError | null =>
  outcome.kind === 'failed' && outcome.error instanceof LeftBehindError ? outcome.error : null;

/** Nothing of it is left to delete: it is a downloaded game now, or has deleted what it had. */
const isGone = (outcome: Outcome<void>) =>
  outcome.kind === 'done' || (outcome.kind === 'cancelled' && outcome.why === 'cancelled');
