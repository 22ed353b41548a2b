// One stream inside the network thread: what waits to be sent, and how much the reader may still be given.
import { kib, receiveWindowBytes } from '../limits.ts';
import type { StreamHandle } from './messages.ts';
import { shutDownStream, type NativeConnection } from './native.ts';
import { endFrame, frameHeader, FrameReader } from './stream-framing.ts';

/** `blocked` waits for a window or for the peer to allow another stream. */
export type Progress = 'advanced' | 'blocked' | 'reset';

export interface Received {
  /** Payload at the front of the scratch buffer. */
  byteCount: number;
  ended: boolean;
}

interface Segment {
  bytes: Uint8Array<ArrayBuffer>;
  kind: 'header' | 'payload' | 'end';
}

/** No stream takes more than this in one go while others wait. */
const maxSendBytes = 128 * kib;
const givenUpCode = 1;

export class QuicStream {
  readonly handle: StreamHandle;
  /** Null until the first byte or the end goes out. */
  quicId: number | null;
  /** Payload accepted by the engine since it was last asked. */
  acceptedBytes = 0;
  endSent = false;
  endReceived = false;
  private readonly native: NativeConnection;
  private readonly outbox: Segment[] = [];
  private readonly frames = new FrameReader();
  private offset = 0;
  private unreadBytes = 0;

  constructor(native: NativeConnection, handle: StreamHandle, quicId: number | null) {
    this.native = native;
    this.handle = handle;
    this.quicId = quicId;
  }

  get hasOutput(): boolean {
    return this.outbox.length > 0;
  }

  /** The reader is behind: nothing more is taken from the engine, which closes the peer's window. */
  get isPaused(): boolean {
    return this.unreadBytes >= receiveWindowBytes;
  }

  /** A paused stream is still asked once nothing but its end or its reset is left. */
  get mayReceive(): boolean {
    if (this.endReceived || this.quicId === null) return false;
    return !this.isPaused || this.native.streamFinished(this.quicId);
  }

  get isOver(): boolean {
    return this.endSent && this.endReceived;
  }

  enqueue(bytes: Uint8Array<ArrayBuffer>): void {
    this.outbox.push({ bytes: frameHeader(bytes.length), kind: 'header' }, { bytes, kind: 'payload' });
  }

  enqueueEnd(): void {
    this.outbox.push({ bytes: endFrame(), kind: 'end' });
  }

  /** True when the reader has caught up enough for a paused stream to go on. */
  consumed(byteCount: number): boolean {
    const wasPaused = this.isPaused;
    this.unreadBytes -= byteCount;
    return wasPaused && !this.isPaused;
  }

  /** Hands one portion to the engine; `nextQuicId` is taken when this is the first. */
  send(nextQuicId: number): Progress {
    const segment = this.outbox[0];
    if (segment === undefined) return 'blocked';
    const portion = segment.bytes.subarray(this.offset, this.offset + maxSendBytes);
    const quicId = this.quicId ?? nextQuicId;
    try {
      const accepted = this.native.streamSend(quicId, portion, segment.kind === 'end');
      if (accepted === null || accepted === 0) return 'blocked';
      this.quicId = quicId;
      this.advance(segment, accepted);
      return 'advanced';
    } catch (error) {
      return (error as Error).message === 'StreamLimit' ? 'blocked' : 'reset';
    }
  }

  /** Takes what has arrived into `scratch`; null when nothing is there, `reset` when the peer gave up or broke the framing. */
  receive(scratch: Uint8Array): Received | 'reset' | null {
    if (this.quicId === null) return null;
    try {
      const result = this.native.streamRecv(this.quicId, scratch);
      if (result === null) return null;
      const [wireBytes, ended] = result;
      const byteCount = this.frames.strip(scratch, wireBytes);
      if (byteCount === null || (ended && !this.frames.isEnded)) return 'reset';
      this.unreadBytes += byteCount;
      this.endReceived ||= ended;
      return { byteCount, ended };
    } catch {
      return 'reset';
    }
  }

  giveUp(): void {
    if (this.quicId !== null) shutDownStream(this.native, this.quicId, givenUpCode);
  }

  private advance(segment: Segment, accepted: number): void {
    if (segment.kind === 'payload') this.acceptedBytes += accepted;
    this.offset += accepted;
    if (this.offset < segment.bytes.length) return;
    this.endSent = segment.kind === 'end';
    if (segment.kind === 'payload') freeBytes(segment.bytes);
    this.outbox.shift();
    this.offset = 0;
  }
}

/** Gives the memory back at once: the collector of this thread sees little of it and would let it pile up. */
function freeBytes({ buffer, byteLength }: Uint8Array<ArrayBuffer>): void {
  if (buffer.byteLength === byteLength) buffer.transfer(0);
}
