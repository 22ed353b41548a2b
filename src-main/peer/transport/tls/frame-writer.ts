// Brings frames into a socket: one write at a time, small things gathered, large ones as they are.
import { Buffer } from 'node:buffer';
import { kib } from '../limits.ts';
import { headerBytes } from './frames.ts';

/** A piece of a frame. `onSent` hears how many of its bytes the system has taken. */
export interface Segment {
  bytes: Uint8Array;
  onSent: ((byteCount: number) => void) | null;
}

export interface FrameOutput {
  write: (bytes: Uint8Array, done: (error?: Error | null) => void) => void;
}

/** One TLS record: a header and the start of its payload travel in it, so that a header costs neither record nor write of its own. */
const gatherBytes = 16 * kib;
/** What Node hands to the system at once: ten records. Measured: more or less per write is slower. */
const directBytes = 160 * kib;

/**
 * Two writes at once would be joined by copying, so the next one starts when the system has taken the last. What waits
 * here is therefore at most one frame, and whatever is urgent goes right after it.
 */
export class FrameWriter {
  private readonly output: FrameOutput;
  private readonly nextFrame: () => Segment[] | null;
  private readonly fail: (error: Error) => void;
  private segments: Segment[] = [];
  private gathered: Buffer | null = null;
  private isBusy = false;
  private isStopped = false;

  /** `nextFrame` answers null when there is nothing to send; `wake` says that there is again. */
  constructor(output: FrameOutput, nextFrame: () => Segment[] | null, fail: (error: Error) => void) {
    this.output = output;
    this.nextFrame = nextFrame;
    this.fail = fail;
  }

  /** Writes later in this turn, together with what else the turn brings. */
  wake(): void {
    if (this.isBusy) return;
    this.isBusy = true;
    setImmediate(() => this.writeNext());
  }

  stop(): void {
    this.isStopped = true;
    this.segments = [];
  }

  private writeNext(): void {
    const head = this.isStopped ? null : this.headSegment();
    if (head === null) {
      this.isBusy = false;
      this.gathered = null;
    } else if (head.bytes.length >= gatherBytes) this.writeDirectly(head);
    else this.writeGathered();
  }

  private writeDirectly(head: Segment): void {
    const bytes = this.consume(head, directBytes);
    this.output.write(bytes, (error) => {
      if (error) return this.fail(error);
      head.onSent?.(bytes.length);
      this.writeNext();
    });
  }

  private writeGathered(): void {
    this.gathered ??= Buffer.allocUnsafeSlow(gatherBytes);
    const sent: { segment: Segment; byteCount: number }[] = [];
    let used = 0;
    // No header is torn apart, so that it is heard of as sent only once.
    while (gatherBytes - used >= headerBytes) {
      const segment = this.headSegment();
      if (segment === null) break;
      const bytes = this.consume(segment, gatherBytes - used);
      this.gathered.set(bytes, used);
      used += bytes.length;
      if (segment.onSent !== null) sent.push({ segment, byteCount: bytes.length });
    }
    this.output.write(this.gathered.subarray(0, used), (error) => {
      if (error) return this.fail(error);
      for (const { segment, byteCount } of sent) segment.onSent?.(byteCount);
      this.writeNext();
    });
  }

  private headSegment(): Segment | null {
    if (this.segments.length === 0) this.segments = this.nextFrame()?.toReversed() ?? [];
    return this.segments.at(-1) ?? null;
  }

  private consume(segment: Segment, maxBytes: number): Uint8Array {
    const bytes = segment.bytes.subarray(0, maxBytes);
    segment.bytes = segment.bytes.subarray(bytes.length);
    if (segment.bytes.length === 0) this.segments.pop();
    return bytes;
  }
}
