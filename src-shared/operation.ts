// What may run on one game: at most one operation at a time.
import type { GameId } from './game.ts';

export type OperationKind =
  'downloading' | 'installing' | 'updating' | 'uninstalling' | 'removing' | 'streaming' | 'verifying';

export interface ActiveOperation {
  gameId: GameId;
  kind: OperationKind;
}

/** Until it changes the installed game, which nobody can start just then, that may be played. */
export const leavesPlayable = (kind: OperationKind): boolean =>
  kind === 'downloading' || kind === 'verifying' || kind === 'updating' || kind === 'streaming';
