// What peers say to each other. Each request travels on a stream of its own.
import type { GameFile, GameId, GameVersion, PeerId } from '../../../src-shared/game.ts';
import type { Lane, LinkKind } from '../../../src-shared/peer-row.ts';
import type { ErrorCode } from '../../../src-shared/peer-error.ts';
import type { LibraryDelta, LibrarySnapshot } from '../rules/game-summary.ts';
import type { Manifest } from '../rules/manifest.ts';
import type { PlannedArchive, StreamPosition } from '../rules/stream-plan.ts';

/** What time it is there, milliseconds since the epoch; builds from before do not tell. */
export interface TimeTold {
  clockMs?: number | undefined;
}

/** What both sides of a connection tell of themselves. `publicKey` is SPKI in PEM, `nonce` 32 random bytes in hex. */
export interface Introduction extends TimeTold {
  protocolVersion: number;
  peerId: PeerId;
  name: string;
  /** Of the program, for people; a build that says nothing is as good a peer. */
  appVersion?: string | undefined;
  /** Of the PC; builds from before say neither this nor the link. */
  hostName?: string | undefined;
  /** Of the card that leads to the listener; left out where the system does not tell. */
  link?: LinkKind | undefined;
  /** Where this peer listens; the host is the one that its packets come from. */
  listenPort: number;
  /** TCP port of the TLS lane; null where there is none. */
  tlsPort: number | null;
  features: string[];
  publicKey: string;
  nonce: string;
  library: LibrarySnapshot;
}

export type PeerRequest =
  | ({ type: 'hello' } & Introduction)
  | ({ type: 'ping' } & TimeTold)
  | { type: 'goodbye' }
  | { type: 'list-games' }
  /** How the asker is going to fetch bulk bytes. */
  | { type: 'lane'; lane: Lane }
  | { type: 'get-game'; gameId: GameId }
  | { type: 'get-manifest'; gameId: GameId; manifestId: string }
  | { type: 'get-game-file-data'; gameId: GameId; version: GameVersion; path: string }
  /** `manifestId` when the asker knows it: a peer that is itself still downloading serves only pieces of that manifest. */
  | {
      type: 'get-game-file-chunk';
      gameId: GameId;
      version: GameVersion;
      manifestId: string | null;
      path: string;
      offset: number;
      length: number;
    }
  /** `manifestId` when the asker knows it. Answered by `ok` and then by stream frames, the plan first. */
  | { type: 'stream-install'; gameId: GameId; version: GameVersion; manifestId: string | null; from: StreamPosition }
  | ({ type: 'library-delta' } & LibraryDelta)
  /** Asks to be told which pieces of a running download the other side holds, from now on, until the stream ends. */
  | { type: 'have'; gameId: GameId; manifestId: string };

/** The second message of the one who says hello, on the same stream: proves that it holds the key of its id. */
export interface HelloProof {
  type: 'hello-proof';
  signature: string;
}

export interface Refusal {
  ok: false;
  code: ErrorCode;
  message: string;
}

export interface HelloAck extends Introduction {
  ok: true;
  signature: string;
}

/** Said instead of an ack to a peer that speaks another version. */
export interface VersionRefusal extends Refusal {
  code: 'version-mismatch';
  protocolVersion: number;
  peerId: PeerId;
  name: string;
}

/** Answer to `ping`. */
export interface Pong extends TimeTold {
  ok: true;
}

export interface GameManifest {
  ok: true;
  gameId: GameId;
  version: GameVersion;
  files: GameFile[];
  /** Null while the game is still being hashed. */
  manifestId: string | null;
}

export interface ManifestAnswer {
  ok: true;
  manifest: Manifest;
}

/** First answer to `have`: all pieces so far, a `PieceSet`'s bytes in base64. */
export interface HaveHead {
  ok: true;
  count: number;
  pieces: string;
}

/** What follows it on the same stream, at most every `haveIntervalMs`. */
export interface HaveMore {
  added: number[];
}

/** Head of an answer that is followed by `length` raw bytes. */
export interface BytesHead {
  ok: true;
  length: number;
}

/**
 * What is said between the bytes of a streamed install. An archive's directories come wherever they stand in it, and again
 * for whoever begins in the middle of it; its files come once.
 */
export type StreamControl =
  | { kind: 'plan'; archives: PlannedArchive[] }
  | { kind: 'archive-begin'; name: string }
  | { kind: 'directory'; path: string }
  /** `crc32` is the archive's own; null where it holds none. */
  | { kind: 'file-begin'; path: string; size: number; crc32: number | null }
  /** `crc32` is that of the bytes as they were sent, where the archive holds none. */
  | { kind: 'file-end'; crc32: number | null }
  | { kind: 'archive-end' }
  | { kind: 'complete' }
  /** There is nothing to send yet; `waiting`: not before others have got theirs, so somebody else may be sooner. */
  | { kind: 'alive'; waiting?: boolean | undefined }
  | { kind: 'error'; code: string; message: string };
