// Lists the folders of this computer for the folder picker of a window that has no native one.
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import type { Dirent } from 'node:fs';
import type { FolderListing } from '../../src-shared/app-bridge.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import { describeFolderError } from './game-dir-info.ts';

const driveLetters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');

/** `null` is the home folder; '' the list of drives on Windows, `/` elsewhere. Throws PeerError `bad-settings`. */
export async function listFolders(path: string | null, platform = process.platform): Promise<FolderListing> {
  const start = path ?? homedir();
  if (platform === 'win32' && start === '') return listDrives();
  const folder = resolveFolder(start, platform);
  if (folder === null) throw refuse(start, 'This is not a full path.');
  const entries = await readEntries(folder);
  const names = await Promise.all(entries.map(async (entry) => ((await isFolder(folder, entry)) ? [entry.name] : [])));
  return { path: folder, parent: parentOf(folder, platform), folders: names.flat().toSorted(compareNames) };
}

/** The absolute, tidy form of a path; null when it is relative. */
export function resolveFolder(path: string, platform: NodeJS.Platform): string | null {
  if (platform !== 'win32') return path === '' || path.startsWith('/') ? posix.resolve('/', path) : null;
  // A child of the list of drives arrives as `/C:\`.
  const tidy = /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
  const isFull = /^[A-Za-z]:[\\/]/.test(tidy) || /^[A-Za-z]:$/.test(tidy) || tidy.startsWith('\\\\');
  return isFull ? win32.resolve(tidy.length === 2 ? `${tidy}\\` : tidy) : null;
}

/** One level up; the list of drives is above each drive. */
export function parentOf(folder: string, platform: NodeJS.Platform): string | null {
  const parent = (platform === 'win32' ? win32 : posix).dirname(folder);
  if (parent !== folder) return parent;
  return platform === 'win32' ? '' : null;
}

async function listDrives(): Promise<FolderListing> {
  const drives = driveLetters.map((letter) => `${letter}:\\`);
  const found = await Promise.all(
    drives.map(async (drive) =>
      stat(drive).then(
        () => [drive],
        () => [],
      ),
    ),
  );
  return { path: '', parent: null, folders: found.flat() };
}

async function readEntries(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw refuse(folder, describeFolderError(error), error);
  }
}

async function isFolder(parent: string, entry: Dirent): Promise<boolean> {
  if (entry.name.startsWith('.') || entry.name.startsWith('$')) return false;
  if (entry.isDirectory()) return true;
  if (!entry.isSymbolicLink()) return false;
  return stat(`${parent}/${entry.name}`).then(
    (target) => target.isDirectory(),
    () => false,
  );
}

const compareNames = new Intl.Collator('en', { numeric: true, sensitivity: 'base' }).compare;

function refuse(path: string, why: string, cause?: unknown): PeerError {
  return new PeerError('bad-settings', `${path}: ${why}`, 'Choose another folder.', { cause });
}
