// Tells whoever is concerned with a game that what the room has of it has changed.
import type { GameId } from '../../src-shared/game.ts';

export interface GameWatchers {
  /** Answers how to leave. */
  watch: (gameId: GameId, listener: () => void) => () => void;
  tell: (gameIds: Iterable<GameId>) => void;
}

export function createGameWatchers(): GameWatchers {
  const listeners = new Map<GameId, Set<() => void>>();
  return {
    watch: (gameId, listener) => {
      const own = listeners.get(gameId) ?? new Set();
      listeners.set(gameId, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0 && listeners.get(gameId) === own) listeners.delete(gameId);
      };
    },
    tell: (gameIds) => {
      for (const gameId of gameIds) for (const listener of listeners.get(gameId) ?? []) listener();
    },
  };
}
