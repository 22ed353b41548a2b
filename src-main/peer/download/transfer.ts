// Moves all missing pieces of a game from everybody in the room who has some of them.
import type { PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { waitsForRest } from '../../../src-shared/wait-sentences.ts';
import type { Stop } from '../edge/stop.ts';
import { untilAborted } from '../edge/until-aborted.ts';
import type { PeerRegistry } from '../room/peer-registry.ts';
import type { Piece } from '../rules/pieces.ts';
import { createSourceRates } from '../rules/source-rates.ts';
import type { ProgressTracker } from './progress.ts';
import { createPieceReceiver, type ReceiverOptions } from './receive-piece.ts';
import { createSourcePool, type PoolOptions } from './source-pool.ts';

/** How long nobody may be of use before the player is told what is being waited for. */
const waitingAfterMs = 1000;
const tickMs = 250;

export interface TransferOptions
  extends Omit<PoolOptions, 'receive' | 'rates'>, Omit<ReceiverOptions, 'store' | 'onBytes'> {
  registry: PoolOptions['registry'] & Pick<PeerRegistry, 'banned'>;
  /** Calls `listener` when what the room has of this game changes; answers how to leave. */
  watchGame: (listener: () => void) => () => void;
  write: (piece: Piece, bytes: Uint8Array, from: PeerId, checked: boolean) => Promise<void>;
  /** What is being waited for, as a sentence; null when bytes flow again. */
  onWaiting: (reason: string | null) => void;
  progress: ProgressTracker;
}

export interface Transfer {
  /**
   * Resolves when every piece is written. Rejects with the signal's reason, with a disk failure, or with `bad-data` when
   * only liars are left.
   */
  done: Promise<void>;
  /** The hashes became known, or pieces turned out wrong: looks again at who can give what. */
  refresh: () => void;
  /** Ends it with this failure. */
  fail: (error: unknown) => void;
  stop: Stop;
}

export function startTransfer(options: TransferOptions): Transfer {
  const { picker, registry, progress, clock, gameId } = options;
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const finish = Promise.withResolvers<void>();
  // Nobody may be listening yet when the disk fails.
  finish.promise.catch(() => undefined);
  const rates = createSourceRates(clock.nowMs);
  let lastUsefulMs = clock.nowMs();
  let writing = 0;
  let isWaiting = false;

  const store: ReceiverOptions['store'] = async (piece, bytes, from, checked) => {
    writing += 1;
    try {
      if (!picker.have.has(piece.index)) await options.write(piece, bytes, from, checked);
    } catch (error) {
      finish.reject(error);
      throw error;
    } finally {
      writing -= 1;
      lastUsefulMs = clock.nowMs();
    }
    const { isNew, alsoAsked } = picker.complete(piece.index, from);
    pool.drop(piece.index, alsoAsked);
    if (isNew) progress.addPiece(piece.length);
    if (picker.missing === 0) finish.resolve();
  };

  const onBytes = (from: PeerId, count: number) => {
    rates.add(from, count);
    progress.addReceived(from, count);
    lastUsefulMs = clock.nowMs();
    if (isWaiting) setWaiting(null);
  };

  const setWaiting = (reason: string | null) => {
    isWaiting = reason !== null;
    options.onWaiting(reason);
  };

  const receive = createPieceReceiver({ ...options, store, onBytes });
  const pool = createSourcePool({ ...options, receive, rates, signal });

  /** Nobody is left but those that sent wrong bytes: waiting for a better one would hide that. */
  const failWithLiars = () => {
    const liars = registry.banned(gameId);
    if (liars.length === 0) return;
    const hint = 'What was right is kept. Resume when another PC with this game is in the room.';
    const names = liars.map(registry.name).join(', ');
    finish.reject(new PeerError('bad-data', `Only wrong bytes of ${gameId} came from ${names}.`, hint));
  };

  const refresh = () => {
    pool.refresh();
    if (pool.size === 0 && picker.missing > 0) failWithLiars();
  };

  let callOff = () => {};
  const tick = () => {
    const silent = clock.nowMs() - lastUsefulMs > waitingAfterMs;
    if (!isWaiting && silent && !pool.isBusy && writing === 0) setWaiting(waitsForRest);
    refresh();
    callOff = clock.after(tickMs, tick);
  };

  callOff = clock.after(tickMs, tick);
  const stopWatching = options.watchGame(refresh);
  if (picker.missing === 0) finish.resolve();
  refresh();
  return {
    done: untilAborted(finish.promise, options.signal),
    refresh,
    fail: finish.reject,
    stop: async () => {
      callOff();
      stopWatching();
      ending.abort(new PeerError('cancelled', 'The download has ended.'));
      await pool.stop();
    },
  };
}
