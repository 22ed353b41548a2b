// The line of downloads as the interface shows it.
import type { GameId } from './game.ts';
import type { ErrorData } from './peer-error.ts';

/** `stalled`: it runs, but nobody in the room can give a byte now, or its game is being played; it goes on by itself and holds up nobody behind it. */
export type QueueState = 'queued' | 'running' | 'stalled' | 'paused' | 'failed';

export interface QueuedDownload {
  gameId: GameId;
  /** Whether it is installed once it is here. */
  install: boolean;
  state: QueueState;
  /** Why, in state `failed`; what was fetched is kept. */
  error: ErrorData | null;
}
