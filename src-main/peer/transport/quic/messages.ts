// What the main thread and the network thread tell each other.
import type { ErrorData } from '../../../../src-shared/peer-error.ts';
import type { CloseReason, PeerAddress } from '../transport.ts';

export type Congestion = 'reno' | 'cubic' | 'bbr';

/** Everything that the network thread must know of one transport. */
export interface HostOptions {
  keyPem: string;
  certPem: string;
  roomCaPem: string;
  /** Where `listen` binds. */
  listen: PeerAddress;
  /** Largest UDP payload that we send. */
  maxDatagramBytes: number;
  congestion: Congestion;
  idleTimeoutMs: number;
  dialDeadlineMs: number;
}

/** Names a connection in both threads: negative when the main thread dialled it, positive when it was accepted. */
export type ConnectionHandle = number;
/** Names a stream of a connection: negative when opened here (its QUIC number comes later), else the QUIC number. */
export type StreamHandle = number;

interface OfTransport {
  transport: number;
}
interface OfConnection extends OfTransport {
  connection: ConnectionHandle;
}
interface OfStream extends OfConnection {
  stream: StreamHandle;
}

export type Command =
  /** A buffer of received bytes that were all read. */
  | { kind: 'recycle'; buffer: ArrayBuffer }
  /** Nothing is under way: a good moment to give memory back. */
  | { kind: 'collect' }
  | ({ kind: 'start'; options: HostOptions } & OfTransport)
  | ({ kind: 'listen' } & OfTransport)
  | ({ kind: 'stop-listening' } & OfTransport)
  | ({ kind: 'stop' } & OfTransport)
  | ({ kind: 'dial'; to: PeerAddress } & OfConnection)
  | ({ kind: 'close' } & OfConnection)
  | ({ kind: 'open-stream' } & OfStream)
  | StreamCommand;

/** What concerns one transport. */
export type HostCommand = Exclude<Command, { kind: 'recycle' | 'collect' }>;

export type StreamCommand =
  | ({ kind: 'write'; bytes: Uint8Array<ArrayBuffer> } & OfStream)
  | ({ kind: 'end' } & OfStream)
  | ({ kind: 'reset' } & OfStream)
  /** The reader took this many bytes. */
  | ({ kind: 'consumed'; byteCount: number } & OfStream);

export type Report =
  | ({ kind: 'listening'; address: PeerAddress } & OfTransport)
  | ({ kind: 'listen-failed'; error: ErrorData } & OfTransport)
  | ({ kind: 'listening-stopped' } & OfTransport)
  | ({ kind: 'stopped' } & OfTransport)
  | ({ kind: 'accepted'; remote: PeerAddress } & OfConnection)
  | ConnectionReport;

export type ConnectionReport =
  | ({ kind: 'opened' } & OfConnection)
  | ({ kind: 'closed'; reason: CloseReason; message: string } & OfConnection)
  | ({ kind: 'stream-opened' } & OfStream)
  | StreamReport;

export type StreamReport =
  /** `release` is called once the bytes are no longer looked at. */
  | ({ kind: 'data'; bytes: Uint8Array<ArrayBuffer>; release: () => void } & OfStream)
  | ({ kind: 'data-end' } & OfStream)
  /** The transport took this many written bytes. */
  | ({ kind: 'written'; byteCount: number } & OfStream)
  /** The transport took our end. */
  | ({ kind: 'write-end' } & OfStream)
  | ({ kind: 'stream-reset' } & OfStream);
