// Where a download stands in the queue. Pure.
import type { QueuedDownload } from '../src-shared/download-queue.ts';
import type { GameId } from '../src-shared/game.ts';

export interface QueuePlace extends QueuedDownload {
  /** Place in the whole queue, from 0, and how many there are. */
  position: number;
  count: number;
  /** Its turn among those that run or will start by themselves, from 1: what is paused, failed or stalled holds up nobody. */
  turn: number;
}

/** By game, in the order of the queue. */
export function queuePlaces(queue: readonly QueuedDownload[]): ReadonlyMap<GameId, QueuePlace> {
  const places = new Map<GameId, QueuePlace>();
  let ahead = 0;
  for (const [position, entry] of queue.entries()) {
    places.set(entry.gameId, { ...entry, position, count: queue.length, turn: ahead + 1 });
    if (entry.state === 'running' || entry.state === 'queued') ahead += 1;
  }
  return places;
}

/** What “Pause all” is for; those behind come first, so that none of them starts when one in front stops. */
export function pausable(queue: ReadonlyMap<GameId, QueuePlace>): GameId[] {
  const active = [...queue.values()].filter(({ state }) => state !== 'paused' && state !== 'failed');
  return active.map(({ gameId }) => gameId).toReversed();
}

/** What “Resume all” is for, the front first. What failed waits for its own “Try again”. */
export function resumable(queue: ReadonlyMap<GameId, QueuePlace>): GameId[] {
  return [...queue.values()].filter(({ state }) => state === 'paused').map(({ gameId }) => gameId);
}

/** Where a download goes in the queue when it is dropped at another one; null when that is where it is. */
export function dropPosition(
  order: readonly GameId[],
  moved: GameId,
  target: { gameId: GameId; side: 'before' | 'after' },
): number | null {
  const others = order.filter((gameId) => gameId !== moved);
  const at = others.indexOf(target.gameId);
  if (at === -1) return null;
  const position = target.side === 'before' ? at : at + 1;
  return position === order.indexOf(moved) ? null : position;
}

/** The one to show large: the first that moves, else the first that waits for the room; null when nothing runs. */
export function currentOf(queue: ReadonlyMap<GameId, QueuePlace>): GameId | null {
  const places = [...queue.values()];
  const found = places.find(({ state }) => state === 'running') ?? places.find(({ state }) => state === 'stalled');
  return found?.gameId ?? null;
}
