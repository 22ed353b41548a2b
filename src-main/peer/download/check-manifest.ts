// Refuses file lists of other peers that could harm this disk or cannot be a game.
import type { GameFile } from '../../../src-shared/game.ts';
import { litterNames, reservedRootNames, sentinelName } from '../disk/names.ts';
import { sumBytes } from '../library/list-game-files.ts';
import { maxSentinelBytes } from '../protocol/limits.ts';
import { findCaseTwins, findFolderConflict, parseSafePath } from '../rules/safe-path.ts';

/** Why this list must be refused, as a sentence; null when it is fine. */
export function manifestProblem(files: readonly GameFile[]): string | null {
  const paths = files.map((file) => file.path);
  for (const path of paths) {
    const problem = pathProblem(path);
    if (problem !== null) return problem;
  }
  const twins = findCaseTwins(paths);
  if (twins !== null) return `"${twins[0]}" and "${twins[1]}" would be the same file on some systems.`;
  const conflict = findFolderConflict(paths);
  if (conflict !== null) return `"${conflict.file}" is both a file and a folder.`;
  if (!Number.isSafeInteger(sumBytes(files))) return 'Its files are larger than any disk.';
  return sentinelProblem(files);
}

function pathProblem(path: string): string | null {
  const parsed = parseSafePath(path);
  if ('refused' in parsed) return `The file name ${JSON.stringify(path)} ${parsed.refused}.`;
  const [top = ''] = path.toLowerCase().split('/');
  if (reservedRootNames.includes(top)) return `The file name "${path}" is reserved.`;
  if (litterNames.includes(path.toLowerCase().split('/').at(-1) ?? ''))
    return `The file "${path}" is no part of a game.`;
  return null;
}

function sentinelProblem(files: readonly GameFile[]): string | null {
  const sentinel = files.find((file) => file.path === sentinelName);
  if (sentinel === undefined) return `There is no ${sentinelName} in it.`;
  return sentinel.size > maxSentinelBytes ? `Its ${sentinelName} is larger than ${maxSentinelBytes} bytes.` : null;
}
