// Keeps the note of what is on disk behind what is written: first the sync, then the note, again and again.
import type { Clock } from '../edge/clock.ts';
import type { PieceSet } from '../rules/piece-set.ts';
import type { PieceWriter } from './piece-writer.ts';

/** A crash costs at most as much as is written within these. */
const stepBytes = 64 * 2 ** 20;
const stepMs = 2000;

export interface CheckpointOptions {
  writer: Pick<PieceWriter, 'flush'>;
  /** Pieces that are on disk for sure; added to here, after a sync. */
  synced: PieceSet;
  /** Notes `synced`, durably. */
  save: () => Promise<void>;
  clock: Clock;
}

export interface Checkpoints {
  /** A piece has been written. */
  noteWritten: (index: number, bytes: number) => void;
  /** What is to be noted has changed without a write. */
  noteChange: () => void;
  /** These are not here any more; resolves when that is noted. */
  forget: (indexes: readonly number[]) => Promise<void>;
  /** Resolves when everything so far is synced and noted. */
  now: () => Promise<void>;
  /** Throws what failed in the background, at every call from then on. */
  throwFailure: () => void;
  /** No more of its own accord. */
  stop: () => void;
}

export function createCheckpoints({ writer, synced, save, clock }: CheckpointOptions): Checkpoints {
  /** Written since the last sync began, and those that the running sync is for. */
  let written = new Set<number>();
  let covered = new Set<number>();
  let writtenBytes = 0;
  let changed = false;
  let last: Promise<unknown> = Promise.resolve();
  let inBackground = false;
  let failure: { error: unknown } | null = null;
  let callOff: (() => void) | null = null;
  let stopped = false;

  const callOffTimer = () => {
    callOff?.();
    callOff = null;
  };

  const sync = async (): Promise<void> => {
    covered = written;
    written = new Set();
    writtenBytes = 0;
    if (covered.size === 0) return;
    try {
      await writer.flush();
      for (const index of covered) synced.add(index);
      changed = true;
    } finally {
      covered = new Set();
    }
  };

  const runOnce = async (): Promise<void> => {
    callOffTimer();
    await sync();
    if (!changed) return;
    changed = false;
    try {
      await save();
    } catch (error) {
      changed = true;
      throw error;
    }
  };

  /** One at a time, also because the note has one writer. */
  const now = (): Promise<void> => {
    const done = last.then(runOnce);
    last = done.catch(() => undefined);
    return done;
  };

  const startInBackground = () => {
    callOffTimer();
    if (inBackground || stopped) return;
    inBackground = true;
    const done = now().catch((error: unknown) => void (failure ??= { error }));
    void done.finally(() => {
      inBackground = false;
      if (written.size > 0 || changed) plan();
    });
  };

  const plan = () => {
    if (stopped || failure !== null) return;
    if (writtenBytes >= stepBytes) startInBackground();
    else callOff ??= clock.after(stepMs, startInBackground);
  };

  return {
    noteWritten: (index, bytes) => {
      written.add(index);
      writtenBytes += bytes;
      plan();
    },
    noteChange: () => {
      changed = true;
      plan();
    },
    forget: (indexes) => {
      for (const index of indexes) {
        for (const set of [written, covered, synced]) set.delete(index);
      }
      changed = true;
      return now();
    },
    now,
    throwFailure: () => {
      if (failure !== null) throw failure.error;
    },
    stop: () => {
      stopped = true;
      callOffTimer();
    },
  };
}
