// A TLS connection that carries many streams.
import type { TLSSocket } from 'node:tls';
import {
  ConnectionClosedError,
  type ByteStream,
  type CloseReason,
  type Connection,
  type PeerAddress,
} from '../transport.ts';
import { FrameReader, protocolVersion, type Frame, type FrameSink } from './frames.ts';
import { Outgoing } from './outgoing.ts';
import { extraWindowBytes, WindowBudget } from './receive-credit.ts';
import { Silence, ticksUntilDead } from './silence.ts';
import type { Kept } from './slab-intake.ts';
import { StreamTable, type Role } from './stream-table.ts';
import { TlsStream, type StreamOwner } from './tls-stream.ts';

export interface ConnectionSettings {
  role: Role;
  remote: PeerAddress;
  remotePublicKeyPem: string;
  idleTimeoutMs: number;
}

/** How long a goodbye may take before the socket is closed anyway. */
const lingerMs = 1000;

export class TlsConnection implements Connection {
  readonly remote: PeerAddress;
  readonly remotePublicKeyPem: string;
  readonly closed: Promise<CloseReason>;
  /** Resolves with the other side's first frame: it has accepted us. Rejects when the connection ends before. */
  readonly opened: Promise<void>;
  /** Resolves when the socket is closed as well. */
  readonly gone: Promise<void>;
  private readonly socket: TLSSocket;
  private readonly outgoing: Outgoing;
  private readonly reader = new FrameReader();
  private readonly sink: FrameSink;
  private readonly streams: StreamTable;
  private readonly silence = new Silence();
  private readonly owner: StreamOwner;
  private readonly pulse: NodeJS.Timeout;
  private readonly opening = Promise.withResolvers<void>();
  private readonly closing = Promise.withResolvers<CloseReason>();
  private isGreeted = false;
  private waitingStreams: TlsStream[] = [];
  private handler: ((stream: ByteStream) => void) | null = null;
  private keep: (bytes: Uint8Array) => Kept = (bytes) => ({ bytes, release: () => {} });
  /** Whose payload arrives; null when nobody wants it any more. */
  private receiver: TlsStream | null = null;
  /** What may still arrive for streams that were given up here. */
  private unwantedBytes = 0;
  private end: ConnectionClosedError | null = null;

  constructor(socket: TLSSocket, { role, remote, remotePublicKeyPem, idleTimeoutMs }: ConnectionSettings) {
    this.socket = socket;
    this.remote = remote;
    this.remotePublicKeyPem = remotePublicKeyPem;
    this.streams = new StreamTable(role);
    this.closed = this.closing.promise;
    this.opened = this.opening.promise;
    this.opened.catch(() => {});
    this.gone = new Promise((resolve) => void socket.once('close', () => resolve()));
    this.owner = this.createOwner();
    this.sink = this.createSink();
    this.outgoing = new Outgoing({
      write: (bytes, done) => void socket.write(bytes, done),
      number: (stream) => this.number(stream),
      overflow: () => this.finish('error', `The peer at ${this.where} does not listen.`),
      fail: () => this.breakOff(),
    });
    socket.setNoDelay(true);
    for (const event of ['error', 'end', 'close']) socket.on(event, () => this.breakOff());
    this.pulse = setInterval(() => this.onPulse(), idleTimeoutMs / ticksUntilDead);
  }

  openStream = (): ByteStream => {
    const stream = new TlsStream(this.owner, null);
    if (this.end === null) this.streams.add(stream);
    else stream.cut(this.end);
    return stream;
  };

  onStream = (handler: (stream: ByteStream) => void): void => {
    this.handler = handler;
    for (const stream of this.waitingStreams.splice(0)) handler(stream);
  };

  close = async (): Promise<void> => {
    this.finish('local', 'The connection was closed on this side.');
    await this.closed;
  };

  /** Takes what arrived; `keep` makes a part of it last until it is read. */
  receive(chunk: Uint8Array, keep: (bytes: Uint8Array) => Kept): void {
    this.silence.heard();
    if (this.end !== null) return;
    this.keep = keep;
    this.reader.read(chunk, this.sink);
  }

  private createSink(): FrameSink {
    const garbage = () => this.finish('error', `The peer at ${this.where} broke the protocol.`);
    return {
      frame: (frame) => {
        const isSound = this.isGreeted ? this.handle(frame) : this.greet(frame);
        if (!isSound) garbage();
        return this.end === null;
      },
      payload: (bytes) => this.receiver?.receive(bytes, this.keep),
      garbage,
    };
  }

  private get where(): string {
    return `${this.remote.host}:${this.remote.port}`;
  }

  private greet({ kind, value }: Frame): boolean {
    this.isGreeted = kind === 'hello' && value === protocolVersion;
    if (this.isGreeted) this.opening.resolve();
    return this.isGreeted;
  }

  /** False when the frame breaks the rules. */
  private handle(frame: Frame): boolean {
    switch (frame.kind) {
      case 'hello':
        return false;
      case 'ping':
        this.outgoing.answerPing();
        return true;
      case 'pong':
        return true;
      case 'goodbye':
        this.finish('remote', `The peer at ${this.where} closed the connection.`);
        return true;
      default:
        return this.handleOfStream(frame);
    }
  }

  private handleOfStream(frame: Frame): boolean {
    const found = this.streams.find(frame.stream);
    if (found === 'unsound') return false;
    if (found === 'over') return frame.kind !== 'data' || this.ignorePayload(frame.value);
    if (found !== 'next') return this.handleOn(found, frame);
    if (frame.kind !== 'data' && frame.kind !== 'end') return false;
    return this.handleOn(this.accept(frame.stream), frame);
  }

  private handleOn(stream: TlsStream, { kind, value }: Frame): boolean {
    switch (kind) {
      case 'data':
        this.receiver = stream;
        return stream.expect(value);
      case 'end':
        return stream.receiveEnd();
      case 'credit':
        stream.allow(value);
        return true;
      case 'reset':
        this.forget(stream);
        stream.cut(new ConnectionClosedError('reset', 'The peer gave the stream up.'));
        return true;
      default:
        return false;
    }
  }

  private ignorePayload(byteCount: number): boolean {
    this.receiver = null;
    this.unwantedBytes -= byteCount;
    return this.unwantedBytes >= 0;
  }

  private accept(id: number): TlsStream {
    const stream = new TlsStream(this.owner, id);
    this.streams.accept(id, stream);
    if (this.handler === null) this.waitingStreams.push(stream);
    else this.handler(stream);
    return stream;
  }

  private createOwner(): StreamOwner {
    return {
      budget: new WindowBudget(extraWindowBytes),
      wake: (stream) => this.wake(stream),
      grant: (stream, byteCount) => this.outgoing.tell({ kind: 'credit', stream: stream.id ?? 0, value: byteCount }),
      reset: (stream) => {
        if (stream.id !== null) this.outgoing.tell({ kind: 'reset', stream: stream.id, value: 0 });
        this.forget(stream);
      },
      forget: (stream) => this.forget(stream),
    };
  }

  private wake(stream: TlsStream): void {
    if (this.end === null && this.streams.start(stream)) this.outgoing.add(stream);
  }

  private number(stream: TlsStream): number | null {
    const id = this.streams.number(stream);
    if (id === null) this.finish('error', 'The connection has no stream ids left.');
    return id;
  }

  private forget(stream: TlsStream): void {
    if (this.receiver === stream) this.receiver = null;
    this.unwantedBytes += stream.unwantedBytes;
    this.outgoing.remove(stream);
    const next = this.streams.forget(stream);
    if (next !== null) this.wake(next);
  }

  private onPulse(): void {
    const step = this.silence.tick();
    if (step === 'ping') this.outgoing.tell({ kind: 'ping', stream: 0, value: 0 });
    if (step === 'dead') this.finish('idle', `The peer at ${this.where} no longer answers.`);
  }

  /** The socket ended without a goodbye. */
  private breakOff(): void {
    this.finish('error', `The connection to the peer at ${this.where} broke off.`);
    this.socket.destroy();
  }

  private finish(reason: CloseReason, message: string): void {
    if (this.end !== null) return;
    this.end = new ConnectionClosedError(reason, message);
    clearInterval(this.pulse);
    for (const stream of this.streams.takeAll()) stream.cut(this.end);
    this.opening.reject(this.end);
    this.closing.resolve(reason);
    if (reason === 'local') return this.sayGoodbye();
    this.outgoing.stop();
    this.socket.destroy();
  }

  /** Goes out after the frame that is under way; what arrives meanwhile is read and dropped, or it would be answered by a reset. */
  private sayGoodbye(): void {
    const timer = setTimeout(() => this.socket.destroy(), lingerMs);
    void this.gone.then(() => clearTimeout(timer));
    this.outgoing.sayGoodbye(() => this.socket.end());
  }
}
