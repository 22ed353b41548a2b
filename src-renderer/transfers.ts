// Which games are being fetched: what stands in the queue, and what is installed straight from the room beside it. Pure.
import type { GameId } from '../src-shared/game.ts';
import type { OperationKind } from '../src-shared/operation.ts';
import { currentOf, type QueuePlace } from './queue-place.ts';

export interface Transfers {
  operations: ReadonlyMap<GameId, OperationKind>;
  queue: ReadonlyMap<GameId, QueuePlace>;
}

/** Bytes come from the room meanwhile. */
export const isFetching = (operation: OperationKind | null | undefined): boolean =>
  operation === 'downloading' || operation === 'streaming';

/** What is installed straight from the room; it is in no queue. */
export const streamedGames = ({ operations }: Pick<Transfers, 'operations'>): GameId[] =>
  [...operations].filter(([, kind]) => kind === 'streaming').map(([gameId]) => gameId);

export const transferCount = ({ operations, queue }: Transfers): number =>
  queue.size + streamedGames({ operations }).length;

/** The one to show large; null when nothing runs. */
export function currentTransfer({ operations, queue }: Transfers): GameId | null {
  return currentOf(queue) ?? streamedGames({ operations })[0] ?? null;
}
