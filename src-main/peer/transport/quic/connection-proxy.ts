// A QUIC connection as the main thread sees it; the real one lives in the network thread.
import {
  ConnectionClosedError,
  type ByteStream,
  type CloseReason,
  type Connection,
  type PeerAddress,
} from '../transport.ts';
import type { Command, ConnectionHandle, ConnectionReport, StreamHandle } from './messages.ts';
import { StreamProxy } from './stream-proxy.ts';

export interface ConnectionLine {
  transport: number;
  post: (command: Command, moved?: ArrayBuffer) => void;
}

export class ConnectionProxy implements Connection {
  readonly remote: PeerAddress;
  /** The engine's way to the certificate is forbidden in Electron. */
  readonly remotePublicKeyPem = null;
  readonly closed: Promise<CloseReason>;
  /** Resolves when the peer has accepted us; rejects when the connection ends before. */
  readonly opened: Promise<void>;
  private readonly line: ConnectionLine;
  private readonly handle: ConnectionHandle;
  private readonly streams = new Map<StreamHandle, StreamProxy>();
  private readonly opening = Promise.withResolvers<void>();
  private readonly closing = Promise.withResolvers<CloseReason>();
  private waitingStreams: StreamProxy[] = [];
  private handler: ((stream: ByteStream) => void) | null = null;
  private openedStreams = 0;
  private end: ConnectionClosedError | null = null;

  constructor(line: ConnectionLine, handle: ConnectionHandle, remote: PeerAddress) {
    this.line = line;
    this.handle = handle;
    this.remote = remote;
    this.closed = this.closing.promise;
    this.opened = this.opening.promise;
    this.opened.catch(() => {});
  }

  openStream = (): ByteStream => {
    const { transport } = this.line;
    const handle = -++this.openedStreams;
    const stream = this.createStream(handle);
    if (this.end === null) this.line.post({ kind: 'open-stream', transport, connection: this.handle, stream: handle });
    else stream.cut(this.end);
    return stream;
  };

  onStream = (handler: (stream: ByteStream) => void): void => {
    this.handler = handler;
    for (const stream of this.waitingStreams.splice(0)) handler(stream);
  };

  close = async (): Promise<void> => {
    if (this.end === null) this.line.post({ kind: 'close', transport: this.line.transport, connection: this.handle });
    await this.closed;
  };

  receive(report: ConnectionReport): void {
    switch (report.kind) {
      case 'opened':
        return this.opening.resolve();
      case 'closed':
        return this.finish(report.reason, report.message);
      case 'stream-opened':
        return this.present(this.createStream(report.stream));
      default:
        this.streams.get(report.stream)?.handle(report);
    }
  }

  /** Settles everything that waits on this connection. */
  finish(reason: CloseReason, message: string): void {
    if (this.end !== null) return;
    this.end = new ConnectionClosedError(reason, message);
    for (const stream of this.streams.values()) stream.cut(this.end);
    this.streams.clear();
    this.opening.reject(this.end);
    this.closing.resolve(reason);
  }

  private createStream(handle: StreamHandle): StreamProxy {
    const { line } = this;
    const of = { transport: line.transport, connection: this.handle, stream: handle };
    const stream = new StreamProxy({
      post: (command, moved) => line.post({ ...command, ...of }, moved),
      forget: () => void this.streams.delete(handle),
    });
    this.streams.set(handle, stream);
    return stream;
  }

  private present(stream: StreamProxy): void {
    if (this.handler === null) this.waitingStreams.push(stream);
    else this.handler(stream);
  }
}
