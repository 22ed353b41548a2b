// One connection inside the network thread: drives the engine, its streams and its timer.
import type { CloseReason, PeerAddress } from '../transport.ts';
import type { DatagramSender } from './datagram-sender.ts';
import type { ConnectionHandle, ConnectionReport, StreamCommand, StreamHandle } from './messages.ts';
import { shutDownStream, streamWindowBytes, type NativeConnection } from './native.ts';
import { QuicStream } from './quic-stream.ts';
import { isOverBudget } from './traffic-budget.ts';

type ReportBody<R> = R extends { kind: 'data' }
  ? never
  : R extends unknown
    ? Omit<R, 'transport' | 'connection'>
    : never;

/** What a connection needs of the endpoint that it lives on. */
export interface ConnectionOwner {
  readonly sender: DatagramSender;
  /** Where received bytes may be put; valid until the next call. */
  room: () => Buffer;
  /** The first bytes of the room belong to this stream. */
  received: (connection: QuicConnection, stream: StreamHandle, byteCount: number) => void;
  schedule: (connection: QuicConnection) => void;
  /** Schedules once the socket's queue has drained. */
  scheduleWhenSendable: (connection: QuicConnection) => void;
  report: (connection: QuicConnection, report: ReportBody<ConnectionReport>) => void;
  opened: (connection: QuicConnection) => void;
  dropped: (connection: QuicConnection) => void;
}

export interface ConnectionIdentity {
  handle: ConnectionHandle;
  role: 'dialler' | 'listener';
  remote: PeerAddress;
  /** Destination ids that lead here. */
  keys: string[];
}

const maxDatagramsPerTurn = 256;
const receivesPerBudgetCheck = 1024;
/** The listener's first one-way stream: its byte tells a dialler that its certificate was accepted. */
const acceptStreamId = 3;
const acceptByte = Uint8Array.of(1);
const noReason = new Uint8Array(0);
const notWantedCode = 2;
const maxGivenUpStreams = 4096;
/** Accepted bytes are told in steps, well below the window in which the writer goes on. */
const writtenStepBytes = 128 * 1024;

const isOneWay = (quicId: number) => (quicId & 2) !== 0;

export class QuicConnection {
  readonly identity: ConnectionIdentity;
  isScheduled = false;
  private readonly owner: ConnectionOwner;
  private readonly native: NativeConnection;
  private readonly recvInfo: { from: PeerAddress; to: PeerAddress };
  private readonly createdMs = performance.now();
  private readonly dialTimer: NodeJS.Timeout;
  private readonly streams = new Map<StreamHandle, QuicStream>();
  private readonly byQuicId = new Map<number, QuicStream>();
  private readonly writers = new Set<QuicStream>();
  /** Streams that may still be heard of although nobody here wants them any more. */
  private readonly givenUp = new Set<number>();
  private readonly resumed = new Set<QuicStream>();
  private state: 'handshake' | 'open' | 'closed' = 'handshake';
  private nextQuicId: number;
  private timer: NodeJS.Timeout | null = null;
  private timerAtMs = Infinity;
  private deadlineMs = Infinity;
  private lastReceivedMs = performance.now();
  private receives = 0;
  /** Read, or given up with their stream. */
  private readBytes = 0;
  private wasBroken = false;

  constructor(
    owner: ConnectionOwner,
    native: NativeConnection,
    identity: ConnectionIdentity,
    options: { local: PeerAddress; dialDeadlineMs: number },
  ) {
    this.owner = owner;
    this.native = native;
    this.identity = identity;
    // The engine sees one constant path: packets are authenticated, and a peer with two adapters may answer from either.
    this.recvInfo = { from: identity.remote, to: options.local };
    this.nextQuicId = identity.role === 'dialler' ? 0 : 1;
    this.dialTimer = setTimeout(() => this.abandonHandshake(), options.dialDeadlineMs);
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }

  /** Takes one datagram; the engine may change its bytes. */
  receive(datagram: Buffer): void {
    if (this.state === 'closed') return;
    try {
      this.native.recv(datagram, this.recvInfo);
      this.lastReceivedMs = performance.now();
    } catch (error) {
      // The engine drops garbage silently; when it throws, it has closed the connection, which the next turn sees.
      this.wasBroken ||= (error as Error).message !== 'Done';
    }
    if (++this.receives % receivesPerBudgetCheck === 0) this.checkBudget();
    this.owner.schedule(this);
  }

  /** Nothing of it is seen outside until it has something to send. */
  openStream(handle: StreamHandle): void {
    if (this.state !== 'closed') this.streams.set(handle, new QuicStream(this.native, handle, null));
  }

  handle(command: StreamCommand): void {
    if (this.state === 'closed') return;
    const stream = this.streams.get(command.stream);
    // Unknown ones are over already; what the main thread still had to say crossed that news.
    if (stream === undefined) return;
    switch (command.kind) {
      case 'write':
        stream.enqueue(command.bytes);
        this.writers.add(stream);
        break;
      case 'end':
        stream.enqueueEnd();
        this.writers.add(stream);
        break;
      case 'reset':
        this.giveUp(stream);
        break;
      case 'consumed':
        if (!stream.consumed(command.byteCount)) return;
        this.resumed.add(stream);
        break;
    }
    this.owner.schedule(this);
  }

  /** One turn: read, write, send, notice the end, and wait for the next deadline. */
  flush(): void {
    if (this.state === 'closed') return;
    this.advanceHandshake();
    if (this.state === 'open') {
      this.readStreams();
      this.writeStreams();
    }
    this.sendDatagrams();
    if (!this.noticeEnd()) this.armTimer();
  }

  /** Makes a quiet connection show that it lives. */
  keepAlive(quietMs: number): void {
    if (this.state !== 'open' || performance.now() - this.lastReceivedMs < quietMs) return;
    try {
      this.native.sendAckEliciting();
    } catch {
      return;
    }
    this.owner.schedule(this);
  }

  /** Says goodbye once and forgets the connection. */
  close(reason: CloseReason = 'local', message = 'The connection was closed on this side.'): void {
    if (this.state === 'closed') return;
    try {
      this.native.close(true, 0, noReason);
    } catch {
      // Closed already.
    }
    this.sendDatagrams();
    this.finish(reason, message);
  }

  private advanceHandshake(): void {
    if (this.state !== 'handshake') return;
    if (this.identity.role === 'listener') {
      // A listener is established only after it has judged the dialler's certificate.
      if (!this.native.isEstablished()) return;
      this.native.streamSend(acceptStreamId, acceptByte, true);
      this.open();
    } else if (this.native.isEstablished() && this.native.streamReadable(acceptStreamId)) {
      this.native.streamRecv(acceptStreamId, this.owner.room());
      this.open();
    }
  }

  private open(): void {
    this.state = 'open';
    clearTimeout(this.dialTimer);
    this.owner.opened(this);
  }

  private abandonHandshake(): void {
    const { host, port } = this.identity.remote;
    this.close('idle', `The peer at ${host}:${port} did not answer in time.`);
  }

  private readStreams(): void {
    for (const quicId of this.native.readable()) {
      const stream = this.byQuicId.get(quicId) ?? this.acceptStream(quicId);
      if (stream !== undefined) this.readStream(stream);
    }
    for (const stream of this.resumed) this.readStream(stream);
    this.resumed.clear();
  }

  private acceptStream(quicId: number): QuicStream | undefined {
    const openedHere = (quicId & 1) === (this.identity.role === 'listener' ? 1 : 0);
    if (openedHere || isOneWay(quicId) || this.givenUp.has(quicId)) return this.discard(quicId);
    const stream = new QuicStream(this.native, quicId, quicId);
    this.streams.set(quicId, stream);
    this.byQuicId.set(quicId, stream);
    this.owner.report(this, { kind: 'stream-opened', stream: quicId });
    return stream;
  }

  /** Bytes that were under way when their stream was given up, or that nobody here asked for. */
  private discard(quicId: number): undefined {
    shutDownStream(this.native, quicId, notWantedCode);
    try {
      for (let ended = false; !ended;) {
        const received = this.native.streamRecv(quicId, this.owner.room());
        if (received === null) return;
        [, ended] = received;
      }
    } catch {
      // Reset by the peer as well.
    }
    this.givenUp.delete(quicId);
  }

  private readStream(stream: QuicStream): void {
    while (stream.mayReceive && this.streams.has(stream.handle)) {
      const received = stream.receive(this.owner.room());
      if (received === null) return;
      if (received === 'reset') return this.loseStream(stream);
      this.reportReceived(stream, received.byteCount);
      if (!received.ended) continue;
      this.owner.report(this, { kind: 'data-end', stream: stream.handle });
      if (stream.isOver) this.forget(stream);
    }
  }

  private reportReceived(stream: QuicStream, byteCount: number): void {
    if (byteCount === 0) return;
    this.readBytes += byteCount;
    this.owner.received(this, stream.handle, byteCount);
  }

  /** True when the engine took anything. Streams take turns, a portion each. */
  private writeStreams(): boolean {
    let waiting = [...this.writers];
    const touched = new Set<QuicStream>();
    while (waiting.length > 0) {
      const advanced = waiting.filter((stream) => this.writePortion(stream));
      for (const stream of advanced) touched.add(stream);
      waiting = advanced.filter((stream) => stream.hasOutput);
    }
    for (const stream of touched) this.reportWritten(stream);
    return touched.size > 0;
  }

  private writePortion(stream: QuicStream): boolean {
    if (!stream.hasOutput) return false;
    if (stream.quicId === null && this.native.peerStreamsLeftBidi() === 0) return false;
    const progress = stream.send(this.nextQuicId);
    if (progress === 'reset') this.loseStream(stream);
    if (progress !== 'advanced') return false;
    if (stream.quicId === this.nextQuicId) {
      this.byQuicId.set(this.nextQuicId, stream);
      this.nextQuicId += 4;
    }
    return true;
  }

  private reportWritten(stream: QuicStream): void {
    if (stream.acceptedBytes >= writtenStepBytes || (stream.acceptedBytes > 0 && !stream.hasOutput)) {
      this.owner.report(this, { kind: 'written', stream: stream.handle, byteCount: stream.acceptedBytes });
      stream.acceptedBytes = 0;
    }
    // To the back of the line, so that the next free byte goes to somebody else.
    this.writers.delete(stream);
    if (stream.hasOutput && this.streams.has(stream.handle)) this.writers.add(stream);
    if (!stream.endSent) return;
    this.owner.report(this, { kind: 'write-end', stream: stream.handle });
    if (stream.isOver) this.forget(stream);
  }

  private loseStream(stream: QuicStream): void {
    this.giveUp(stream);
    this.owner.report(this, { kind: 'stream-reset', stream: stream.handle });
  }

  private giveUp(stream: QuicStream): void {
    stream.giveUp();
    this.forget(stream);
    if (stream.quicId === null) return;
    this.readBytes += streamWindowBytes;
    this.givenUp.add(stream.quicId);
    const [oldest] = this.givenUp;
    if (this.givenUp.size > maxGivenUpStreams && oldest !== undefined) this.givenUp.delete(oldest);
  }

  private forget(stream: QuicStream): void {
    this.streams.delete(stream.handle);
    this.writers.delete(stream);
    if (stream.quicId !== null) this.byQuicId.delete(stream.quicId);
  }

  private sendDatagrams(): void {
    const { sender } = this.owner;
    for (let sent = 0; ; sent++) {
      if (sender.isFull) return this.owner.scheduleWhenSendable(this);
      if (sent === maxDatagramsPerTurn) return this.owner.schedule(this);
      const length = this.nextDatagram(sender.room());
      if (length > 0) sender.send(length, this.identity.remote);
      else if (this.state !== 'open' || this.writers.size === 0 || !this.writeStreams()) return;
    }
  }

  private nextDatagram(room: Buffer): number {
    try {
      return this.native.send(room)?.[0] ?? 0;
    } catch {
      return 0;
    }
  }

  /** True when the connection is over. */
  private noticeEnd(): boolean {
    const { native } = this;
    if (!native.isClosed() && !native.isDraining()) return false;
    const [reason, message] = this.endReason();
    this.finish(reason, message);
    return true;
  }

  private endReason(): [CloseReason, string] {
    const { host, port } = this.identity.remote;
    if (this.native.isTimedOut()) return ['idle', `The peer at ${host}:${port} no longer answers.`];
    if (this.state === 'handshake') {
      return ['refused', `The peer at ${host}:${port} and this one did not accept each other as members of one room.`];
    }
    if (this.wasBroken) return ['error', `The peer at ${host}:${port} broke the protocol.`];
    return ['remote', `The peer at ${host}:${port} closed the connection.`];
  }

  private finish(reason: CloseReason, message: string): void {
    this.state = 'closed';
    clearTimeout(this.dialTimer);
    if (this.timer !== null) clearTimeout(this.timer);
    this.streams.clear();
    this.byQuicId.clear();
    this.writers.clear();
    this.resumed.clear();
    this.owner.report(this, { kind: 'closed', reason, message });
    this.owner.dropped(this);
  }

  /** One timer, moved only when the engine's deadline comes earlier; a late deadline re-arms when it fires. */
  private armTimer(): void {
    const timeoutMs = this.native.timeout();
    this.deadlineMs = timeoutMs === null ? Infinity : performance.now() + timeoutMs + 1;
    if (this.deadlineMs >= this.timerAtMs - 1) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.startTimer();
  }

  private startTimer(): void {
    this.timerAtMs = this.deadlineMs;
    this.timer = setTimeout(() => this.onTimer(), Math.max(1, this.deadlineMs - performance.now()));
  }

  private onTimer(): void {
    this.timer = null;
    this.timerAtMs = Infinity;
    if (this.state === 'closed' || this.deadlineMs === Infinity) return;
    if (performance.now() < this.deadlineMs - 0.5) return this.startTimer();
    this.native.onTimeout();
    this.owner.schedule(this);
  }

  private checkBudget(): void {
    const { recvBytes, sentBytes } = this.native.stats();
    const traffic = {
      receivedBytes: recvBytes,
      sentBytes,
      readBytes: this.readBytes,
      unreadBytes: this.streams.size * streamWindowBytes,
      ageMs: performance.now() - this.createdMs,
    };
    if (isOverBudget(traffic)) this.close('error', 'The peer sent far more than it has to say.');
  }
}
