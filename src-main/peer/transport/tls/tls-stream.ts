// One stream of a TLS connection.
import { sendWindowBytes } from '../limits.ts';
import { ReceiveQueue } from '../receive-queue.ts';
import { giveSendBuffer } from '../send-buffers.ts';
import { SendWindow } from '../send-window.ts';
import { ConnectionClosedError, type ByteStream } from '../transport.ts';
import { maxDataBytes } from './frames.ts';
import { Outbox } from './outbox.ts';
import { initialWindowBytes, ReceiveCredit, type WindowBudget } from './receive-credit.ts';
import type { Sender } from './send-order.ts';
import type { Kept } from './slab-intake.ts';

/** What a stream needs of its connection. */
export interface StreamOwner {
  readonly budget: WindowBudget;
  /** There is something to send. */
  wake: (stream: TlsStream) => void;
  /** The other side may send so much more. */
  grant: (stream: TlsStream, byteCount: number) => void;
  /** Given up on this side. */
  reset: (stream: TlsStream) => void;
  /** Both directions have ended. */
  forget: (stream: TlsStream) => void;
}

export class TlsStream implements ByteStream, Sender {
  /** Null until its first frame goes out: the other side wants them in order. */
  id: number | null;
  private readonly owner: StreamOwner;
  private readonly received: ReceiveQueue;
  private readonly credit: ReceiveCredit;
  private readonly window = new SendWindow(sendWindowBytes);
  private readonly outbox = new Outbox();
  /** What was written and is not sent whole; the first one only from `firstSentBytes` on. */
  private readonly unsent: Uint8Array[] = [];
  private firstSentBytes = 0;
  private readonly ended = Promise.withResolvers<void>();
  private sendCreditBytes = initialWindowBytes;
  private ending: 'open' | 'wanted' | 'taken' | 'sent' = 'open';
  private dead: ConnectionClosedError | null = null;

  constructor(owner: StreamOwner, id: number | null) {
    this.owner = owner;
    this.id = id;
    this.credit = new ReceiveCredit(owner.budget);
    this.received = new ReceiveQueue((byteCount) => this.consumed(byteCount));
    this.ended.promise.catch(() => {});
  }

  write = async (bytes: Uint8Array): Promise<void> => {
    if (this.dead !== null) throw this.dead;
    if (this.ending !== 'open') throw new Error('write after end');
    if (bytes.byteLength === 0) return;
    this.outbox.add(bytes);
    this.unsent.push(bytes);
    this.owner.wake(this);
    return this.window.add(bytes.byteLength);
  };

  end = (): Promise<void> => {
    if (this.ending === 'open' && this.dead === null) {
      this.ending = 'wanted';
      this.owner.wake(this);
    }
    // Settled by `cut` where it was dead; this very promise, so that whoever does not wait for it need not catch it.
    return this.ended.promise;
  };

  read = async (): Promise<Uint8Array | null> => this.received.read();

  readInto = async (target: Uint8Array, onBytes: (count: number) => void): Promise<number> =>
    this.received.readInto(target, onBytes);

  reset = (): void => {
    if (this.dead !== null || this.isOver) return;
    this.owner.reset(this);
    this.cut(new ConnectionClosedError('local', 'The stream was given up on this side.'));
  };

  get isSendable(): boolean {
    return this.outbox.queuedBytes > 0 ? this.sendCreditBytes > 0 : this.ending === 'wanted';
  }

  get queuedBytes(): number {
    return this.outbox.queuedBytes;
  }

  /** What the other side may still send, now that nobody here wants it any more. */
  get unwantedBytes(): number {
    return this.received.isEnded ? 0 : this.credit.grantedBytes;
  }

  /** The payload of the next data frame; empty when only the end is left to send. */
  takePayload(): Uint8Array[] {
    const payload = this.outbox.take(Math.min(maxDataBytes, this.sendCreditBytes));
    for (const { length } of payload) this.sendCreditBytes -= length;
    if (payload.length === 0) this.ending = 'taken';
    return payload;
  }

  payloadSent = (byteCount: number): void => {
    if (this.dead !== null) return;
    this.firstSentBytes += byteCount;
    for (let [first] = this.unsent; first !== undefined && this.firstSentBytes >= first.length; [first] = this.unsent) {
      this.firstSentBytes -= first.length;
      this.unsent.shift();
      giveSendBuffer(first);
    }
    this.window.settle(byteCount);
  };

  endSent = (): void => {
    this.ending = 'sent';
    this.ended.resolve();
    this.forgetWhenOver();
  };

  /** The other side takes so much more. */
  allow(byteCount: number): void {
    this.sendCreditBytes += byteCount;
    if (this.isSendable) this.owner.wake(this);
  }

  /** So many bytes follow; false when the other side had no right to send them. */
  expect(byteCount: number): boolean {
    return !this.received.isEnded && this.credit.arrive(byteCount);
  }

  /** `keep` makes what nobody takes at once last until it is read. */
  receive(bytes: Uint8Array, keep: (bytes: Uint8Array) => Kept): void {
    const taken = this.received.offer(bytes);
    if (taken === bytes.byteLength) return;
    const kept = keep(bytes.subarray(taken));
    this.received.push(kept.bytes, kept.release);
  }

  /** False when the other side had ended before. */
  receiveEnd(): boolean {
    if (this.received.isEnded) return false;
    this.received.end();
    this.forgetWhenOver();
    return true;
  }

  /** Ends both directions without telling the other side. */
  cut(error: ConnectionClosedError): void {
    if (this.dead !== null) return;
    this.dead = error;
    this.outbox.clear();
    this.unsent.length = 0;
    this.credit.close();
    this.window.fail(error);
    this.received.fail(error);
    this.ended.reject(error);
  }

  private get isOver(): boolean {
    return this.ending === 'sent' && this.received.isEnded;
  }

  private forgetWhenOver(): void {
    if (!this.isOver || this.dead !== null) return;
    this.credit.close();
    this.owner.forget(this);
  }

  private consumed(byteCount: number): void {
    if (this.dead !== null || this.received.isEnded) return;
    const grant = this.credit.consume(byteCount);
    if (grant > 0) this.owner.grant(this, grant);
  }
}
