// Writes the files of one archive below a folder: new files only, and not a byte too many.
import { closeSync, lstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join, posix } from 'node:path';
import { writeFailure, wrongEntrySize } from './archive-error.ts';
import type { PlannedEntry } from './plan-entries.ts';

/** What must be known of a file to write it. */
export type FileToWrite = Pick<PlannedEntry, 'path' | 'size'>;

/** One file is open at a time. Failures are PeerErrors. */
export class EntryWriter {
  readonly #into: string;
  readonly #archive: string;
  readonly #directories = new Set(['.']);
  #fd: number | null = null;
  #entry: FileToWrite | null = null;
  #entryBytes = 0;
  /** Bytes of all files so far. */
  writtenBytes = 0;

  constructor(into: string, archive: string) {
    this.#into = into;
    this.#archive = archive;
  }

  makeDirectory(path: string) {
    if (this.#directories.has(path)) return;
    this.makeDirectory(posix.dirname(path));
    const target = join(this.#into, path);
    try {
      mkdirSync(target, { mode: 0o755 });
    } catch (error) {
      if (!isDirectory(target)) throw writeFailure(path, error);
    }
    this.#directories.add(path);
  }

  begin(entry: FileToWrite) {
    this.makeDirectory(posix.dirname(entry.path));
    try {
      this.#fd = openSync(join(this.#into, entry.path), 'wx', 0o644);
    } catch (error) {
      throw writeFailure(entry.path, error);
    }
    this.#entry = entry;
    this.#entryBytes = 0;
  }

  /** `bytes` may change after the call. */
  write(bytes: Uint8Array) {
    this.#entryBytes += bytes.length;
    const entry = this.#entry;
    if (entry === null || this.#entryBytes > entry.size) throw this.#wrongSize('more');
    this.#writeAll(bytes);
    this.writtenBytes += bytes.length;
  }

  /** Closes the open file and checks that it got all its bytes. */
  end() {
    try {
      this.#close();
    } catch (error) {
      throw writeFailure(this.#entry?.path ?? '', error);
    }
    if (this.#entryBytes !== this.#entry?.size) throw this.#wrongSize('fewer');
    this.#entry = null;
  }

  /** Closes the open file as it is, for whatever it is worth; harmless when there is none. */
  abandon() {
    try {
      this.#close();
    } catch {
      // Whoever abandons a file has a better reason to tell than this one.
    }
  }

  #close() {
    const fd = this.#fd;
    this.#fd = null;
    if (fd !== null) closeSync(fd);
  }

  #writeAll(bytes: Uint8Array) {
    for (let done = 0; done < bytes.length;) {
      const count = this.#writeSome(bytes, done);
      if (count === 0) throw writeFailure(this.#entry?.path ?? '', new Error('the system wrote nothing'));
      done += count;
    }
  }

  #writeSome(bytes: Uint8Array, done: number): number {
    try {
      return writeSync(this.#fd ?? -1, bytes, done, bytes.length - done);
    } catch (error) {
      throw writeFailure(this.#entry?.path ?? '', error);
    }
  }

  #wrongSize(how: 'more' | 'fewer') {
    return wrongEntrySize(this.#archive, this.#entry?.path ?? 'a file', how);
  }
}

/** Never through a link: what stands there must be a directory itself. */
function isDirectory(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
