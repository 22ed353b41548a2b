// The games that wait for being hashed, one at a time and the smallest first, so that much of the library is known soon.
import type { GameId } from '../../../src-shared/game.ts';
import type { HashingProgress } from '../../../src-shared/peer-event.ts';
import type { Clock } from '../edge/clock.ts';
import type { Stop } from '../edge/stop.ts';

const progressMs = 500;

export interface HashQueueOptions {
  /** Hashes one game. Rejects when it cannot, or with the signal's reason. */
  hash: (gameId: GameId, signal: AbortSignal, onBytes: (count: number) => void) => Promise<void>;
  onFailure: (gameId: GameId, error: unknown) => void;
  /** At most twice a second, and once at the end. */
  onProgress: (progress: HashingProgress) => void;
  clock: Clock;
}

export interface HashQueue {
  /** Bytes: of the whole game. */
  add: (gameId: GameId, bytes: number) => void;
  /** Breaks off the game when it is at work, and forgets it. */
  drop: (gameId: GameId) => void;
  progress: () => HashingProgress;
  /** Breaks off the game at work, which goes on later where it was. */
  setPaused: (paused: boolean) => void;
  /** Resolves when nothing is at work any more. */
  stop: Stop;
}

interface Work {
  gameId: GameId;
  bytes: number;
  hashedBytes: number;
  abort: AbortController;
}

const pausedReason = new Error('hashing pauses');
const droppedReason = new Error('the game is not to be hashed any more');

export function createHashQueue({ hash, onFailure, onProgress, clock }: HashQueueOptions): HashQueue {
  const waiting = new Map<GameId, number>();
  let work: Work | null = null;
  /** Of games that are dealt with since the queue was last empty. */
  let doneBytes = 0;
  let running: Promise<void> | null = null;
  let paused = false;
  let stopped = false;

  const progress = (): HashingProgress => {
    const givenBytes = [...waiting.values()].reduce((sum, bytes) => sum + bytes, doneBytes);
    if (work === null) return { gameId: null, hashedBytes: doneBytes, totalBytes: givenBytes };
    const hashedBytes = doneBytes + hashedOf(work);
    return { gameId: paused ? null : work.gameId, hashedBytes, totalBytes: givenBytes + work.bytes };
  };
  const teller = createTeller(clock, () => onProgress(progress()));
  const canWork = () => waiting.size > 0 && !paused && !stopped;

  const hashOne = async (gameId: GameId, bytes: number) => {
    waiting.delete(gameId);
    const own: Work = { gameId, bytes, hashedBytes: 0, abort: new AbortController() };
    work = own;
    const { signal } = own.abort;
    const onBytes = (count: number) => {
      own.hashedBytes += count;
      if (!signal.aborted) teller.tellSoon();
    };
    try {
      await hash(gameId, signal, onBytes);
      doneBytes += bytes;
    } catch (error) {
      if (signal.reason === pausedReason) {
        if (!waiting.has(gameId)) waiting.set(gameId, bytes);
      } else doneBytes += signal.aborted ? hashedOf(own) : bytes;
      if (!signal.aborted) onFailure(gameId, error);
    } finally {
      work = null;
    }
  };

  const run = async () => {
    while (canWork()) await hashOne(...smallest(waiting));
    if (stopped) return;
    if (waiting.size === 0) doneBytes = 0;
    if (paused) teller.tellSoon();
    else teller.tellLast();
  };

  const wake = () => {
    if (running !== null || !canWork()) return;
    // What came after the last look at the queue must not wait for the next call.
    running = run().finally(() => {
      running = null;
      wake();
    });
  };

  const breakOff = (reason: Error) => work?.abort.abort(reason);

  return {
    add: (gameId, bytes) => {
      waiting.set(gameId, bytes);
      wake();
    },
    drop: (gameId) => {
      waiting.delete(gameId);
      if (work?.gameId === gameId) breakOff(droppedReason);
    },
    progress,
    setPaused: (next) => {
      paused = next;
      if (paused) breakOff(pausedReason);
      else wake();
    },
    stop: async () => {
      stopped = true;
      teller.stop();
      breakOff(droppedReason);
      await running;
    },
  };
}

const hashedOf = ({ hashedBytes, bytes }: Work): number => Math.min(hashedBytes, bytes);

function smallest(waiting: ReadonlyMap<GameId, number>): [GameId, number] {
  return [...waiting].reduce((least, next) => (next[1] < least[1] ? next : least));
}

/** Spaces out what is told, and forgets nothing: the newest state always follows. */
function createTeller(clock: Clock, tell: () => void) {
  let toldMs = -Infinity;
  let pending: (() => void) | null = null;
  let silent = true;
  const callOff = () => {
    pending?.();
    pending = null;
  };
  const tellNow = () => {
    callOff();
    toldMs = clock.nowMs();
    silent = false;
    tell();
  };
  return {
    tellSoon: () => {
      if (pending !== null) return;
      const waitMs = toldMs + progressMs - clock.nowMs();
      if (waitMs <= 0) tellNow();
      else pending = clock.after(waitMs, tellNow);
    },
    /** Only when something was told since the last one. */
    tellLast: () => {
      if (silent && pending === null) return;
      tellNow();
      silent = true;
    },
    stop: callOff,
  };
}
