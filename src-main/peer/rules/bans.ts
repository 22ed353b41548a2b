// What becomes of a peer that sent wrong bytes.
import type { GameId } from '../../../src-shared/game.ts';
import type { PeerBan } from '../../../src-shared/peer-row.ts';

/** One damaged game may be a bad disk sector; this many are a bad disk, or a liar. */
const gamesUntilEverything = 3;

/** The ban after one more piece of `gameId` was wrong. */
export function nextBan(before: PeerBan | null, gameId: GameId, reason: string): PeerBan {
  const gameIds = [...new Set([...(before?.gameIds ?? []), gameId])];
  return { gameIds, everything: gameIds.length >= gamesUntilEverything, reason };
}

export const isBannedFor = (ban: PeerBan | null | undefined, gameId: GameId): boolean =>
  ban != null && (ban.everything || ban.gameIds.includes(gameId));
