// Which downloads of the queue run: always the first that can, as many as may run at once.
import type { GameId } from '../../../src-shared/game.ts';
import type { QueueState } from '../../../src-shared/download-queue.ts';

export interface QueueItem {
  gameId: GameId;
  state: QueueState;
  /** It cannot start now, because something else still works on the game. */
  busy: boolean;
}

export interface QueueDecision {
  start: GameId[];
  /** They go back to waiting and keep what they have. */
  suspend: GameId[];
}

/**
 * `items` in the player's order; `concurrency` = downloads that may run at once; `ending` = those that were told to stop
 * and have not ended yet, which hold their place until then.
 *
 * - What runs is always what comes first in the order, whatever has changed. So a download that runs is suspended when
 *   one before it can run again: it was moved, resumed, has found a source, or its game is no longer busy.
 * - A stalled one takes no place. When it goes on, it takes one like any other, and is itself suspended when there is
 *   none for it; otherwise everything that waited for the same PC would run at once when that PC comes back.
 * - A busy one is passed over and takes no place.
 */
export function decideQueue(items: readonly QueueItem[], concurrency: number, ending: number): QueueDecision {
  const running = items.filter(({ state }) => state === 'running');
  const ready = items.filter(({ state, busy }) => state === 'running' || (state === 'queued' && !busy));
  const first = new Set(ready.slice(0, concurrency));
  const free = Math.max(0, concurrency - running.length - ending);
  const starting = ready.filter(({ state }) => state === 'queued').slice(0, free);
  return {
    start: starting.map(({ gameId }) => gameId),
    suspend: running.filter((item) => !first.has(item)).map(({ gameId }) => gameId),
  };
}

/** The order with this one at `position`, 0 being the first; beyond the end is the end. */
export function moveTo<T extends { gameId: GameId }>(items: readonly T[], gameId: GameId, position: number): T[] {
  const moved = items.filter((item) => item.gameId === gameId);
  return items.filter((item) => item.gameId !== gameId).toSpliced(position, 0, ...moved);
}
