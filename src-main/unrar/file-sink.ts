// Writes what a Worker puts into the ring to files below a folder, while the Worker goes on. Runs in the unpacker's process.
import { basename } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PeerError } from '../../src-shared/peer-error.ts';
import { unpackerCrashed } from './archive-error.ts';
import { EntryWriter, type SyncBehind } from './entry-writer.ts';
import { FrameParser, type WireFrame } from './frame-wire.ts';
import { RingReader } from './stream-ring.ts';

/** At least this much time lies between two reports. */
const progressMs = 100;
/** Other jobs and a cancel are heard after so long, however small the files are. */
const turnMs = 10;

export interface SinkEvents {
  /** Of all files so far, and the path of the one in hand. */
  progress: (writtenBytes: number, path: string) => void;
  /** The last file is written and closed; told once. */
  complete: () => void;
  /** Nothing more will be written; told once, and not after `close`. */
  failed: (error: PeerError) => void;
}

interface FilledSlot {
  slot: number;
  length: number;
}

/** Files are written by blocking calls, a slot at a time: `close` meets none that is half done. Syncs alone go on beside. */
export class FileSink {
  readonly #ring: RingReader;
  readonly #writer: EntryWriter;
  readonly #events: SinkEvents;
  readonly #parser = new FrameParser();
  readonly #slots: FilledSlot[] = [];
  #writing = false;
  #closed = false;
  #path = '';
  #lastReportMs = -progressMs;

  /** `into` exists and is absolute. */
  constructor(ring: SharedArrayBuffer, archive: string, into: string, events: SinkEvents, syncBehind?: SyncBehind) {
    this.#ring = new RingReader(ring);
    this.#writer = new EntryWriter(into, basename(archive), syncBehind);
    this.#events = events;
  }

  /** The slot is released when its bytes are written. */
  send(slot: number, length: number) {
    if (this.#closed) return;
    this.#slots.push({ slot, length });
    if (!this.#writing) void this.#writeSlots();
  }

  /** Lets a Worker that waits for a slot notice that it is to stop. */
  wake() {
    this.#ring.wake();
  }

  /** What is open is closed as it is, at once unless it is just being synced. */
  close() {
    this.#closed = true;
    this.#writer.abandon();
  }

  async #writeSlots() {
    this.#writing = true;
    try {
      for (let filled = this.#slots.shift(); filled !== undefined; filled = this.#slots.shift()) {
        await this.#writeSlot(filled);
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#writing = false;
  }

  async #writeSlot({ slot, length }: FilledSlot) {
    let turnBeganMs = performance.now();
    for (const frame of this.#parser.parse(this.#ring.view(slot, length))) {
      if (this.#closed) return;
      const synced = this.#take(frame);
      if (synced !== undefined) await synced;
      if (performance.now() - turnBeganMs < turnMs) continue;
      await nextTurn();
      turnBeganMs = performance.now();
    }
    this.#ring.release(slot);
    // Slots may arrive faster than they are written, and their messages would keep all else waiting.
    await nextTurn();
  }

  /** There is something to wait for only at the end of a file that is being synced. */
  #take(frame: WireFrame): Promise<void> | void {
    switch (frame.kind) {
      case 'directory':
        return this.#writer.makeDirectory(frame.path);
      case 'file-begin':
        this.#path = frame.path;
        this.#writer.begin(frame);
        return this.#report(progressMs);
      case 'bytes':
        this.#writer.write(frame.bytes);
        return this.#report(progressMs);
      case 'file-end':
        return this.#writer.end();
      case 'end':
        this.#report(0);
        this.#events.complete();
    }
  }

  #report(leastMs: number) {
    const now = performance.now();
    if (now - this.#lastReportMs < leastMs) return;
    this.#lastReportMs = now;
    this.#events.progress(this.#writer.writtenBytes, this.#path);
  }

  #fail(thrown: unknown) {
    if (this.#closed) return;
    this.close();
    const error = thrown instanceof PeerError ? thrown : unpackerCrashed(`The unpacker failed: ${String(thrown)}`);
    this.#events.failed(error);
  }
}
