// Turns the files of one archive into frames in the ring, and not a byte too many. Runs in a Worker.
import { maxFrameBytes } from '../peer/edge/stream-install.ts';
import { wrongEntrySize } from './archive-error.ts';
import { encodeFrame, encodeFrameHead, frameHeadBytes } from './frame-wire.ts';
import type { PlannedEntry } from './plan-entries.ts';
import type { RingWriter } from './stream-ring.ts';

/** Less than this is not worth the rest of a slot. */
const leastBytes = 4096;

/** One file is open at a time. Failures are PeerErrors, and whatever the ring's `step` throws. */
export class FrameWriter {
  readonly #ring: RingWriter;
  readonly #archive: string;
  #entry: PlannedEntry | null = null;
  #entryBytes = 0;

  constructor(ring: RingWriter, archive: string) {
    this.#ring = ring;
    this.#archive = archive;
  }

  directory({ path }: PlannedEntry) {
    this.#ring.push(encodeFrame({ kind: 'directory', path }));
  }

  begin(entry: PlannedEntry) {
    this.#ring.push(encodeFrame({ kind: 'file-begin', path: entry.path, size: entry.size, crc32: entry.crc32 }));
    this.#entry = entry;
    this.#entryBytes = 0;
  }

  /** `bytes` may change after the call. */
  write(bytes: Uint8Array) {
    this.#entryBytes += bytes.length;
    if (this.#entry === null || this.#entryBytes > this.#entry.size) throw this.#wrongSize('more');
    for (let done = 0; done < bytes.length;) done += this.#writeSome(bytes, done);
  }

  end() {
    if (this.#entryBytes !== this.#entry?.size) throw this.#wrongSize('fewer');
    this.#entry = null;
    this.#ring.push(encodeFrame({ kind: 'file-end' }));
    this.#ring.flushStale();
  }

  /** After the last file; sends what is left in the ring. */
  finish() {
    this.#ring.push(encodeFrame({ kind: 'end' }));
    this.#ring.flush();
  }

  #writeSome(bytes: Uint8Array, done: number): number {
    const left = bytes.length - done;
    const room = this.#ring.room(frameHeadBytes + Math.min(left, leastBytes)) - frameHeadBytes;
    const length = Math.min(left, room, maxFrameBytes);
    this.#ring.push(encodeFrameHead('bytes', length));
    this.#ring.push(bytes.subarray(done, done + length));
    return length;
  }

  #wrongSize(how: 'more' | 'fewer') {
    return wrongEntrySize(this.#archive, this.#entry?.path ?? 'a file', how);
  }
}
