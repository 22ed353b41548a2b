// Decides from an archive's listing whether it may be unpacked, and what will be written where.
import type { ArchiveListing } from '../peer/edge/unpacker.ts';
import { findCaseTwins, findFolderConflict, parseSafePath } from '../peer/rules/safe-path.ts';
import {
  archiveLink,
  corruptArchive,
  encryptedArchive,
  unsafeArchivePath,
  unsupportedArchive,
} from './archive-error.ts';
import type { ScannedEntry } from './volume-scan.ts';

/** An entry as the engine lists it; the name is raw, sizes in bytes. */
export interface EngineEntry {
  name: string;
  size: number;
  directory: boolean;
  encrypted: boolean;
}

export interface PlannedEntry {
  /** Safe, relative, with `/`. */
  path: string;
  /** The name by which the engine knows the entry. */
  engineName: string;
  size: number;
  directory: boolean;
  crc32: number | null;
}

export interface UnpackPlan {
  /** In archive order. */
  entries: PlannedEntry[];
  unpackedBytes: number;
  solid: boolean;
}

/** The engine's limit: a dictionary of 2 GiB fails for want of memory. */
export const maxDictionaryBytes = 1024 ** 3;

/**
 * Checks what our own scan and the engine say of the same archive. Both must agree, so that nothing can be shown to one
 * and done by the other. Throws PeerError `archive-*` for the first reason to refuse the archive as a whole.
 */
export function planEntries(
  archive: string,
  scan: { solid: boolean; entries: readonly ScannedEntry[] },
  listed: readonly EngineEntry[],
): UnpackPlan {
  refuseForbiddenEntries(archive, scan.entries);
  if (scan.entries.length !== listed.length) throw corruptArchive(archive, 'does not list what it holds');
  const entries = scan.entries.map((entry, index) => planEntry(archive, entry, listed[index]));
  refuseClashes(archive, entries);
  const unpackedBytes = entries.reduce((sum, entry) => sum + entry.size, 0);
  return { entries, unpackedBytes, solid: scan.solid };
}

/** What can be told from the headers alone, and therefore before the engine has seen the archive. */
export function refuseForbiddenEntries(archive: string, entries: readonly ScannedEntry[]) {
  for (const entry of entries) refuseForbidden(archive, entry, entry.name ?? 'an entry');
}

function refuseForbidden(archive: string, entry: ScannedEntry, name: string) {
  if (entry.encrypted) throw encryptedArchive(archive);
  if (entry.link !== null) throw archiveLink(archive, name, entry.link);
  if (entry.tooNew || entry.dictionaryBytes > maxDictionaryBytes) {
    const how = 'pack it again as RAR5 with a dictionary of at most 1 GiB';
    throw unsupportedArchive(archive, 'was packed in a way that lanspread cannot read', how);
  }
  if (entry.size === null) {
    throw unsupportedArchive(archive, 'does not tell how large its files are', 'pack it again from files on a disk');
  }
}

function planEntry(archive: string, scanned: ScannedEntry, listed: EngineEntry | undefined): PlannedEntry {
  const agree =
    listed !== undefined &&
    listed.directory === scanned.directory &&
    listed.size === scanned.size &&
    (scanned.name === null || scanned.name === listed.name);
  if (!agree) throw disagreement(archive, scanned, listed);
  if (listed.encrypted) throw encryptedArchive(archive);
  const size = listed.directory ? 0 : listed.size;
  return {
    path: safePath(archive, listed, scanned.name === null ? 'separator' : 'refuse'),
    engineName: listed.name,
    size,
    directory: listed.directory,
    crc32: scanned.crc32,
  };
}

/** The engine rewrites some names, as with a backslash in RAR5; say what is wrong with the name as it was stored. */
function disagreement(archive: string, scanned: ScannedEntry, listed: EngineEntry | undefined) {
  const stored = scanned.name;
  if (listed === undefined || stored === null || stored === listed.name) {
    return corruptArchive(archive, 'does not list what it holds');
  }
  const checked = parseSafePath(stored);
  return unsafeArchivePath(archive, stored, 'refused' in checked ? checked.refused : 'cannot be read as text');
}

/** Only RAR4, whose names the engine decodes, may use a backslash between folders. */
function safePath(archive: string, { name, directory }: EngineEntry, backslash: 'separator' | 'refuse'): string {
  const bare = directory ? name.replace(/[/\\]$/, '') : name;
  const checked = parseSafePath(bare, { backslash });
  if ('refused' in checked) throw unsafeArchivePath(archive, name, checked.refused);
  return checked.path;
}

function refuseClashes(archive: string, entries: readonly PlannedEntry[]) {
  const files = entries.filter((entry) => !entry.directory).map((entry) => entry.path);
  const directories = new Set(entries.filter((entry) => entry.directory).map((entry) => entry.path));
  const conflict = findFolderConflict(files, directories);
  if (conflict !== null) {
    throw unsafeArchivePath(archive, conflict.file, `is a file, and ${conflict.needsFolder} needs it as a folder`);
  }
  const twins = findCaseTwins([...directories, ...files]);
  if (twins === null) return;
  const problem = twins[0] === twins[1] ? 'is in it twice' : `and ${twins[1]} differ only in case or accents`;
  throw unsafeArchivePath(archive, twins[0], problem);
}

/** What the outside gets to know of a plan. */
export function toListing(plan: UnpackPlan): ArchiveListing {
  const entries = plan.entries.map(({ path, size, directory, crc32 }) => ({ path, size, directory, crc32 }));
  return { entries, solid: plan.solid, unpackedBytes: plan.unpackedBytes };
}
