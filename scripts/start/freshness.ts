// Tells whether what was built is newer than what it was built from.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** False when a file of `built` is missing. Folders count as well, because deleting a file changes only its folder. */
export async function isFresh(built: readonly string[], sources: readonly string[]): Promise<boolean> {
  const builtAt = await Promise.all(built.map(changedAt));
  const changes = await Promise.all(sources.map(lastChangeBelow));
  return Math.min(...builtAt) >= Math.max(...changes);
}

/** Milliseconds; `-Infinity` when nothing is there. */
async function changedAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => -Infinity,
  );
}

async function lastChangeBelow(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const times = await Promise.all(entries.map((entry) => changedAt(join(entry.parentPath, entry.name))));
  return Math.max(await changedAt(path), ...times);
}
