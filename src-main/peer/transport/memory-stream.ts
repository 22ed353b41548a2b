// One end of a stream of the in-process network.
import { receiveWindowBytes, sendWindowBytes } from './limits.ts';
import { takeBytes } from './owned-bytes.ts';
import { ReceiveQueue } from './receive-queue.ts';
import { SendWindow } from './send-window.ts';
import { ConnectionClosedError, type ByteStream } from './transport.ts';
import type { Wire } from './memory-connection.ts';

interface StreamOwner {
  /** The other end, made on first use; null when it can no longer be reached. */
  reachOther: () => MemoryStream | null;
  forget: () => void;
}

export class MemoryStream implements ByteStream {
  private readonly wire: Wire;
  private readonly owner: StreamOwner;
  private readonly received: ReceiveQueue;
  private readonly window = new SendWindow(sendWindowBytes);
  /** Not yet taken by the other end; null is our end of stream. */
  private readonly outbox: (Uint8Array | null)[] = [];
  private other: MemoryStream | null = null;
  private unreadBytes = 0;
  private ending = false;
  private sentEnd = false;
  private dead: ConnectionClosedError | null = null;

  constructor(wire: Wire, owner: StreamOwner) {
    this.wire = wire;
    this.owner = owner;
    this.received = new ReceiveQueue((byteCount) => this.consumed(byteCount));
  }

  write = async (bytes: Uint8Array): Promise<void> => {
    this.assertWritable();
    const byteCount = bytes.byteLength;
    if (byteCount === 0) return;
    this.outbox.push(takeBytes(bytes));
    this.wire.deliver(() => this.pump());
    await this.window.add(byteCount);
  };

  end = async (): Promise<void> => {
    if (this.dead !== null) throw this.dead;
    if (this.ending) return;
    this.ending = true;
    this.outbox.push(null);
    this.wire.deliver(() => this.pump());
  };

  read = async (): Promise<Uint8Array | null> => this.received.read();

  readInto = async (target: Uint8Array, onBytes: (count: number) => void): Promise<number> =>
    this.received.readInto(target, onBytes);

  reset = (): void => {
    if (this.dead !== null) return;
    const { other } = this;
    this.cut(new ConnectionClosedError('local', 'The stream was given up on this side.'));
    this.wire.deliver(() => other?.cut(new ConnectionClosedError('reset', 'The peer gave the stream up.')));
  };

  /** Ends both directions on this side only. */
  cut(error: ConnectionClosedError): void {
    if (this.dead !== null) return;
    this.dead = error;
    this.outbox.length = 0;
    this.window.fail(error);
    this.received.fail(error);
    this.owner.forget();
  }

  /** For the accepting side: the end that opened the stream. */
  join(opener: MemoryStream): void {
    this.other = opener;
  }

  private pump(): void {
    if (this.dead !== null || this.outbox.length === 0) return;
    this.other ??= this.owner.reachOther();
    const { other } = this;
    if (other === null) return;
    while (this.outbox.length > 0 && other.unreadBytes < receiveWindowBytes) {
      const next = this.outbox.shift() ?? null;
      other.arrive(next);
      this.window.settle(next?.byteLength ?? 0);
      if (next === null) this.sentEnd = true;
    }
    this.forgetWhenDone();
  }

  private arrive(bytes: Uint8Array | null): void {
    if (this.dead !== null) return;
    if (bytes === null) {
      this.received.end();
      return this.forgetWhenDone();
    }
    this.unreadBytes += bytes.byteLength;
    this.received.push(bytes);
  }

  private forgetWhenDone(): void {
    if (this.sentEnd && this.received.isEnded) this.owner.forget();
  }

  private consumed(byteCount: number): void {
    this.unreadBytes -= byteCount;
    const { other } = this;
    this.wire.deliver(() => other?.pump());
  }

  private assertWritable(): void {
    if (this.dead !== null) throw this.dead;
    if (this.ending) throw new Error('write after end');
  }
}
