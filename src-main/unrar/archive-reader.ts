// Reads pieces of one archive file for the header scan.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { corruptArchive, readFailure } from './archive-error.ts';

const windowBytes = 8192;

/** An open archive. Failures are PeerErrors that name the file. */
export class ArchiveReader {
  readonly name: string;
  readonly size: number;
  readonly #fd: number;
  readonly #window = Buffer.alloc(windowBytes);
  #windowStart = 0;
  #windowLength = 0;

  constructor(path: string) {
    this.name = basename(path);
    try {
      this.#fd = openSync(path, 'r');
    } catch (error) {
      throw readFailure(this.name, error);
    }
    const stat = fstatSync(this.#fd);
    this.size = stat.size;
    if (stat.isFile()) return;
    this.close();
    throw corruptArchive(this.name, 'is not a regular file');
  }

  /** Bytes at a place; the view is valid until the next call. Refuses the archive when it is too short for them. */
  at(position: number, length: number): Buffer {
    if (position + length > this.size) throw this.truncated();
    if (length > windowBytes) return this.#read(Buffer.alloc(length), position, length);
    const inWindow = position >= this.#windowStart && position + length <= this.#windowStart + this.#windowLength;
    if (!inWindow) {
      this.#windowLength = Math.min(windowBytes, this.size - position);
      this.#windowStart = position;
      this.#read(this.#window, position, this.#windowLength);
    }
    return this.#window.subarray(position - this.#windowStart, position - this.#windowStart + length);
  }

  truncated() {
    return corruptArchive(this.name, 'is cut off before its end');
  }

  damagedHeader() {
    return corruptArchive(this.name, 'has a damaged header');
  }

  close() {
    closeSync(this.#fd);
  }

  #read(target: Buffer, position: number, length: number): Buffer {
    let done = 0;
    while (done < length) {
      const count = this.#readSome(target, done, length - done, position + done);
      if (count === 0) throw this.truncated();
      done += count;
    }
    return target;
  }

  #readSome(target: Buffer, offset: number, length: number, position: number): number {
    try {
      return readSync(this.#fd, target, offset, length, position);
    } catch (error) {
      throw readFailure(this.name, error);
    }
  }
}
