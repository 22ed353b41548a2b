// The player's files that outlive an uninstall: they wait beside the games until the next install takes them back.
import { dirname, join } from 'node:path';
import type { GameId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Disk } from '../disk/disk.ts';
import { keptDirName } from '../disk/names.ts';
import { walkTree, type Tree, type TreeEntry } from '../disk/walk-tree.ts';
import { planCarry, type InstalledFile } from '../rules/player-files.ts';
import { listPlayerFiles } from './carry-player-files.ts';
import type { GamePlace } from './game-place.ts';
import { readListing } from './install-listing.ts';

type KeptPlace = Pick<GamePlace, 'disk' | 'gameDir' | 'gameId'>;

/** One file that goes out of the retired install; both absolute. */
export interface Move {
  from: string;
  to: string;
  done: boolean;
}

/** On the volume of the games, so that keeping is a rename and takes no room. */
export const keptDirOf = (gameDir: string, gameId: GameId): string => join(gameDir, keptDirName, gameId);

/** Nothing where no folder of kept files is; links are not followed. */
export async function listKeptFiles({ disk, gameDir, gameId }: KeptPlace): Promise<TreeEntry[]> {
  const folder = keptDirOf(gameDir, gameId);
  if (!(await isFolder(disk, dirname(folder))) || !(await isFolder(disk, folder))) return [];
  return (await walkTree(disk, folder)).entries;
}

/** Throws `game-dir-unusable` when a link or a file stands where the player's files would go. */
export async function requireRoomToKeep({ disk, gameDir, gameId }: KeptPlace): Promise<void> {
  const folder = keptDirOf(gameDir, gameId);
  for (const path of [dirname(folder), folder]) {
    const stat = await disk.stat(path);
    if (stat !== null && stat.kind !== 'directory')
      throw new PeerError(
        'game-dir-unusable',
        `${path} is in the way: your files would be kept there.`,
        'Move it away, then try again.',
      );
  }
}

/**
 * Moves the player's files out of the retired install, durably. `moves` is filled with what is moved, so that whoever
 * wants to can take it back after a failure. Going on after a crash is simply doing it again.
 */
export async function savePlayerFiles(place: GamePlace, moves: Move[] = []): Promise<void> {
  const { disk, gameDir, gameId } = place;
  await requireRoomToKeep(place);
  moves.push(...(await planMoves(place)));
  for (const { to } of moves) await disk.makeDirs(dirname(to));
  const kept = keptDirOf(gameDir, gameId);
  const already = (await treeIn(disk, kept)).entries.map((entry) => join(kept, entry.path));
  const folders = foldersUpTo([...already, ...moves.map((move) => move.to)], gameDir);
  // A folder whose own name is lost would take with it what was moved into it.
  await syncFolders(disk, folders);
  for (const move of moves) {
    await disk.rename(move.from, move.to);
    move.done = true;
    if ((await disk.stat(move.to))?.kind === 'file') await disk.syncFile(move.to);
  }
  if (moves.length > 0) await syncFolders(disk, folders);
}

/** Beside what was kept before, by the rules of an update. */
async function planMoves(place: GamePlace): Promise<Move[]> {
  const { disk, gameDir, gameId, backup } = place;
  const files = await listPlayerFiles(disk, backup, await readListing(place));
  const kept = keptDirOf(gameDir, gameId);
  const { entries, directories } = await treeIn(disk, kept);
  const taken = entries.map((entry) => entry.path);
  return planCarry(
    files.map((file) => file.path),
    taken,
    directories,
  ).map(({ from, to }) => ({ from: join(backup, from), to: join(kept, to), done: false }));
}

/** Undoes the moves; folders that are empty then go too. */
export async function takeMovesBack({ disk, gameDir, backup }: GamePlace, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  for (const { from, to, done } of moves.toReversed()) if (done) await disk.rename(to, from);
  const [sources, targets] = [moves.map((move) => move.from), moves.map((move) => move.to)];
  await syncFolders(disk, foldersUpTo(sources, backup));
  await pruneFolders(disk, targets, gameDir);
}

/** Deletes what an install has taken back, as long as it is as it was then. Durable, and harmless when done again. */
export async function dropKeptFiles(place: KeptPlace, restored: readonly InstalledFile[]): Promise<void> {
  if (restored.length === 0) return;
  const { disk, gameDir, gameId } = place;
  const there = new Map((await listKeptFiles(place)).map((entry) => [entry.path, entry]));
  const paths = restored.map((file) => join(keptDirOf(gameDir, gameId), file.path));
  for (const [index, { path, size, mtimeMs }] of restored.entries()) {
    const entry = there.get(path);
    if (entry?.size === size && entry.mtimeMs === mtimeMs) await disk.removeFile(paths[index] as string);
  }
  await pruneFolders(disk, paths, gameDir);
}

const isFolder = async (disk: Disk, path: string) => (await disk.stat(path))?.kind === 'directory';

const treeIn = async (disk: Disk, folder: string): Promise<Tree> =>
  (await isFolder(disk, folder)) ? walkTree(disk, folder) : { entries: [], directories: [] };

/** Every folder from those of the files up to `top`, the deepest first. */
function foldersUpTo(files: readonly string[], top: string): string[] {
  if (files.length === 0) return [];
  const folders = new Set<string>([top]);
  for (const file of files) {
    for (let folder = dirname(file); folder.length > top.length; folder = dirname(folder)) folders.add(folder);
  }
  return [...folders].toSorted((a, b) => b.length - a.length);
}

async function syncFolders(disk: Disk, folders: readonly string[]): Promise<void> {
  for (const folder of folders) await disk.syncDir(folder);
}

/** Deletes the folders that are empty without these files, below `top`. Each is synced before the one above it. */
async function pruneFolders(disk: Disk, files: readonly string[], top: string): Promise<void> {
  for (const folder of await realFolders(disk, foldersUpTo(files, top), top)) {
    await disk.syncDir(folder);
    if (folder !== top && (await disk.list(folder)).length === 0) await disk.removeEmptyDir(folder);
  }
}

/** Those that are there and are reached through no link, in the same order. */
async function realFolders(disk: Disk, deepestFirst: readonly string[], top: string): Promise<string[]> {
  const real = new Set([top]);
  for (const folder of deepestFirst.toReversed()) {
    if (real.has(dirname(folder)) && (await isFolder(disk, folder))) real.add(folder);
  }
  return deepestFirst.filter((folder) => real.has(folder));
}
