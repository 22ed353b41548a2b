// What of a games folder is watched: the game roots, and of each root only what tells its state.
import { relative, sep } from 'node:path';
import type { GameId } from '../../../src-shared/game.ts';
import { installDirName, sentinelName } from '../disk/names.ts';

const watchedChildren = new Set([sentinelName, installDirName]);

function partsBelow(gameDir: string, path: string): string[] {
  const below = relative(gameDir, path);
  // The watcher hands over forward slashes on Windows too.
  return below === '' ? [] : below.split(sep === '/' ? '/' : /[\\/]/);
}

/** The game root that a path is or lies in; null for the games folder itself. */
export function gameOfPath(gameDir: string, path: string): GameId | null {
  return partsBelow(gameDir, path)[0] ?? null;
}

/**
 * Whether to look away. `isDirectory` is undefined while nobody has looked at the path yet. A link is no directory: a
 * linked game root is no game root.
 */
export function isOutOfScope(gameDir: string, path: string, isDirectory: boolean | undefined): boolean {
  const [root, child, ...deeper] = partsBelow(gameDir, path);
  if (root === undefined) return false;
  if (root === '..' || root.startsWith('.')) return true;
  if (child === undefined) return isDirectory === false;
  return deeper.length > 0 || !watchedChildren.has(child.toLowerCase());
}
