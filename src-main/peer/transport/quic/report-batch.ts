// Gathers what one turn of the network thread has to tell into one post; received bytes travel side by side in one buffer.
import { Buffer } from 'node:buffer';
import { kib } from '../limits.ts';
import type { Report, StreamHandle } from './messages.ts';

type OtherReport = Exclude<Report, { kind: 'data' }>;

/**
 * Received bytes as they cross the threads: transport, connection, stream, then where they lie in the buffer of the post
 * and how many there are. Bare numbers, since there are thousands a second and names would be copied with each.
 */
export type PostedData = [number, number, StreamHandle, number, number];

export interface ReportPost {
  reports: (OtherReport | PostedData)[];
  received: ArrayBuffer;
}

export interface StreamPlace {
  transport: number;
  connection: number;
  stream: StreamHandle;
}

interface Port {
  postMessage: (post: ReportPost, transfer: ArrayBuffer[]) => void;
}

const inboxBytes = 512 * kib;
const minRoomBytes = 128 * kib;
/** Bulk bytes wait for company, since a post costs far more than a few bytes more in it; but not for long. */
const smallChunkBytes = 4 * kib;
const fullPostBytes = 192 * kib;
const maxDelayMs = 1;
/** Kept for reuse: about what is under way between the threads at full speed. */
const maxSpareInboxes = 16;

/**
 * A buffer per chunk would be moved to the other thread one by one, which costs more than all the rest when many streams
 * share a connection. What is not bulk is posted in the same turn of the loop.
 */
export class ReportBatch {
  private readonly port: Port;
  private readonly spares: ArrayBuffer[] = [];
  private inbox = Buffer.from(new ArrayBuffer(inboxBytes));
  private reports: ReportPost['reports'] = [];
  private used = 0;
  private isPosting = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(port: Port) {
    this.port = port;
  }

  /** Where the next bytes may be put; valid until the next call here. */
  room(): Buffer {
    if (inboxBytes - this.used < minRoomBytes) this.post();
    return this.inbox.subarray(this.used);
  }

  /** The first `byteCount` bytes of the room have arrived on a stream. */
  addReceived({ transport, connection, stream }: StreamPlace, byteCount: number): void {
    this.reports.push([transport, connection, stream, this.used, byteCount]);
    this.used += byteCount;
    if (byteCount < smallChunkBytes) this.postThisTurn();
    else if (this.used >= fullPostBytes) this.post();
    else this.timer ??= setTimeout(() => this.post(), maxDelayMs);
  }

  add(report: OtherReport): void {
    this.reports.push(report);
    this.postThisTurn();
  }

  /** The main thread has read all of a post: its buffer serves again, which spares the memory's way through the system. */
  recycle(buffer: ArrayBuffer): void {
    if (this.spares.length < maxSpareInboxes) this.spares.push(buffer);
  }

  private postThisTurn(): void {
    if (this.isPosting) return;
    this.isPosting = true;
    queueMicrotask(() => this.post());
  }

  private post(): void {
    this.isPosting = false;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.reports.length === 0) return;
    const { reports } = this;
    this.reports = [];
    if (this.used === 0) return this.port.postMessage({ reports, received: new ArrayBuffer(0) }, []);
    const received = this.inbox.buffer;
    this.inbox = Buffer.from(this.spares.pop() ?? new ArrayBuffer(inboxBytes));
    this.used = 0;
    this.port.postMessage({ reports, received }, [received]);
  }
}

/**
 * The reports of a post, each with its own view of the received bytes; `recycle` gets the buffer once all of them were
 * released.
 */
export function unpackReports({ reports, received }: ReportPost, recycle: (buffer: ArrayBuffer) => void): Report[] {
  let unread = 0;
  const release = () => {
    unread -= 1;
    if (unread === 0) recycle(received);
  };
  return reports.map((report) => {
    if (!Array.isArray(report)) return report;
    const [transport, connection, stream, offset, byteCount] = report;
    unread += 1;
    const bytes = new Uint8Array(received, offset, byteCount);
    return { kind: 'data', transport, connection, stream, bytes, release };
  });
}
