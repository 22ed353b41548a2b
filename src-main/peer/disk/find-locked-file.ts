// Names the file that keeps a folder from being moved on Windows.
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isLockError } from './windows-retry.ts';

/** Enough to find what a running game holds, without minutes spent in a huge folder. */
const mostEntries = 5_000;

/** The first file at or below `path` that cannot be opened for writing; `path` itself when none is found. */
export async function findLockedFile(path: string): Promise<string> {
  const waiting = [path];
  for (let seen = 0; seen < mostEntries; seen++) {
    const entry = waiting.pop();
    if (entry === undefined) break;
    const stats = await lstat(entry).catch(() => null);
    if (stats?.isDirectory() === true) {
      const names = await readdir(entry).catch((): string[] => []);
      waiting.push(...names.map((name) => join(entry, name)).toReversed());
    } else if (stats?.isFile() === true && (await isLocked(entry))) return entry;
  }
  return path;
}

async function isLocked(path: string): Promise<boolean> {
  try {
    await (await open(path, 'r+')).close();
    return false;
  } catch (error) {
    return isLockError(error);
  }
}
