// Everything that the peer can be told to do.
import type { GameId, GameRow, GameFile, GameVersion, PeerId } from './game.ts';

export type PeerCommand =
  | { kind: 'list-games' }
  /** Asks who has the game and what it consists of: `got-game-files` or `no-peers-have-game`. */
  | { kind: 'get-game'; gameId: GameId }
  /** The same, but never answered from this disk: for updates. */
  | { kind: 'fetch-latest-from-peers'; gameId: GameId }
  | { kind: 'download-game-files'; gameId: GameId; install: boolean }
  | { kind: 'stream-install-game'; gameId: GameId }
  | { kind: 'install-game'; gameId: GameId }
  | { kind: 'uninstall-game'; gameId: GameId }
  | { kind: 'remove-downloaded-game'; gameId: GameId }
  | { kind: 'cancel-download'; gameId: GameId }
  | { kind: 'pause-download'; gameId: GameId }
  | { kind: 'resume-download'; gameId: GameId }
  | { kind: 'verify-game'; gameId: GameId }
  | { kind: 'set-game-dir'; path: string }
  | { kind: 'get-peer-count' }
  /** `address` is `host:port`. */
  | { kind: 'connect-peer'; address: string };

export type CommandKind = PeerCommand['kind'];

export interface GameFiles {
  gameId: GameId;
  version: GameVersion;
  files: GameFile[];
  totalBytes: number;
  sources: PeerId[];
}

/** What a command answers at once. An outcome that takes time comes as an event. */
export interface CommandResults {
  'list-games': { games: GameRow[] };
  'get-peer-count': { count: number };
  'connect-peer': { peerId: PeerId };
}

export type CommandResult<K extends CommandKind = CommandKind> = K extends keyof CommandResults
  ? CommandResults[K]
  : undefined;
