// A GamePlayer without processes, for tests of what stands around it.
import type { GameId } from '../../../src-shared/game.ts';
import type { LaunchKind, RunningChange, RunningGame } from '../../../src-shared/running-game.ts';
import type { GamePlayer, PlayRequest } from '../play-game.ts';

export interface FakePlayer extends GamePlayer {
  played: PlayRequest[];
  ended: [GameId, LaunchKind][];
  rows: RunningGame[];
  tell: (change: RunningChange) => void;
}

export function createFakePlayer(): FakePlayer {
  const listeners = new Set<(change: RunningChange) => void>();
  const fake: FakePlayer = {
    played: [],
    ended: [],
    rows: [],
    tell: (change) => {
      for (const listener of listeners) listener(change);
    },
    findEarlier: async () => {},
    play: async (request) => void fake.played.push(request),
    end: async (gameId, kind) => void fake.ended.push([gameId, kind]),
    findScripts: async () => ({ game: true, server: true }),
    running: () => fake.rows,
    isInUse: (gameId) => fake.rows.some((row) => row.gameId === gameId),
    tryClaim: (gameId) => (fake.isInUse(gameId) ? null : () => {}),
    watchUse: (listener) => fake.watch(listener),
    watch: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: async () => listeners.clear(),
  };
  return fake;
}
