// Which games are being played: until that has ended, nothing may change their files.
import type { GameId } from '../../../src-shared/game.ts';
import { untilAborted } from './until-aborted.ts';

export interface GamesInUse {
  /** It, or its server, runs or is being started. */
  isInUse: (gameId: GameId) => boolean;
  /** Calls each time a game may have come out of use; answers how to leave. */
  watchUse: (listener: () => void) => () => void;
}

/** For a peer that starts no games. */
export const noGamesInUse: GamesInUse = { isInUse: () => false, watchUse: () => () => {} };

/** Resolves when the game is not in use; rejects with the signal's reason when that comes first. */
export async function untilUnused(games: GamesInUse, gameId: GameId, signal: AbortSignal): Promise<void> {
  while (games.isInUse(gameId)) {
    const told = Promise.withResolvers<void>();
    const leave = games.watchUse(told.resolve);
    try {
      await untilAborted(told.promise, signal);
    } finally {
      leave();
    }
  }
}
