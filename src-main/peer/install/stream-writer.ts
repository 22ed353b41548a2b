// Writes streamed files below the staging directory, one after the other, each through buffers that fill while one is written.
import { dirname, join } from 'node:path';
import type { Disk, DiskFile } from '../disk/disk.ts';
import { ownedMarkerName } from '../disk/names.ts';

const bufferBytes = 2 ** 20;

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
  /** Bytes that were handed to the disk. */
  position: number;
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
    if (filled === 0) return;
    writing = file.handle.writeAt(filling.subarray(0, filled), file.position);
    // A failure is met by whoever waits next.
    writing.catch(() => undefined);
    file.position += filled;
    [filling, spare] = [spare, filling];
    filled = 0;
  };

  const close = async () => {
    const file = open;
    open = null;
    filled = 0;
    const written = writing;
    writing = Promise.resolve();
    try {
      await written;
    } finally {
      await file?.handle.close();
    }
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
        open = { target, handle: await disk.open(target, 'create'), position: 0 };
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

async function locally<T>(work: Promise<T> | (() => Promise<T>)): Promise<T> {
  try {
    return await (typeof work === 'function' ? work() : work);
  } catch (error) {
    throw new LocalFailure(error);
  }
}
