// Writes the files of one archive below a folder: new files only, and not a byte too many.
import { closeSync, fdatasync, lstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { writeFailure, wrongEntrySize } from './archive-error.ts';
import type { PlannedEntry } from './plan-entries.ts';

/** What must be known of a file to write it. */
export type FileToWrite = Pick<PlannedEntry, 'path' | 'size'>;

/** How a long file reaches the disk while more of it is being written: else all of it would wait for a sync at the end. */
export interface SyncBehind {
  /** So much of a file is left to the system before it is sent to the disk. */
  everyBytes: number;
  datasync: (fd: number) => Promise<void>;
}

const toDisk: SyncBehind = { everyBytes: 64 * 2 ** 20, datasync: promisify(fdatasync) };

/** Nobody closes it while a sync uses its descriptor. */
interface OpenFile {
  fd: number;
  path: string;
  unsyncedBytes: number;
  /** One at a time; never rejects. */
  syncing: Promise<void> | null;
  /** Of a sync. */
  failure: { error: unknown } | null;
}

/** One file is open at a time. Failures are PeerErrors. */
export class EntryWriter {
  readonly #into: string;
  readonly #archive: string;
  readonly #syncBehind: SyncBehind;
  readonly #directories = new Set(['.']);
  #open: OpenFile | null = null;
  #entry: FileToWrite | null = null;
  #entryBytes = 0;
  /** Bytes of all files so far. */
  writtenBytes = 0;

  constructor(into: string, archive: string, syncBehind = toDisk) {
    this.#into = into;
    this.#archive = archive;
    this.#syncBehind = syncBehind;
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
    const { path } = entry;
    try {
      const fd = openSync(join(this.#into, path), 'wx', 0o644);
      this.#open = { fd, path, unsyncedBytes: 0, syncing: null, failure: null };
    } catch (error) {
      throw writeFailure(path, error);
    }
    this.#entry = entry;
    this.#entryBytes = 0;
  }

  /** `bytes` may change after the call. */
  write(bytes: Uint8Array) {
    this.#entryBytes += bytes.length;
    const [entry, file] = [this.#entry, this.#open];
    if (entry === null || file === null || this.#entryBytes > entry.size) throw this.#wrongSize('more');
    throwFailure(file);
    writeAll(file, bytes);
    this.writtenBytes += bytes.length;
    this.#sync(file);
  }

  /** Closes the open file and checks that it got all its bytes; there is something to wait for only while it is synced. */
  end(): Promise<void> | void {
    // From here on it is closed here, and not by whoever abandons the writer meanwhile.
    const file = this.#open;
    this.#open = null;
    if (this.#entryBytes !== this.#entry?.size) {
      abandonFile(file);
      throw this.#wrongSize('fewer');
    }
    this.#entry = null;
    if (file !== null) return file.syncing === null ? closeFile(file) : file.syncing.then(() => closeFile(file));
  }

  /** Closes the open file as it is, once no sync needs it any more; harmless when there is none. */
  abandon() {
    abandonFile(this.#open);
    this.#open = null;
  }

  /** Begins the sync of what was written, while more is being written. */
  #sync(file: OpenFile) {
    const { everyBytes, datasync } = this.#syncBehind;
    if (file.syncing !== null || file.unsyncedBytes < everyBytes) return;
    file.unsyncedBytes = 0;
    file.syncing = datasync(file.fd)
      .catch((error: unknown) => void (file.failure = { error }))
      .then(() => void (file.syncing = null));
  }

  #wrongSize(how: 'more' | 'fewer') {
    return wrongEntrySize(this.#archive, this.#entry?.path ?? 'a file', how);
  }
}

function writeAll(file: OpenFile, bytes: Uint8Array) {
  for (let done = 0; done < bytes.length;) {
    const count = writeSome(file, bytes, done);
    if (count === 0) throw writeFailure(file.path, new Error('the system wrote nothing'));
    done += count;
  }
  file.unsyncedBytes += bytes.length;
}

function writeSome({ fd, path }: OpenFile, bytes: Uint8Array, done: number): number {
  try {
    return writeSync(fd, bytes, done, bytes.length - done);
  } catch (error) {
    throw writeFailure(path, error);
  }
}

function throwFailure({ failure, path }: OpenFile) {
  if (failure !== null) throw writeFailure(path, failure.error);
}

function closeFile(file: OpenFile) {
  try {
    closeSync(file.fd);
  } catch (error) {
    throw writeFailure(file.path, error);
  }
  throwFailure(file);
}

/** Whoever abandons a file has a better reason to tell than one of its own. */
function abandonFile(file: OpenFile | null) {
  if (file === null) return;
  const close = () => {
    try {
      closeSync(file.fd);
    } catch {
      // See above.
    }
  };
  if (file.syncing === null) close();
  else void file.syncing.then(close);
}

/** Never through a link: what stands there must be a directory itself. */
function isDirectory(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
