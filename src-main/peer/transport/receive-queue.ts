// What has arrived on a stream and waits to be read.
import { kib } from './limits.ts';
import type { ConnectionClosedError } from './transport.ts';

interface Waiting {
  resolve: (bytes: Uint8Array | null) => void;
  reject: (error: Error) => void;
}

interface Chunk {
  bytes: Uint8Array;
  release: () => void;
  /** Memory of our own that small chunks are gathered in; `bytes` is its beginning. */
  gathered: Uint8Array | null;
}

/** Chunks below this are gathered while nobody reads them: each would cost many times its own size to keep. */
const smallBytes = 512;
const gatherBytes = 4 * kib;

/** Chunks in order, then the end or a failure. A chunk is released when the next one is asked for, or by the end. `onConsumed` hears of every chunk that the reader took, in bytes. */
export class ReceiveQueue {
  private readonly chunks: Chunk[] = [];
  private release = () => {};
  private readonly onConsumed: (byteCount: number) => void;
  private waiting: Waiting | null = null;
  private ended = false;
  private failure: ConnectionClosedError | null = null;

  constructor(onConsumed: (byteCount: number) => void) {
    this.onConsumed = onConsumed;
  }

  /** True once the other side's end has arrived, read or not. */
  get isEnded(): boolean {
    return this.ended;
  }

  push(bytes: Uint8Array, release: () => void = () => {}): void {
    if (this.ended || this.failure !== null) return release();
    if (this.chunks.length > 0 && bytes.byteLength < smallBytes) return this.gather(bytes, release);
    this.chunks.push({ bytes, release, gathered: null });
    this.serve();
  }

  end(): void {
    this.ended = true;
    this.serve();
  }

  /** Cuts the stream off. What arrived whole, with its end, stays readable. */
  fail(error: ConnectionClosedError): void {
    if (this.ended || this.failure !== null) return;
    this.failure = error;
    for (const chunk of this.chunks.splice(0)) chunk.release();
    this.serve();
  }

  async read(): Promise<Uint8Array | null> {
    if (this.waiting !== null) throw new Error('only one read may wait on a stream at a time');
    this.release();
    this.release = () => {};
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.serve();
    });
  }

  private gather(bytes: Uint8Array, release: () => void): void {
    const last = this.chunks.at(-1);
    const used = last?.bytes.byteLength ?? 0;
    if (last?.gathered && used + bytes.byteLength <= gatherBytes) {
      last.gathered.set(bytes, used);
      last.bytes = last.gathered.subarray(0, used + bytes.byteLength);
    } else {
      const gathered = new Uint8Array(gatherBytes);
      gathered.set(bytes);
      this.chunks.push({ bytes: gathered.subarray(0, bytes.byteLength), release: () => {}, gathered });
    }
    release();
  }

  private serve(): void {
    const { waiting } = this;
    if (waiting === null) return;
    const chunk = this.chunks.shift();
    if (chunk === undefined && !this.ended && this.failure === null) return;
    this.waiting = null;
    if (chunk !== undefined) {
      this.release = chunk.release;
      this.onConsumed(chunk.bytes.byteLength);
      waiting.resolve(chunk.bytes);
    } else if (this.failure !== null) waiting.reject(this.failure);
    else waiting.resolve(null);
  }
}
