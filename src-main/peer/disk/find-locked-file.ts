// Names the file that keeps a folder from being moved on Windows.
import type { Stats } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isLockError } from './windows-retry.ts';

/** Enough to find what a running game holds, without minutes spent in a huge folder. */
const mostEntries = 5_000;

/**
 * The first file at or below `path` that cannot be opened for writing although it is not read-only; `path` itself when none
 * is found.
 */
export async function findLockedFile(path: string, isHeld = isLocked): Promise<string> {
  const waiting = [path];
  for (let seen = 0; seen < mostEntries; seen++) {
    const entry = waiting.pop();
    if (entry === undefined) break;
    const stats = await lstat(entry).catch(() => null);
    if (stats?.isDirectory() === true) {
      const names = await readdir(entry).catch((): string[] => []);
      waiting.push(...names.map((name) => join(entry, name)).toReversed());
    } else if (stats?.isFile() === true && isWritable(stats) && (await isHeld(entry))) return entry;
  }
  return path;
}

/** What is read-only cannot be opened either, and keeps nothing from being moved. */
const isWritable = ({ mode }: Stats) => (mode & 0o222) !== 0;

async function isLocked(path: string): Promise<boolean> {
  try {
    await (await open(path, 'r+')).close();
    return false;
  } catch (error) {
    return isLockError(error);
  }
}
