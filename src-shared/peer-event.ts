// Everything that the peer tells. Events say what changed; a snapshot is the truth.
import type { GameId, GameRow, GameVersion, PeerId } from './game.ts';
import type { ActiveOperation } from './operation.ts';
import type { GameFiles } from './peer-command.ts';
import type { ErrorData } from './peer-error.ts';
import type { PeerRow } from './peer-row.ts';

/** Rows that are new or different, and ids that are no longer in the list. */
export interface LibraryChange {
  games: GameRow[];
  removed: GameId[];
}

export type DownloadPhase = 'finding-peers' | 'checking-space' | 'downloading' | 'verifying' | 'finalising';

export interface SourceProgress {
  peerId: PeerId;
  name: string;
  bytes: number;
  bytesPerSecond: number;
}

/** Bytes are counted once however often a piece had to be fetched; the rate is of raw bytes. */
export interface DownloadProgress {
  gameId: GameId;
  phase: DownloadPhase;
  downloadedBytes: number;
  totalBytes: number;
  bytesPerSecond: number;
  sources: SourceProgress[];
}

export interface InstallProgress {
  gameId: GameId;
  writtenBytes: number;
  totalBytes: number;
}

/** Of a whole download. mebibytes = 2^20 bytes; 1 MiB/s = 8.388608 Mbit/s. */
export interface TransferSummary {
  bytes: number;
  pieces: number;
  elapsedMs: number;
  mibPerSecond: number;
  mbitPerSecond: number;
  sources: SourceProgress[];
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type PeerEvent =
  | { kind: 'local-peer-ready'; peerId: PeerId; name: string; address: string; port: number }
  | ({ kind: 'local-library-changed' } & LibraryChange)
  | ({ kind: 'remote-library-changed' } & LibraryChange)
  | { kind: 'active-operations-changed'; operations: ActiveOperation[] }
  | ({ kind: 'got-game-files' } & GameFiles)
  | { kind: 'no-peers-have-game'; gameId: GameId }
  | {
      kind: 'download-begin';
      gameId: GameId;
      version: GameVersion;
      totalBytes: number;
      pieces: number;
      sources: PeerId[];
    }
  | ({ kind: 'download-progress' } & DownloadProgress)
  | ({ kind: 'download-finished'; gameId: GameId; version: GameVersion } & TransferSummary)
  | ({ kind: 'download-failed'; gameId: GameId; error: ErrorData } & TransferSummary)
  | ({ kind: 'download-cancelled'; gameId: GameId } & TransferSummary)
  | ({ kind: 'install-progress' } & InstallProgress)
  | { kind: 'install-finished'; gameId: GameId; version: GameVersion; updated: boolean }
  | { kind: 'install-failed'; gameId: GameId; error: ErrorData }
  | { kind: 'uninstall-finished'; gameId: GameId }
  | { kind: 'uninstall-failed'; gameId: GameId; error: ErrorData }
  | { kind: 'remove-finished'; gameId: GameId }
  | { kind: 'remove-failed'; gameId: GameId; error: ErrorData }
  | { kind: 'peer-connected'; peer: PeerRow }
  | { kind: 'peer-updated'; peer: PeerRow }
  | { kind: 'peer-disconnected'; peerId: PeerId }
  | { kind: 'peer-count'; count: number }
  | { kind: 'runtime-failed'; error: ErrorData }
  | { kind: 'log'; level: LogLevel; message: string };

export type PeerEventKind = PeerEvent['kind'];
