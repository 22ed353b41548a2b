// What one peer tells the room about one of its games.
import type { GameId, GameVersion } from '../../../src-shared/game.ts';

/**
 * `serving`: may be asked for. `busy`: an operation runs on it just now. `other-version`: not the version that this
 * peer's catalog expects, so it is shown and never served.
 */
export type SharingState = 'serving' | 'busy' | 'other-version';

export interface GameSummary {
  id: GameId;
  version: GameVersion;
  /** Sum of the sizes of the files that would travel. */
  bytes: number;
  state: SharingState;
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
