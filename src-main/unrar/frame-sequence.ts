// Whether frames come in an order that makes sense, so that nothing but whole files is handed on as whole.
import type { WireFrame } from './frame-wire.ts';

/** Counts the bytes of the file that has begun. `check` throws RangeError at the first frame that is out of place. */
export class FrameSequence {
  #missingBytes: number | null = null;
  ended = false;

  check(frame: WireFrame) {
    if (this.ended) throw new RangeError('a frame after the end');
    switch (frame.kind) {
      case 'bytes':
        return this.#count(frame.bytes.length);
      case 'file-end':
        if (this.#missingBytes !== 0) throw new RangeError('a file ends before its last byte');
        this.#missingBytes = null;
        return;
      case 'directory':
      case 'file-begin':
      case 'end':
        if (this.#missingBytes !== null) throw new RangeError(`${frame.kind} within a file`);
        if (frame.kind === 'file-begin') this.#missingBytes = frame.size;
        this.ended = frame.kind === 'end';
    }
  }

  #count(bytes: number) {
    if (this.#missingBytes === null || bytes > this.#missingBytes) throw new RangeError('bytes that belong to no file');
    this.#missingBytes -= bytes;
  }
}
