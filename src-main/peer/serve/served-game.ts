// Whether a game may be asked for here, and refusing it in words.
import type { GameId, GameVersion } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { ServerOptions } from './server-options.ts';

export interface ServedGame {
  gameDir: string;
  version: GameVersion;
}

/** null when it is not served whole. */
export function findServed(
  { servedVersion, gameDir }: Pick<ServerOptions, 'servedVersion' | 'gameDir'>,
  gameId: GameId,
): ServedGame | null {
  const version = servedVersion(gameId);
  const dir = gameDir();
  return version === null || dir === null ? null : { gameDir: dir, version };
}

export const notServed = (gameId: GameId): PeerError => refusal(`${gameId} is not served here now.`);

export const refusal = (sentence: string): PeerError => new PeerError('request-refused', sentence);
