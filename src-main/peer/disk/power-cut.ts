// A disk that forgets what was not synced when the power goes, for tests.
import { cp, mkdtemp, open, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import type { Disk, DiskFile } from './disk.ts';

/**
 * `data-lost`: names are as they were left, texts that were not synced are cut to half, and what was written into open
 * files without a sync is as it was before. `names-lost`: besides, what happened in a directory since its last sync is undone.
 */
export type PowerCut = 'data-lost' | 'names-lost';

export interface VolatileDisk {
  disk: Disk;
  cutPower: (kind: PowerCut) => Promise<void>;
  /** Deletes the copies that were kept for undoing. */
  dispose: () => Promise<void>;
}

/** What happened to a name; `copy` is where the entry that stood there before was set aside. */
type Change =
  | { kind: 'created'; path: string }
  | { kind: 'removed'; path: string; copy: string }
  | { kind: 'renamed'; path: string; from: string; copy: string | null };

/** What a write into an open file replaced. */
interface Overwritten {
  path: string;
  position: number;
  bytes: Uint8Array;
  size: number;
}

/** Stricter than most file systems are, as POSIX allows. */
export async function createVolatileDisk(real: Disk): Promise<VolatileDisk> {
  const keep = await mkdtemp(join(tmpdir(), 'lanspread-undo-'));
  let unsynced: string[] = [];
  let changes: Change[] = [];
  let overwritten: Overwritten[] = [];
  const openFiles = new Set<{ path: string }>();
  let kept = 0;

  const setAside = async (path: string): Promise<string | null> => {
    if ((await real.stat(path)) === null) return null;
    const copy = join(keep, String(kept++));
    await copyTree(path, copy);
    return copy;
  };
  const create = async (path: string, make: () => Promise<void>) => {
    const isNew = (await real.stat(path)) === null;
    await make();
    if (isNew) changes.push({ kind: 'created', path });
  };
  const forgetWrites = (path: string) => {
    overwritten = overwritten.filter((write) => !isWithin(write.path, path));
  };
  const remove = async (path: string, work: () => Promise<void>) => {
    const copy = await setAside(path);
    await work();
    forgetWrites(path);
    if (copy !== null) changes.push({ kind: 'removed', path, copy });
  };
  /** Paths below a renamed directory are known by their new names from then on. */
  const follow = (from: string, to: string) => {
    unsynced = unsynced.map((path) => moved(path, from, to));
    for (const file of [...openFiles, ...overwritten]) file.path = moved(file.path, from, to);
    changes = changes.map((change) =>
      change.kind === 'renamed'
        ? { ...change, path: moved(change.path, from, to), from: moved(change.from, from, to) }
        : { ...change, path: moved(change.path, from, to) },
    );
  };
  const undoLast = async () => {
    const change = changes.pop();
    if (change === undefined) return;
    if (change.kind === 'renamed') {
      await real.rename(change.path, change.from);
      follow(change.path, change.from);
    } else await rm(change.path, { recursive: true, force: true });
    if (change.kind !== 'created' && change.copy !== null) await copyTree(change.copy, change.path);
  };

  const watchFile = (path: string, file: DiskFile): DiskFile => {
    const place = { path };
    openFiles.add(place);
    const remember = async (position: number, length: number) => {
      const bytes = new Uint8Array(length);
      const there = await file.readAt(bytes, position);
      const size = (await real.stat(place.path))?.size ?? 0;
      overwritten.push({ path: place.path, position, bytes: bytes.subarray(0, there), size });
    };
    return {
      ...file,
      writeAt: async (bytes, position) => {
        await remember(position, bytes.length);
        await file.writeAt(bytes, position);
      },
      resize: async (size) => {
        await remember(size, Math.max(0, ((await real.stat(place.path))?.size ?? 0) - size));
        await file.resize(size);
      },
      datasync: async () => {
        const before = new Set(overwritten.filter((write) => write.path === place.path));
        await file.datasync();
        overwritten = overwritten.filter((write) => !before.has(write));
      },
      close: async () => {
        openFiles.delete(place);
        await file.close();
      },
    };
  };

  const disk: Disk = {
    ...real,
    open: async (path, mode) => {
      if (mode === 'read') return real.open(path, mode);
      if (mode === 'create') await create(path, async () => (await real.open(path, mode)).close());
      return watchFile(path, await real.open(path, 'existing'));
    },
    writeText: async (path, text) => {
      await create(path, async () => real.writeText(path, text));
      unsynced.push(path);
    },
    copyEntry: async (from, to) => {
      await create(to, async () => real.copyEntry(from, to));
      if ((await real.stat(to))?.kind === 'file') unsynced.push(to);
    },
    makeDir: async (path) => create(path, async () => real.makeDir(path)),
    makeDirs: async (path) => create(await topmostMissing(real, path), async () => real.makeDirs(path)),
    removeFile: async (path) => remove(path, async () => real.removeFile(path)),
    removeTree: async (path) => remove(path, async () => real.removeTree(path)),
    removeEmptyDir: async (path) => remove(path, async () => real.removeEmptyDir(path)),
    rename: async (from, to) => {
      const copy = await setAside(to);
      await real.rename(from, to);
      forgetWrites(to);
      follow(from, to);
      changes.push({ kind: 'renamed', path: to, from, copy });
    },
    syncFile: async (path) => {
      await real.syncFile(path);
      unsynced = unsynced.filter((other) => other !== path);
      forgetWrites(path);
    },
    syncDir: async (path) => {
      await real.syncDir(path);
      changes = changes.filter((change) => !parentsOf(change).includes(path));
    },
  };
  return {
    disk,
    cutPower: async (kind) => {
      for (const write of overwritten.toReversed()) await undoWrite(real, write);
      for (const path of unsynced) await halve(real, path);
      if (kind === 'data-lost') return;
      while (changes.length > 0) await undoLast();
    },
    dispose: async () => rm(keep, { recursive: true, force: true }),
  };
}

/** Syncing any of these makes the change last. */
const parentsOf = (change: Change) =>
  change.kind === 'renamed' ? [dirname(change.path), dirname(change.from)] : [dirname(change.path)];

const copyTree = async (from: string, to: string) =>
  cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });

async function topmostMissing(disk: Disk, path: string): Promise<string> {
  let top = path;
  for (let up = dirname(path); (await disk.stat(up)) === null; up = dirname(up)) top = up;
  return top;
}

const isWithin = (path: string, folder: string) => path === folder || path.startsWith(folder + sep);

function moved(path: string, from: string, to: string): string {
  return isWithin(path, from) ? to + path.slice(from.length) : path;
}

async function halve(disk: Disk, path: string): Promise<void> {
  const stat = await disk.stat(path);
  if (stat?.kind === 'file') await truncate(path, stat.size >> 1);
}

async function undoWrite(disk: Disk, { path, position, bytes, size }: Overwritten): Promise<void> {
  if ((await disk.stat(path))?.kind !== 'file') return;
  await using file = await open(path, 'r+');
  await file.write(bytes, 0, bytes.length, position);
  await file.truncate(size);
}
