// Which games are being played: until that has ended, nothing may change their files.
import type { GameId } from '../../../src-shared/game.ts';
import { untilAborted } from './until-aborted.ts';

/** Gives a claimed game free again. */
export type Release = () => void;

export interface GamesInUse {
  /** It, or its server, runs or is being started. */
  isInUse: (gameId: GameId) => boolean;
  /** null when it is in use; else nobody can start it until it is released. Both are decided in the same moment. */
  tryClaim: (gameId: GameId) => Release | null;
  /** Calls each time a game may have come out of use; answers how to leave. */
  watchUse: (listener: () => void) => () => void;
}

/** For a peer that starts no games. */
export const noGamesInUse: GamesInUse = { isInUse: () => false, tryClaim: () => () => {}, watchUse: () => () => {} };

/** Resolves once nobody plays the game, and nobody can start it until it is released. */
export type Claim = () => Promise<Release>;

/** Of what nobody can play. */
export const alwaysClosed: Claim = async () => () => {};

/** Claims the game as soon as it is not in use; rejects with the signal's reason when that comes first. */
export async function claimUnused(games: GamesInUse, gameId: GameId, signal: AbortSignal): Promise<Release> {
  for (;;) {
    const release = games.tryClaim(gameId);
    if (release !== null) return release;
    const told = Promise.withResolvers<void>();
    const leave = games.watchUse(told.resolve);
    try {
      await untilAborted(told.promise, signal);
    } finally {
      leave();
    }
  }
}

/** Does the work while nobody can start the game. */
export async function whileClaimed<T>(claim: Claim, work: () => Promise<T>): Promise<T> {
  const release = await claim();
  try {
    return await work();
  } finally {
    release();
  }
}
