// A QUIC stream as the main thread sees it; the real one lives in the network thread.
import { kib, sendWindowBytes } from '../limits.ts';
import { takeBytes } from '../owned-bytes.ts';
import { ReceiveQueue } from '../receive-queue.ts';
import { SendWindow } from '../send-window.ts';
import { ConnectionClosedError, type ByteStream } from '../transport.ts';
import type { StreamCommand, StreamReport } from './messages.ts';

/** A command about one stream; the owner adds which. */
export type StreamCommandBody = StreamCommand extends infer C
  ? C extends StreamCommand
    ? Omit<C, 'transport' | 'connection' | 'stream'>
    : never
  : never;

export interface StreamOwner {
  post: (command: StreamCommandBody, moved?: ArrayBuffer) => void;
  /** Both directions have ended. */
  forget: () => void;
}

/** Consumed bytes are told in steps, well below the window in which the network thread goes on. */
const consumedStepBytes = 256 * kib;

export class StreamProxy implements ByteStream {
  private readonly owner: StreamOwner;
  private readonly received: ReceiveQueue;
  private readonly window = new SendWindow(sendWindowBytes);
  private readonly ended = Promise.withResolvers<void>();
  private untoldBytes = 0;
  private ending = false;
  private endAccepted = false;
  private dead: ConnectionClosedError | null = null;

  constructor(owner: StreamOwner) {
    this.owner = owner;
    this.received = new ReceiveQueue((byteCount) => this.tellConsumed(byteCount));
    this.ended.promise.catch(() => {});
  }

  write = async (bytes: Uint8Array): Promise<void> => {
    if (this.dead !== null) throw this.dead;
    if (this.ending) throw new Error('write after end');
    if (bytes.byteLength === 0) return;
    const own = takeBytes(bytes);
    const byteCount = own.byteLength;
    this.owner.post({ kind: 'write', bytes: own }, own.buffer);
    await this.window.add(byteCount);
  };

  end = async (): Promise<void> => {
    if (this.dead !== null && !this.endAccepted) throw this.dead;
    if (!this.ending) this.owner.post({ kind: 'end' });
    this.ending = true;
    await this.ended.promise;
  };

  read = async (): Promise<Uint8Array | null> => this.received.read();

  readInto = async (target: Uint8Array, onBytes: (count: number) => void): Promise<number> =>
    this.received.readInto(target, onBytes);

  reset = (): void => {
    if (this.dead !== null || this.isOver) return;
    this.owner.post({ kind: 'reset' });
    this.cut(new ConnectionClosedError('local', 'The stream was given up on this side.'));
    this.owner.forget();
  };

  handle(report: StreamReport): void {
    switch (report.kind) {
      case 'data':
        return this.received.push(report.bytes, report.release);
      case 'data-end':
        this.received.end();
        break;
      case 'written':
        return this.window.settle(report.byteCount);
      case 'write-end':
        this.endAccepted = true;
        this.ended.resolve();
        break;
      case 'stream-reset':
        this.cut(new ConnectionClosedError('reset', 'The peer gave the stream up.'));
        return this.owner.forget();
    }
    if (this.isOver) this.owner.forget();
  }

  /** Ends both directions without telling the network thread. */
  cut(error: ConnectionClosedError): void {
    if (this.dead !== null) return;
    this.dead = error;
    this.window.fail(error);
    this.received.fail(error);
    this.ended.reject(error);
  }

  private get isOver(): boolean {
    return this.endAccepted && this.received.isEnded;
  }

  private tellConsumed(byteCount: number): void {
    this.untoldBytes += byteCount;
    if (this.untoldBytes < consumedStepBytes || this.dead !== null || this.received.isEnded) return;
    this.owner.post({ kind: 'consumed', byteCount: this.untoldBytes });
    this.untoldBytes = 0;
  }
}
