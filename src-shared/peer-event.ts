// Everything that the peer tells. Events say what changed; a snapshot is the truth.
import type { QueuedDownload } from './download-queue.ts';
import type { GameId, GameRow, GameVersion, PeerId } from './game.ts';
import type { ActiveOperation } from './operation.ts';
import type { GameFiles } from './peer-command.ts';
import type { ErrorData } from './peer-error.ts';
import type { Lane, PeerRow } from './peer-row.ts';

/** Rows that are new or different, and ids that are no longer in the list. */
export interface LibraryChange {
  games: GameRow[];
  removed: GameId[];
}

/** `waiting`: nobody who could give a byte is in the room now, or the game is being played. `verifying`: what is on disk already is being hashed. */
export type DownloadPhase = 'finding-peers' | 'checking-space' | 'downloading' | 'waiting' | 'verifying' | 'finalising';

/** What was interrupted could not be brought to an end when the games folder was opened. Holds until the next operation. */
export interface RecoveryFailure {
  gameId: GameId;
  error: ErrorData;
}

export interface SourceProgress {
  peerId: PeerId;
  name: string;
  bytes: number;
  bytesPerSecond: number;
  lane: Lane | null;
  /** Has the whole game; otherwise it is still downloading too. */
  complete: boolean;
}

/** Bytes are counted once however often a piece had to be fetched; the rate is of raw bytes. */
export interface DownloadProgress {
  gameId: GameId;
  phase: DownloadPhase;
  downloadedBytes: number;
  totalBytes: number;
  bytesPerSecond: number;
  /** How fast checked pieces go to the disk; it comes in steps, a piece at a time. */
  writtenBytesPerSecond: number;
  sources: SourceProgress[];
  /** Every piece is checked against its hash; false while nobody in the room has finished hashing the game. */
  verified: boolean;
  /** What it waits for, in phase `waiting`. */
  waitingFor: string | null;
}

/** The library being hashed in the background, so that others can check what they get from here. */
export interface HashingProgress {
  /** The game at work; null when all are done or hashing pauses. */
  gameId: GameId | null;
  /** Of all games that are not hashed yet, including those of `gameId`. */
  hashedBytes: number;
  totalBytes: number;
}

export interface VerifyProgress {
  gameId: GameId;
  checkedBytes: number;
  totalBytes: number;
  /** What the repair waits for, as a sentence. */
  waitingFor?: string | null | undefined;
}

/** How many of the game's files and pieces were wrong. */
export interface VerifySummary {
  files: number;
  checkedBytes: number;
  badFiles: number;
  badPieces: number;
  badBytes: number;
  /** All of it was fetched again; otherwise it was only told. */
  repaired: boolean;
}

export interface InstallProgress {
  gameId: GameId;
  writtenBytes: number;
  totalBytes: number;
  /** What it waits for before it begins, or before the new version takes its place, as a sentence. */
  waitingFor?: string | null | undefined;
  /** Of an install straight from the room. */
  streamed?: StreamedProgress | undefined;
}

/** How fast, and who sends now. */
export type StreamedProgress = Pick<DownloadProgress, 'phase' | 'bytesPerSecond' | 'writtenBytesPerSecond' | 'sources'>;

/** Of what one run of a download has fetched; bytes that were here already do not count. mebibytes = 2^20 bytes; 1 MiB/s = 8.388608 Mbit/s. */
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
  /** How much these games take unpacked has become known; nothing on disk has changed. */
  | ({ kind: 'unpacked-sizes-changed' } & LibraryChange)
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
  | ({ kind: 'download-paused'; gameId: GameId } & TransferSummary)
  | { kind: 'download-queue-changed'; queue: QueuedDownload[] }
  /** A PC sent wrong bytes. `everything`: it is asked for nothing any more; otherwise not for this game. */
  | { kind: 'source-banned'; peerId: PeerId; name: string; gameId: GameId; everything: boolean; reason: string }
  /** The games folder in use is gone, or is back. */
  | { kind: 'game-dir-changed'; path: string; present: boolean }
  | ({ kind: 'hashing-progress' } & HashingProgress)
  | ({ kind: 'verify-progress' } & VerifyProgress)
  | ({ kind: 'verify-finished'; gameId: GameId } & VerifySummary)
  | { kind: 'verify-cancelled'; gameId: GameId }
  | { kind: 'verify-failed'; gameId: GameId; error: ErrorData }
  | ({ kind: 'install-progress' } & InstallProgress)
  /** `streamed`: it came straight from the room, so that no archive is stored. */
  | {
      kind: 'install-finished';
      gameId: GameId;
      version: GameVersion;
      updated: boolean;
      streamed?: Omit<TransferSummary, 'pieces'> | undefined;
    }
  | { kind: 'install-failed'; gameId: GameId; error: ErrorData }
  /** `warning`: why files are still there; they are deleted later. */
  | { kind: 'uninstall-finished'; gameId: GameId; warning?: ErrorData | undefined }
  | { kind: 'uninstall-failed'; gameId: GameId; error: ErrorData }
  | { kind: 'remove-finished'; gameId: GameId; warning?: ErrorData | undefined }
  | { kind: 'remove-failed'; gameId: GameId; error: ErrorData }
  | ({ kind: 'recovery-failed' } & RecoveryFailure)
  | { kind: 'peer-connected'; peer: PeerRow }
  | { kind: 'peer-updated'; peer: PeerRow }
  | { kind: 'peer-disconnected'; peerId: PeerId }
  | { kind: 'peer-count'; count: number }
  | { kind: 'runtime-failed'; error: ErrorData }
  | { kind: 'log'; level: LogLevel; message: string };

export type PeerEventKind = PeerEvent['kind'];
