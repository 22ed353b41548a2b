// What one peer tells the room about one of its games.
import type { GameId, GameVersion } from '../../../src-shared/game.ts';

/**
 * `serving`: may be asked for. `busy`: an operation runs on it just now. `other-version`: not the version that this
 * peer's catalog expects, so it is shown and never served. `partial`: a download under way whose verified pieces may be
 * asked for.
 */
export type SharingState = 'serving' | 'busy' | 'other-version' | 'partial';

export interface GameSummary {
  id: GameId;
  version: GameVersion;
  /** Sum of the sizes of the files that would travel. */
  bytes: number;
  state: SharingState;
  /** What it consists of, hash by hash; null while it is still being hashed. Set for every `partial` one. */
  manifestId: string | null;
  /** Of a `partial` one: how much of it that peer holds, in whole percent, a few seconds old at most. */
  heldPercent?: number | undefined;
  /** What its archives unpack to, as they say themselves; left out while that is not known. For people to see only. */
  unpackedBytes?: number | undefined;
}

export type Library = ReadonlyMap<GameId, GameSummary>;

/**
 * A library as of one revision. `epoch` is new at every start of the peer, so that revisions of two runs are never
 * compared.
 */
export interface LibrarySnapshot {
  epoch: string;
  rev: number;
  games: GameSummary[];
}

export interface LibraryDelta {
  epoch: string;
  fromRev: number;
  toRev: number;
  added: GameSummary[];
  updated: GameSummary[];
  removed: GameId[];
}
