// Writes pieces at their place, one after the other, keeping the files open in between.
import type { Disk, DiskFile } from '../disk/disk.ts';

/** Enough for the pieces that are under way; a game may have thousands of files. */
const maxOpenFiles = 16;
/** Synced while more arrives, so that little is left to wait for at the end. */
const syncStepBytes = 64 * 2 ** 20;

export interface PieceWriter {
  /** Resolves once the bytes are handed to the system; the file exists. */
  write: (file: string, bytes: Uint8Array, offset: number) => Promise<void>;
  /** Closes all files after the last write. Throws when bytes could not be brought to the disk meanwhile. */
  close: () => Promise<void>;
}

/** Parallel writes to one file only wait for each other, spinning in the kernel: so there is one at a time. */
export function createPieceWriter(disk: Disk): PieceWriter {
  const open = new Map<string, DiskFile>();
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };

  let unsyncedBytes = 0;
  let syncing: Promise<void> = Promise.resolve();
  let failure: { error: unknown } | null = null;

  /** The system tells a failed sync once only: it has to be kept until somebody can be told. */
  const syncInBackground = (handle: DiskFile): void => {
    unsyncedBytes = 0;
    const sync = handle.datasync().catch((error: unknown) => void (failure ??= { error }));
    syncing = Promise.all([syncing, sync]).then(() => undefined);
  };

  const throwFailure = (): void => {
    if (failure !== null) throw failure.error;
  };

  const closeOldest = async (): Promise<void> => {
    const [oldest] = open;
    if (oldest === undefined) return;
    open.delete(oldest[0]);
    await syncing;
    await oldest[1].close();
  };

  /** Moves the file to the end of the line of those that may be closed. */
  const use = async (file: string): Promise<DiskFile> => {
    const handle = open.get(file) ?? (await disk.open(file, 'existing'));
    open.delete(file);
    if (open.size >= maxOpenFiles) await closeOldest();
    open.set(file, handle);
    return handle;
  };

  return {
    write: (file, bytes, offset) =>
      inTurn(async () => {
        throwFailure();
        const handle = await use(file);
        await handle.writeAt(bytes, offset);
        unsyncedBytes += bytes.length;
        if (unsyncedBytes >= syncStepBytes) syncInBackground(handle);
      }),
    close: () =>
      inTurn(async () => {
        while (open.size > 0) await closeOldest();
        throwFailure();
      }),
  };
}
