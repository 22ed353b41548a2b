// Writes streamed files below the staging directory, one after the other, each through buffers that fill while one is written.
import { dirname, join } from 'node:path';
import type { Disk, DiskFile } from '../disk/disk.ts';
import { ownedMarkerName } from '../disk/names.ts';

const bufferBytes = 2 ** 20;
/** So much of a file is left to the system before it is sent to the disk: else all of it would wait for the sync at the end. */
const syncBytes = 64 * bufferBytes;

/** A failure of this disk, to be told from one of whoever sends. */
export class LocalFailure extends Error {
  constructor(cause: unknown) {
    super('The disk failed.', { cause });
    this.name = 'LocalFailure';
  }
}

/** Paths are relative with `/`. Every call throws LocalFailure, with the disk's own error as its cause. */
export interface StreamWriter {
  makeDirectory: (path: string) => Promise<void>;
  begin: (path: string) => Promise<void>;
  /** Copies the bytes; there is something to wait for only when a buffer is full. */
  write: (bytes: Uint8Array) => Promise<void> | void;
  /** Resolves when the file is handed to the system, whole. */
  end: () => Promise<void>;
  /** Deletes a file that was begun and not ended; harmless without one. */
  drop: () => Promise<void>;
  /** Deletes everything so far. */
  clear: () => Promise<void>;
}

interface OpenFile {
  target: string;
  handle: DiskFile;
  /** Bytes that were handed to the system. */
  position: number;
  /** Bytes of them that a sync covers which has begun. */
  syncedBytes: number;
  /** The last sync that was begun; rejects when the disk failed. */
  syncing: Promise<void>;
  isSyncing: boolean;
  /** What a sync has failed with. */
  failure: { reason: unknown } | null;
}

export function createStreamWriter(disk: Disk, staging: string): StreamWriter {
  const made = new Set<string>();
  const buffers = [Buffer.allocUnsafeSlow(bufferBytes), Buffer.allocUnsafeSlow(bufferBytes)] as const;
  let [filling, spare] = buffers;
  let filled = 0;
  let writing: Promise<void> = Promise.resolve();
  let open: OpenFile | null = null;

  const makeDirs = async (directory: string) => {
    if (directory === staging || made.has(directory)) return;
    await disk.makeDirs(directory);
    made.add(directory);
  };

  /** One buffer is being written at most, while the other one fills. */
  const flush = async (file: OpenFile) => {
    await writing;
    // Else all the rest would be fetched for a file that is lost.
    if (file.failure !== null) throw file.failure.reason;
    if (filled === 0) return;
    writing = file.handle.writeAt(filling.subarray(0, filled), file.position);
    // A failure is met by whoever waits next.
    writing.catch(() => undefined);
    file.position += filled;
    syncBehind(file);
    [filling, spare] = [spare, filling];
    filled = 0;
  };

  const close = async () => {
    const file = open;
    open = null;
    filled = 0;
    const done = Promise.allSettled([writing, file?.syncing]);
    writing = Promise.resolve();
    const failed = (await done).find((settled) => settled.status === 'rejected');
    await file?.handle.close();
    if (failed !== undefined) throw failed.reason;
  };

  const write = async (file: OpenFile, bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) {
      const count = Math.min(bytes.length - at, bufferBytes - filled);
      filling.set(bytes.subarray(at, at + count), filled);
      filled += count;
      at += count;
      if (filled === bufferBytes) await flush(file);
    }
  };

  const drop = async () => {
    const file = open;
    if (file === null) return;
    // Why it is dropped was said already.
    await close().catch(() => undefined);
    await disk.removeFile(file.target);
  };

  return {
    makeDirectory: async (path) => locally(async () => makeDirs(join(staging, path))),
    begin: async (path) =>
      locally(async () => {
        const target = join(staging, path);
        await makeDirs(dirname(target));
        open = { target, handle: await disk.open(target, 'create'), ...unsynced() };
      }),
    write: (bytes) => {
      if (open === null) return;
      if (filled + bytes.length >= bufferBytes) return locally(write(open, bytes));
      filling.set(bytes, filled);
      filled += bytes.length;
    },
    end: async () =>
      locally(async () => {
        if (open !== null) await flush(open);
        await close();
      }),
    drop: async () => locally(drop),
    clear: async () =>
      locally(async () => {
        await drop();
        made.clear();
        for (const name of await disk.list(staging)) {
          if (name !== ownedMarkerName) await disk.removeTree(join(staging, name));
        }
      }),
  };
}

const unsynced = () => ({
  position: 0,
  syncedBytes: 0,
  syncing: Promise.resolve(),
  isSyncing: false,
  failure: null,
});

/** Begins the sync of what was written, one at a time, while more is being written. */
function syncBehind(file: OpenFile): void {
  if (file.isSyncing || file.position - file.syncedBytes < syncBytes) return;
  file.isSyncing = true;
  file.syncedBytes = file.position;
  const before = file.syncing;
  file.syncing = file.handle.datasync().then(() => {
    file.isSyncing = false;
    return before;
  });
  // Met by the next flush, or when the file is closed.
  file.syncing.catch((reason: unknown) => void (file.failure = { reason }));
}

async function locally<T>(work: Promise<T> | (() => Promise<T>)): Promise<T> {
  try {
    return await (typeof work === 'function' ? work() : work);
  } catch (error) {
    throw new LocalFailure(error);
  }
}
