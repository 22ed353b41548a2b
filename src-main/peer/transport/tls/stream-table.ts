// The streams of a connection by their ids: who may open which, and how many at once.
import { maxStreamId } from './frames.ts';
import type { TlsStream } from './tls-stream.ts';

/** Each side may have so many streams open that it opened itself; further ones wait for one to be over. */
export const maxOpenStreams = 256;

/** The dialler opens odd ids, the listener even ones; each opens its own in order. */
export type Role = 'dialler' | 'listener';

export class StreamTable {
  private readonly byId = new Map<number, TlsStream>();
  private readonly ownParity: number;
  private nextOwnId: number;
  private nextPeerId: number;
  private peerCount = 0;
  /** Opened here and counted, with or without an id. */
  private readonly started = new Set<TlsStream>();
  private readonly waiting = new Set<TlsStream>();
  /** Opened here, with nothing to send so far. */
  private readonly fresh = new Set<TlsStream>();

  constructor(role: Role) {
    this.nextOwnId = role === 'dialler' ? 1 : 2;
    this.nextPeerId = role === 'dialler' ? 2 : 1;
    this.ownParity = this.nextOwnId % 2;
  }

  /** A stream that was opened here. */
  add(stream: TlsStream): void {
    this.fresh.add(stream);
  }

  /** Whether a stream may send now; one that may not waits until `forget` answers it. */
  start(stream: TlsStream): boolean {
    if (stream.id !== null || this.started.has(stream)) return true;
    this.fresh.delete(stream);
    if (this.started.size >= maxOpenStreams) {
      this.waiting.add(stream);
      return false;
    }
    this.started.add(stream);
    return true;
  }

  /** The id of a stream, given as its first frame goes out; null when all are used up. */
  number(stream: TlsStream): number | null {
    if (stream.id !== null) return stream.id;
    if (this.nextOwnId > maxStreamId) return null;
    stream.id = this.nextOwnId;
    this.byId.set(stream.id, stream);
    this.nextOwnId += 2;
    return stream.id;
  }

  /** What a frame of the other side is about: a stream, one that is over, one that it may open now, or nothing sound. */
  find(id: number): TlsStream | 'over' | 'next' | 'unsound' {
    const stream = this.byId.get(id);
    if (stream !== undefined) return stream;
    if (id % 2 === this.ownParity) return id < this.nextOwnId ? 'over' : 'unsound';
    if (id < this.nextPeerId) return 'over';
    return id === this.nextPeerId && this.peerCount < maxOpenStreams ? 'next' : 'unsound';
  }

  accept(id: number, stream: TlsStream): void {
    this.byId.set(id, stream);
    this.nextPeerId = id + 2;
    this.peerCount += 1;
  }

  /** Answers the stream that may start in its place. */
  forget(stream: TlsStream): TlsStream | null {
    this.fresh.delete(stream);
    this.waiting.delete(stream);
    const wasKnown = stream.id !== null && this.byId.delete(stream.id);
    if (wasKnown && !this.started.has(stream)) this.peerCount -= 1;
    if (!this.started.delete(stream)) return null;
    const [next = null] = this.waiting;
    if (next !== null) this.waiting.delete(next);
    return next;
  }

  /** Everything that was not forgotten, and nothing afterwards. */
  takeAll(): TlsStream[] {
    const all = new Set([...this.byId.values(), ...this.started, ...this.waiting, ...this.fresh]);
    for (const kept of [this.byId, this.started, this.waiting, this.fresh]) kept.clear();
    return [...all];
  }
}
