// Games that something is about to change: as long as one is claimed, it is not started.
import type { GameId } from '../../src-shared/game.ts';
import type { Release } from '../peer/edge/games-in-use.ts';

export interface ClaimedGames {
  has: (gameId: GameId) => boolean;
  /** A game may be claimed more than once; it is free when all claims are released. */
  add: (gameId: GameId) => Release;
}

export function createClaimedGames(): ClaimedGames {
  const claims = new Map<GameId, Set<symbol>>();
  return {
    has: (gameId) => claims.has(gameId),
    add: (gameId) => {
      const claim = Symbol(gameId);
      const all = claims.get(gameId) ?? new Set();
      claims.set(gameId, all.add(claim));
      return () => {
        all.delete(claim);
        if (all.size === 0) claims.delete(gameId);
      };
    },
  };
}
