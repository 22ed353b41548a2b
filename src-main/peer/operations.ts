// One operation per game: the gate for every change on disk, and the answer to "is it still running?".
import type { GameId } from '../../src-shared/game.ts';
import type { ActiveOperation, OperationKind } from '../../src-shared/operation.ts';
import { PeerError } from '../../src-shared/peer-error.ts';

export interface Operations {
  /**
   * Marks the game as busy and starts `work`, or throws `operation-in-progress`. When the work has ended, `settle`
   * refreshes what is known of the game, then the mark goes, and only then `finish` tells the outcome.
   */
  run: <T>(gameId: GameId, kind: OperationKind, steps: OperationSteps<T>) => void;
  cancel: (gameId: GameId, kinds: readonly OperationKind[]) => boolean;
  isBusy: (gameId: GameId) => boolean;
  active: () => ActiveOperation[];
  /** Cancels everything and resolves when nothing runs any more. */
  stop: () => Promise<void>;
}

export interface OperationSteps<T> {
  work: (signal: AbortSignal) => Promise<T>;
  settle: () => Promise<void>;
  finish: (outcome: Outcome<T>) => void;
}

export type Outcome<T> = { kind: 'done'; value: T } | { kind: 'cancelled' } | { kind: 'failed'; error: unknown };

interface Running {
  kind: OperationKind;
  abort: AbortController;
  ended: Promise<void>;
}

const cancelled = (): PeerError => new PeerError('cancelled', 'Cancelled.');

export function createOperations(onChange: (operations: ActiveOperation[]) => void): Operations {
  const running = new Map<GameId, Running>();
  let stopping = false;

  const active = (): ActiveOperation[] => [...running].map(([gameId, { kind }]) => ({ gameId, kind }));

  const perform = async <T>(gameId: GameId, steps: OperationSteps<T>, abort: AbortController): Promise<void> => {
    const outcome = await settleOutcome(steps.work(abort.signal), abort.signal);
    await steps.settle().catch(() => undefined);
    running.delete(gameId);
    onChange(active());
    steps.finish(outcome);
  };

  return {
    run: (gameId, kind, steps) => {
      const current = running.get(gameId);
      if (current !== undefined) throw busy(gameId, current.kind);
      if (stopping) throw new PeerError('cancelled', 'lanspread is stopping.');
      const abort = new AbortController();
      const entry: Running = { kind, abort, ended: Promise.resolve() };
      running.set(gameId, entry);
      onChange(active());
      entry.ended = perform(gameId, steps, abort);
    },
    cancel: (gameId, kinds) => {
      const current = running.get(gameId);
      if (current === undefined || !kinds.includes(current.kind)) return false;
      current.abort.abort(cancelled());
      return true;
    },
    isBusy: (gameId) => running.has(gameId),
    active,
    stop: async () => {
      stopping = true;
      const all = [...running.values()];
      for (const { abort } of all) abort.abort(cancelled());
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

async function settleOutcome<T>(work: Promise<T>, signal: AbortSignal): Promise<Outcome<T>> {
  try {
    return { kind: 'done', value: await work };
  } catch (error) {
    return signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error };
  }
}

function busy(gameId: GameId, kind: OperationKind): PeerError {
  return new PeerError(
    'operation-in-progress',
    `${gameId} is busy: ${kind}.`,
    'Wait until that has ended, or cancel it.',
  );
}
