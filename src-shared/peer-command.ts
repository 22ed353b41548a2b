// Everything that the peer can be told to do.
import type { GameId, GameRow, GameFile, GameVersion, PeerId } from './game.ts';
import type { RoomReport } from './room-report.ts';
import type { TransferLimits } from './transfer-limits.ts';

export type PeerCommand =
  | { kind: 'list-games' }
  /** Asks who has the game and what it consists of: `got-game-files` or `no-peers-have-game`. */
  | { kind: 'get-game'; gameId: GameId }
  /** The same, but never answered from this disk: for updates. */
  | { kind: 'fetch-latest-from-peers'; gameId: GameId }
  /**
   * Puts the game at the end of the download queue. `inPlace` frees space first by deleting the files that the new
   * version replaces, so that there is no going back: only where the player chose it.
   */
  | { kind: 'download-game-files'; gameId: GameId; install: boolean; inPlace?: boolean | undefined }
  | { kind: 'stream-install-game'; gameId: GameId }
  | { kind: 'install-game'; gameId: GameId }
  /** Tells what an uninstall would delete, and changes nothing. */
  | { kind: 'describe-uninstall'; gameId: GameId }
  /** `keepPlayerFiles` keeps saves, settings and the like for the next install; left out, all of it is deleted. */
  | { kind: 'uninstall-game'; gameId: GameId; keepPlayerFiles?: boolean | undefined }
  | { kind: 'remove-downloaded-game'; gameId: GameId }
  /** Takes the game out of the queue and deletes what was fetched so far. */
  | { kind: 'cancel-download'; gameId: GameId }
  /** Stops it and keeps what was fetched, also over a restart. */
  | { kind: 'pause-download'; gameId: GameId }
  /** Puts a paused or failed download back in line. */
  | { kind: 'resume-download'; gameId: GameId }
  /** Moves a download to this position of the queue, 0 being the first; what runs and would no longer be in front waits. */
  | { kind: 'move-download'; gameId: GameId; position: number }
  /** Compares every byte with what the room agrees on and tells what is wrong; `repair` fetches that, too. */
  | { kind: 'verify-game'; gameId: GameId; repair?: boolean | undefined }
  | { kind: 'set-transfer-limits'; limits: TransferLimits }
  | { kind: 'set-game-dir'; path: string }
  /** Looks through the games folder at once; resolves when that is done. */
  | { kind: 'rescan-library' }
  | { kind: 'get-peer-count' }
  /** `address` is `host:port`. */
  | { kind: 'connect-peer'; address: string }
  /** A blocked peer is asked for nothing, gets nothing and counts as no source, until it is unblocked. */
  | { kind: 'block-peer'; peerId: PeerId; blocked: boolean }
  /** Who has what. `search` is a part of a title; `limit` the most games that are answered. */
  | { kind: 'describe-room'; search: string; limit: number };

export type CommandKind = PeerCommand['kind'];

export interface GameFiles {
  gameId: GameId;
  version: GameVersion;
  files: GameFile[];
  totalBytes: number;
  sources: PeerId[];
}

export interface UninstallPreview {
  gameId: GameId;
  /** In the installed folder, the player's among them. */
  files: number;
  bytes: number;
  /** Saves, settings, screenshots …: files that the install did not write or that were changed since. */
  playerFiles: number;
  playerBytes: number;
  /** Some of their paths, relative to the installed folder, with `/`. */
  examples: string[];
  /** The folder that they would be kept in, absolute. */
  keptIn: string;
}

/** What a command answers at once. An outcome that takes time comes as an event. */
export interface CommandResults {
  'list-games': { games: GameRow[] };
  'get-peer-count': { count: number };
  'connect-peer': { peerId: PeerId };
  'describe-uninstall': UninstallPreview;
  'describe-room': RoomReport;
}

export type CommandResult<K extends CommandKind = CommandKind> = K extends keyof CommandResults
  ? CommandResults[K]
  : undefined;
