// One operation per game: the gate for every change on disk, and the answer to "is it still running?".
import type { GameId } from '../../src-shared/game.ts';
import type { ActiveOperation, OperationKind } from '../../src-shared/operation.ts';
import { PeerError, type ErrorData } from '../../src-shared/peer-error.ts';
import { abortReason, abortWhy, LeftBehindError, type AbortWhy } from './edge/abort-why.ts';

export interface Operations {
  /**
   * Marks the game as busy and starts `work`, or throws `operation-in-progress`. When the work has ended, `settle`
   * refreshes what is known of the game, then the mark goes, and only then `finish` tells the outcome.
   */
  run: <T>(gameId: GameId, kind: OperationKind, steps: OperationSteps<T>) => void;
  /**
   * Aborts the game's operation when it is one of these kinds; its signal tells by `abortWhy` whether what is there is
   * kept. Only the first reason counts. Answers whether there was one.
   */
  cancel: (gameId: GameId, kinds: readonly OperationKind[], why?: 'cancelled' | 'paused') => boolean;
  isBusy: (gameId: GameId) => boolean;
  active: () => ActiveOperation[];
  /** Resolves when what runs on the game now has ended and told its outcome; at once when nothing does. */
  settled: (gameId: GameId) => Promise<void>;
  /** Aborts everything, with the reason `stopping`, and resolves when nothing runs any more. */
  stop: () => Promise<void>;
}

export interface OperationSteps<T> {
  work: (signal: AbortSignal) => Promise<T>;
  settle: () => Promise<void>;
  finish: (outcome: Outcome<T>) => void;
}

export type Outcome<T> =
  { kind: 'done'; value: T } | { kind: 'cancelled'; why: AbortWhy } | { kind: 'failed'; error: unknown };

/** What a cancelled change of a game is told as. */
export const cancelledFailure: ErrorData = { code: 'cancelled', message: 'Cancelled. Nothing was changed.' };

interface Running {
  kind: OperationKind;
  abort: AbortController;
  ended: Promise<void>;
}

/** `onEnded` runs after `finish`: whatever waited for the game may go on. */
export function createOperations(
  onChange: (operations: ActiveOperation[]) => void,
  onEnded: (gameId: GameId) => void = () => {},
): Operations {
  const running = new Map<GameId, Running>();
  let stopping = false;

  const active = (): ActiveOperation[] => [...running].map(([gameId, { kind }]) => ({ gameId, kind }));

  const perform = async <T>(gameId: GameId, steps: OperationSteps<T>, signal: AbortSignal): Promise<void> => {
    const outcome = await settleOutcome(steps.work, signal);
    await steps.settle().catch(() => undefined);
    running.delete(gameId);
    onChange(active());
    steps.finish(outcome);
    onEnded(gameId);
  };

  return {
    run: (gameId, kind, steps) => {
      const current = running.get(gameId);
      if (current !== undefined) throw busy(gameId, current.kind);
      if (stopping) throw abortReason('stopping');
      const abort = new AbortController();
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      running.set(gameId, { kind, abort, ended });
      onChange(active());
      void perform(gameId, steps, abort.signal).finally(end);
    },
    cancel: (gameId, kinds, why = 'cancelled') => {
      const current = running.get(gameId);
      if (current === undefined || !kinds.includes(current.kind)) return false;
      current.abort.abort(abortReason(why));
      return true;
    },
    isBusy: (gameId) => running.has(gameId),
    active,
    settled: async (gameId) => running.get(gameId)?.ended,
    stop: async () => {
      stopping = true;
      const all = [...running.values()];
      for (const { abort } of all) abort.abort(abortReason('stopping'));
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

async function settleOutcome<T>(work: OperationSteps<T>['work'], signal: AbortSignal): Promise<Outcome<T>> {
  try {
    return { kind: 'done', value: await work(signal) };
  } catch (error) {
    const why = abortWhy(signal);
    return why === null || error instanceof LeftBehindError ? { kind: 'failed', error } : { kind: 'cancelled', why };
  }
}

function busy(gameId: GameId, kind: OperationKind): PeerError {
  return new PeerError(
    'operation-in-progress',
    `${gameId} is busy: ${kind}.`,
    'Wait until that has ended, or cancel it.',
  );
}
