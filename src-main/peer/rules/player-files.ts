// Which files of an install are the player's, and where they go when a new version replaces it.
import { caseKey } from './safe-path.ts';

/** One file of an install: path relative to it with `/`, size in bytes, time of the last change. */
export interface InstalledFile {
  path: string;
  size: number;
  mtimeMs: number;
}

/** What an install wrote, by path. null: unknown, because another program made the install. */
export type InstallListing = ReadonlyMap<string, InstalledFile> | null;

/**
 * A file is the game's only while path, size and time are exactly as the install left them; in doubt it is the player's.
 * A checksum would tell a touched file from a changed one, but costs reading every file, and a wrong "the player's" only
 * keeps a copy too many.
 */
export function isPlayerFile(file: InstalledFile, listing: InstallListing): boolean {
  const written = listing?.get(file.path);
  return written === undefined || written.size !== file.size || written.mtimeMs !== file.mtimeMs;
}

export interface Carry {
  /** In the old install. */
  from: string;
  /** In the new one. */
  to: string;
  /** The new version's file whose name it would have had; when both have the same bytes nothing is carried. */
  insteadOf: string | null;
}

export const keptSuffix = '.before-update';

/**
 * Where each player file goes: to its own path, or beside what the new version has there as `<name>.before-update`,
 * then `-2`, `-3` …. Names that differ only in case count as one, as Windows and Wine see them. `assigned` are the targets
 * of an earlier plan, which stay.
 */
export function planCarry(
  playerFiles: readonly string[],
  newFiles: readonly string[],
  newFolders: readonly string[],
  assigned: ReadonlyMap<string, string> = new Map(),
): Carry[] {
  const files = new Map(newFiles.map((path) => [caseKey(path), path]));
  const folders = new Set(newFolders.map((path) => caseKey(path)));
  const taken = new Set([...files.keys(), ...folders]);
  for (const path of [...playerFiles, ...assigned.values()])
    for (const part of withParents(path)) taken.add(caseKey(part));
  const movedFolders = new Map<string, string>();
  const targets = new Set([...assigned.values()].map((path) => caseKey(path)));

  return playerFiles.map((from) => {
    const insteadOf = files.get(caseKey(from)) ?? null;
    const earlier = assigned.get(from);
    if (earlier !== undefined) return { from, to: earlier, insteadOf };
    const blocked = insteadOf !== null || folders.has(caseKey(from)) || targets.has(caseKey(from));
    if (blocked) return { from, to: freeName(from, taken), insteadOf };
    return { from, to: besideFiles(from, files, taken, movedFolders), insteadOf: null };
  });
}

/** A folder of the player whose name is a file in the new version moves beside it, with all that it holds. */
function besideFiles(
  from: string,
  files: ReadonlyMap<string, string>,
  taken: Set<string>,
  movedFolders: Map<string, string>,
): string {
  const blocked = withParents(from).find((folder) => folder !== from && files.has(caseKey(folder)));
  if (blocked === undefined) return from;
  const moved = movedFolders.get(blocked) ?? freeName(blocked, taken);
  movedFolders.set(blocked, moved);
  return moved + from.slice(blocked.length);
}

function freeName(path: string, taken: Set<string>): string {
  let name = path + keptSuffix;
  for (let number = 2; taken.has(caseKey(name)); number++) name = `${path}${keptSuffix}-${number}`;
  taken.add(caseKey(name));
  return name;
}

/** `a/b/c` → `a`, `a/b`, `a/b/c`. */
function withParents(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
