// How peers talk: connections that carry ordered, flow-controlled, two-way byte streams.
import type { Stop } from '../edge/stop.ts';

/** An IPv4 address in dotted form and a port. */
export interface PeerAddress {
  host: string;
  port: number;
}

/** Why a connection or a stream ended. `reset` = the other side gave up this stream only. */
export type CloseReason = 'local' | 'remote' | 'idle' | 'refused' | 'reset' | 'error';

export class ConnectionClosedError extends Error {
  readonly reason: CloseReason;

  constructor(reason: CloseReason, message: string) {
    super(message);
    this.name = 'ConnectionClosedError';
    this.reason = reason;
  }
}

export interface ByteStream {
  /**
   * Hands bytes over; resolves when more may be written, which is the back-pressure. The stream takes ownership of
   * `bytes`: the caller must not change or reuse them (the buffer may be moved to another thread).
   * Rejects with ConnectionClosedError once the stream or its connection has ended.
   */
  write: (bytes: Uint8Array) => Promise<void>;
  /** Ends our direction; what was written before still arrives. */
  end: () => Promise<void>;
  /**
   * The next bytes in order, of any length ≥ 1; null after the other side's end. They are valid until the next read:
   * then their memory serves again. Only one read may wait at a time. Rejects with ConnectionClosedError when cut off
   * before the end.
   */
  read: () => Promise<Uint8Array | null>;
  /**
   * In place of a read: fills `target`, which must not be empty, as the bytes arrive, without memory in between. Resolves
   * with how many there are: fewer than it takes only after the other side's end. `onBytes` hears of each arrival.
   */
  readInto: (target: Uint8Array, onBytes: (count: number) => void) => Promise<number>;
  /** Gives up both directions at once; waiting reads and writes reject on both sides. */
  reset: () => void;
}

export interface Connection {
  readonly remote: PeerAddress;
  /** Key of the certificate that the other side proved to hold, SPKI in PEM; null where the transport cannot tell. */
  readonly remotePublicKeyPem: string | null;
  /** Opens a two-way stream; the other side sees it with the first bytes or the end. */
  openStream: () => ByteStream;
  /** Called for each stream that the other side opens. Set it before awaiting anything. */
  onStream: (handler: (stream: ByteStream) => void) => void;
  /** Settles once, when the connection has ended for whatever reason; never rejects. */
  readonly closed: Promise<CloseReason>;
  close: () => Promise<void>;
}

export interface Listener {
  /** The address that was bound; the port is a real one even when 0 was asked for. */
  readonly address: PeerAddress;
  stop: Stop;
}

export interface Transport {
  /** Accepts connections of room members only. Throws PeerError `port-taken` when the port is in use. */
  listen: (onConnection: (connection: Connection) => void) => Promise<Listener>;
  /**
   * Dials and resolves once the other side has accepted us as a room member; rejects with ConnectionClosedError
   * (`refused`, `idle`, …) or with the signal's reason. Bounded by a dial deadline of a few seconds.
   */
  connect: (to: PeerAddress, signal: AbortSignal) => Promise<Connection>;
  /** Ends every connection, listener and thread. */
  stop: Stop;
}
