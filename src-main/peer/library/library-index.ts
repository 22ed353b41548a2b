// The scan cache on disk: what each game root held when it was last walked. Losing it costs a walk, nothing else.
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../disk/atomic-write.ts';
import type { Disk, EntryStat } from '../disk/disk.ts';
import { libraryIndexName } from '../disk/names.ts';
import type { Log } from '../edge/log.ts';

const stamp = z.object({ size: z.number(), mtimeMs: z.number(), inode: z.number() });
const entry = z.object({ root: stamp, sentinel: stamp, version: z.string().nullable(), bytes: z.number() });
const indexFile = z.object({ schema: z.literal(1), gameDir: z.string(), games: z.record(z.string(), entry) });

export type Stamp = z.infer<typeof stamp>;
export type IndexEntry = z.infer<typeof entry>;

export const stampOf = ({ size, mtimeMs, inode }: EntryStat): Stamp => ({ size, mtimeMs, inode });

export const isSameStamp = (a: Stamp, b: Stamp): boolean =>
  a.size === b.size && a.mtimeMs === b.mtimeMs && a.inode === b.inode;

export interface LibraryIndex {
  get: (gameId: string) => IndexEntry | undefined;
  set: (gameId: string, entry: IndexEntry | null) => void;
  /** Writes it when something has changed. */
  save: () => Promise<void>;
}

/** Reads the cache of this games folder; a missing, damaged or foreign one is an empty one. */
export async function openLibraryIndex(disk: Disk, stateDir: string, gameDir: string, log: Log): Promise<LibraryIndex> {
  const file = path.join(stateDir, libraryIndexName);
  const games = new Map(Object.entries(await readIndex(disk, file, gameDir)));
  let changed = false;
  let saving: Promise<void> = Promise.resolve();

  const write = async () => {
    if (!changed) return;
    changed = false;
    await writeFileAtomic(disk, file, indexText(gameDir, games)).catch((error: unknown) =>
      log('warn', `library index: ${String(error)}`),
    );
  };

  return {
    get: (gameId) => games.get(gameId),
    set: (gameId, next) => {
      changed = true;
      if (next === null) games.delete(gameId);
      else games.set(gameId, next);
    },
    save: () => (saving = saving.then(write)),
  };
}

/** Where there is no cache of this games folder, an empty one is written, durably. Throws the disk's own errors. */
export async function ensureLibraryIndex(disk: Disk, stateDir: string, gameDir: string): Promise<void> {
  const file = path.join(stateDir, libraryIndexName);
  if ((await parseIndex(disk, file))?.gameDir === gameDir) return;
  await writeFileAtomic(disk, file, indexText(gameDir, new Map()));
}

const indexText = (gameDir: string, games: ReadonlyMap<string, IndexEntry>): string =>
  JSON.stringify({ schema: 1, gameDir, games: Object.fromEntries(games) });

async function readIndex(disk: Disk, file: string, gameDir: string): Promise<Record<string, IndexEntry>> {
  const parsed = await parseIndex(disk, file);
  return parsed?.gameDir === gameDir ? parsed.games : {};
}

async function parseIndex(disk: Disk, file: string): Promise<z.infer<typeof indexFile> | null> {
  try {
    return indexFile.parse(JSON.parse(await disk.readText(file)));
  } catch {
    return null;
  }
}
