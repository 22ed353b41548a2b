// What one side of a connection sends: what is urgent first, then the streams in their order.
import { FrameWriter, type FrameOutput, type Segment } from './frame-writer.ts';
import { encodeFrames, protocolVersion, type Frame } from './frames.ts';
import { SendOrder } from './send-order.ts';
import type { TlsStream } from './tls-stream.ts';

export interface OutgoingOwner extends FrameOutput {
  /** The stream's id; null when it cannot have one any more. */
  number: (stream: TlsStream) => number | null;
  /** The other side has us say more and more without reading it. */
  overflow: () => void;
  fail: (error: Error) => void;
}

/** A peer that has us say so much and reads none of it means no good. */
const maxControlFrames = 4096;

export class Outgoing {
  private readonly owner: OutgoingOwner;
  private readonly writer: FrameWriter;
  private readonly order = new SendOrder<TlsStream>();
  private control: Frame[] = [{ kind: 'hello', stream: 0, value: protocolVersion }];
  private owesPong = false;
  private goodbye: (() => void) | null = null;
  private isEnding = false;

  constructor(owner: OutgoingOwner) {
    this.owner = owner;
    this.writer = new FrameWriter(
      owner,
      () => this.nextFrame(),
      (error) => owner.fail(error),
    );
    this.writer.wake();
  }

  /** The stream has something to send. */
  add(stream: TlsStream): void {
    this.order.add(stream);
    this.writer.wake();
  }

  remove(stream: TlsStream): void {
    this.order.remove(stream);
  }

  /** Goes out before everything that waits. */
  tell(frame: Frame): void {
    if (this.isEnding) return;
    this.control.push(frame);
    if (this.control.length > maxControlFrames) this.owner.overflow();
    else this.writer.wake();
  }

  /** However many pings came, one answer is enough. */
  answerPing(): void {
    this.owesPong = true;
    this.writer.wake();
  }

  /** The last frame, after the one that is under way; everything else is dropped. */
  sayGoodbye(sent: () => void): void {
    this.isEnding = true;
    this.order.clear();
    this.control = this.control.filter(({ kind }) => kind === 'hello');
    this.owesPong = false;
    this.goodbye = sent;
    this.writer.wake();
  }

  stop(): void {
    this.isEnding = true;
    this.order.clear();
    this.writer.stop();
  }

  private nextFrame(): Segment[] | null {
    if (this.owesPong) this.control.push({ kind: 'pong', stream: 0, value: 0 });
    this.owesPong = false;
    if (this.control.length > 0) return [{ bytes: encodeFrames(this.control.splice(0)), onSent: null }];
    if (this.goodbye !== null) return this.takeGoodbye(this.goodbye);
    const stream = this.order.next();
    if (stream === null) return null;
    const id = this.owner.number(stream);
    return id === null ? null : this.takeFrame(stream, id);
  }

  private takeGoodbye(sent: () => void): Segment[] {
    this.goodbye = null;
    return [{ bytes: encodeFrames([{ kind: 'goodbye', stream: 0, value: 0 }]), onSent: sent }];
  }

  private takeFrame(stream: TlsStream, id: number): Segment[] {
    const payload = stream.takePayload();
    const byteCount = payload.reduce((sum, bytes) => sum + bytes.length, 0);
    if (byteCount === 0) {
      return [{ bytes: encodeFrames([{ kind: 'end', stream: id, value: 0 }]), onSent: stream.endSent }];
    }
    this.order.sent(stream, byteCount);
    const header = { bytes: encodeFrames([{ kind: 'data', stream: id, value: byteCount }]), onSent: null };
    return [header, ...payload.map((bytes) => ({ bytes, onSent: stream.payloadSent }))];
  }
}
