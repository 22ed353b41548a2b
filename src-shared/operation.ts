// What may run on one game: at most one operation at a time.
import type { GameId } from './game.ts';

export type OperationKind =
  'downloading' | 'installing' | 'updating' | 'uninstalling' | 'removing' | 'streaming' | 'verifying';

export interface ActiveOperation {
  gameId: GameId;
  kind: OperationKind;
}
