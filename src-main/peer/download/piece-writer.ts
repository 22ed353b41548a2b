// Writes pieces at their place, one after the other, keeping the files open in between.
import type { Disk, DiskFile } from '../disk/disk.ts';
import { mapLimited } from '../disk/map-limited.ts';

/** Enough for the pieces that are under way; a game may have thousands of files. */
const maxOpenFiles = 16;
/** Syncs that wait together share one journal commit. */
const syncsAtOnce = 8;

export interface PieceWriter {
  /** Resolves once the bytes are handed to the system; the file exists. */
  write: (file: string, bytes: Uint8Array, offset: number) => Promise<void>;
  /**
   * Brings to the disk whatever `write` had resolved for before this call; later writes do not wait for it. One at a time.
   * The system tells a failure once only, so that every later call throws it too.
   */
  flush: () => Promise<void>;
  /** Resolves when the writes so far have ended, well or not. */
  settle: () => Promise<void>;
  /** Closes all files after the last write; it may go on afterwards. */
  close: () => Promise<void>;
}

interface OpenFile {
  handle: DiskFile;
  syncing: boolean;
}

/** Parallel writes to one file only wait for each other, spinning in the kernel: so there is one at a time. */
export function createPieceWriter(disk: Disk): PieceWriter {
  const open = new Map<string, OpenFile>();
  let unsynced = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();
  let flushing: Promise<void> = Promise.resolve();
  let failure: { error: unknown } | null = null;

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };

  const throwFailure = (): void => {
    if (failure !== null) throw failure.error;
  };

  const closeOldest = async (): Promise<void> => {
    const idle = [...open].find(([, { syncing }]) => !syncing);
    if (idle === undefined) return flushing;
    open.delete(idle[0]);
    await idle[1].handle.close();
  };

  const openOne = async (file: string): Promise<OpenFile> => {
    while (open.size >= maxOpenFiles) await closeOldest();
    return { handle: await disk.open(file, 'existing'), syncing: false };
  };

  /** Moves the file to the end of the line of those that may be closed. */
  const use = async (file: string): Promise<DiskFile> => {
    const known = open.get(file);
    open.delete(file);
    const one = known ?? (await openOne(file));
    open.set(file, one);
    return one.handle;
  };

  const syncOne = async (file: string): Promise<void> => {
    const one = open.get(file);
    if (one === undefined) return disk.syncFile(file);
    one.syncing = true;
    try {
      await one.handle.datasync();
    } finally {
      one.syncing = false;
    }
  };

  const flush = async (): Promise<void> => {
    throwFailure();
    const files = [...unsynced];
    unsynced = new Set();
    try {
      await mapLimited(files, syncsAtOnce, syncOne);
    } catch (error) {
      failure ??= { error };
      throw error;
    }
  };

  return {
    write: (file, bytes, offset) =>
      inTurn(async () => {
        throwFailure();
        const handle = await use(file);
        await handle.writeAt(bytes, offset);
        // Only now: a flush that runs meanwhile does not cover it.
        unsynced.add(file);
      }),
    flush: async () => {
      const done = flush();
      flushing = done.catch(() => undefined);
      return done;
    },
    settle: () => inTurn(async () => undefined),
    close: () =>
      inTurn(async () => {
        while (open.size > 0) await closeOldest();
        throwFailure();
      }),
  };
}
