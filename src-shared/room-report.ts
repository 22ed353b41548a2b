// Who of the room has what, and how far those who are fetching it have come.
import type { GameId, PeerId } from './game.ts';

/** `busy`: an operation runs on it there. `other-version`: never counted as the game. */
export type HolderState = 'serving' | 'busy' | 'other-version' | 'partial';

export interface SpreadCell {
  /** Index into the report's `columns`. */
  column: number;
  state: HolderState;
  /** How much is there, 0–100; 100 unless it is still being fetched. */
  percent: number;
}

export interface SpreadGame {
  gameId: GameId;
  title: string;
  /** Sum of its files. */
  bytes: number;
  cells: SpreadCell[];
}

export interface RoomColumn {
  peerId: PeerId;
  name: string;
  /** This PC. */
  isSelf: boolean;
}

export interface BlockedPeer {
  peerId: PeerId;
  /** What it was called when it was blocked. */
  name: string;
}

export interface RoomReport {
  /** Milliseconds of a clock that never jumps; only differences mean something. */
  atMs: number;
  /** This PC first, then the others by name. */
  columns: RoomColumn[];
  /** Those that spread just now first, then what most have. */
  games: SpreadGame[];
  /** All that are on their way, whatever was searched for. */
  spreading: SpreadGame[];
  /** How many more there are than `games` shows. */
  moreGames: number;
  /** Bytes of games that went out to each peer since the start. */
  sent: { peerId: PeerId; bytes: number }[];
  /** Also those that are not here now. */
  blocked: BlockedPeer[];
}
