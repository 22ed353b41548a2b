// Copies the player's files of an old install into the new one, before the old one goes.
import { dirname, join } from 'node:path';
import type { Disk } from '../disk/disk.ts';
import { errorCodeOf } from '../disk/error-code.ts';
import { ownedMarkerName } from '../disk/names.ts';
import { walkTree, type Tree, type TreeEntry } from '../disk/walk-tree.ts';
import { isPlayerFile, planCarry, type Carry, type InstallListing } from '../rules/player-files.ts';

export interface CarriedFile {
  /** As it was when it was copied. */
  size: number;
  mtimeMs: number;
  /** In the new install; not copied when the new version has the same bytes. */
  to: string;
  copied: boolean;
}

/** By path in the old install. */
export type CarriedFiles = ReadonlyMap<string, CarriedFile>;

export interface CarryJob {
  disk: Disk;
  /** The old install and the new one, absolute. */
  from: string;
  into: string;
  /** What the old install wrote. */
  listing: InstallListing;
  /** What the new install wrote. */
  fresh: Tree;
}

/** The player's files and links in an install; without a listing, all of them. */
export async function listPlayerFiles(disk: Disk, local: string, listing: InstallListing): Promise<TreeEntry[]> {
  const tree = await walkTree(disk, local, [ownedMarkerName]);
  // Pipes and sockets hold no data.
  return tree.entries.filter((entry) => entry.kind !== 'other' && isPlayerFile(entry, listing));
}

/**
 * Copies what `earlier` does not have yet or has in an older state, and takes back what is gone since. The old install
 * stays as it is. The game may run during a first call; a second call, when nothing can write there any more, makes it
 * exact. Copies are not synced.
 */
export async function carryPlayerFiles(
  job: CarryJob,
  earlier: CarriedFiles,
  signal?: AbortSignal,
): Promise<CarriedFiles> {
  const entries = await listPlayerFiles(job.disk, job.from, job.listing);
  const plan = planCarry(
    entries.map((entry) => entry.path),
    job.fresh.entries.map((entry) => entry.path),
    job.fresh.directories,
    new Map([...earlier].map(([path, file]) => [path, file.to])),
  );
  const present = new Set(entries.map((entry) => entry.path));
  for (const [path, file] of earlier) {
    if (!present.has(path) && file.copied) await job.disk.removeFile(join(job.into, file.to));
  }
  const carried = new Map<string, CarriedFile>();
  for (const [index, carry] of plan.entries()) {
    signal?.throwIfAborted();
    const entry = entries[index] as TreeEntry;
    const file = await carryOne(job, entry, carry, earlier.get(entry.path));
    if (file !== null) carried.set(entry.path, file);
  }
  return carried;
}

async function carryOne(
  { disk, from, into }: CarryJob,
  entry: TreeEntry,
  carry: Carry,
  before: CarriedFile | undefined,
): Promise<CarriedFile | null> {
  const { size, mtimeMs } = entry;
  if (before !== undefined && before.size === size && before.mtimeMs === mtimeMs) return before;
  const source = join(from, carry.from);
  const target = join(into, carry.to);
  if (before?.copied === true) await disk.removeFile(target);
  try {
    const same =
      carry.insteadOf !== null &&
      entry.kind === 'file' &&
      (await disk.sameContent(source, join(into, carry.insteadOf)));
    if (!same) {
      await disk.makeDirs(dirname(target));
      await disk.copyEntry(source, target);
    }
    return { size, mtimeMs, to: carry.to, copied: !same };
  } catch (error) {
    // A running game took it away meanwhile; the last look decides.
    if (errorCodeOf(error) === 'ENOENT' && (await disk.stat(source)) === null) return null;
    throw error;
  }
}
