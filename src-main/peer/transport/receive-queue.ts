// What has arrived on a stream and waits to be read.
import { kib } from './limits.ts';
import type { ConnectionClosedError } from './transport.ts';

/** Who waits for bytes: a reader for the next chunk, or memory to be filled. */
type Waiting = { reject: (error: Error) => void } & (
  | { kind: 'read'; resolve: (bytes: Uint8Array | null) => void }
  | { kind: 'fill'; target: Uint8Array; filled: number; onBytes: (count: number) => void; resolve: (filled: number) => void } // prettier-ignore
);

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

  /** Copies into the memory that waits to be filled what fits there; answers how many bytes that were. The rest is to be pushed. */
  offer(bytes: Uint8Array): number {
    const { waiting } = this;
    if (waiting?.kind !== 'fill' || this.chunks.length > 0) return 0;
    return this.fillFrom(waiting, bytes);
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
    this.beginRead();
    return new Promise((resolve, reject) => {
      this.waiting = { kind: 'read', resolve, reject };
      this.serve();
    });
  }

  async readInto(target: Uint8Array, onBytes: (count: number) => void): Promise<number> {
    this.beginRead();
    return new Promise((resolve, reject) => {
      this.waiting = { kind: 'fill', target, filled: 0, onBytes, resolve, reject };
      this.serve();
    });
  }

  private beginRead(): void {
    if (this.waiting !== null) throw new Error('only one read may wait on a stream at a time');
    this.release();
    this.release = () => {};
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
    const isServed = waiting.kind === 'read' ? this.serveRead(waiting) : this.serveFill(waiting);
    if (isServed || (!this.ended && this.failure === null)) return;
    this.waiting = null;
    if (this.failure !== null) waiting.reject(this.failure);
    else if (waiting.kind === 'read') waiting.resolve(null);
    else waiting.resolve(waiting.filled);
  }

  private serveRead({ resolve }: Waiting & { kind: 'read' }): boolean {
    const chunk = this.chunks.shift();
    if (chunk === undefined) return false;
    this.waiting = null;
    this.release = chunk.release;
    this.onConsumed(chunk.bytes.byteLength);
    resolve(chunk.bytes);
    return true;
  }

  private serveFill(waiting: Waiting & { kind: 'fill' }): boolean {
    for (let [chunk] = this.chunks; chunk !== undefined && this.waiting === waiting; [chunk] = this.chunks) {
      const taken = this.fillFrom(waiting, chunk.bytes);
      if (taken === chunk.bytes.byteLength) {
        this.chunks.shift();
        chunk.release();
      } else Object.assign(chunk, { bytes: chunk.bytes.subarray(taken), gathered: null });
    }
    return this.waiting !== waiting;
  }

  /** Resolves the wait when the memory is full. */
  private fillFrom(waiting: Waiting & { kind: 'fill' }, bytes: Uint8Array): number {
    const { target, filled, onBytes, resolve } = waiting;
    const count = Math.min(bytes.byteLength, target.byteLength - filled);
    target.set(count === bytes.byteLength ? bytes : bytes.subarray(0, count), filled);
    waiting.filled += count;
    const isFull = waiting.filled === target.byteLength;
    if (isFull) this.waiting = null;
    this.onConsumed(count);
    onBytes(count);
    if (isFull) resolve(waiting.filled);
    return count;
  }
}
