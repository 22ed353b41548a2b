// What the launcher shows of the games folder: free space, and why it cannot be used.
import { randomUUID } from 'node:crypto';
import { open, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { GameDirInfo } from '../../src-shared/app-bridge.ts';

/** Never throws: a folder that cannot be used says so in `problem`. Bytes are those free for this user. */
export async function readGameDirInfo(path: string): Promise<GameDirInfo> {
  return { path, freeBytes: await readFreeBytes(path), problem: await findReadProblem(path) };
}

async function readFreeBytes(path: string): Promise<number | null> {
  try {
    const volume = await statfs(path);
    return volume.bavail * volume.bsize;
  } catch {
    return null;
  }
}

async function findReadProblem(path: string): Promise<string | null> {
  try {
    return (await stat(path)).isDirectory() ? null : 'This is a file, not a folder.';
  } catch (error) {
    return describeFolderError(error);
  }
}

/** Why games cannot be stored in `path`, as one sentence; null when they can. Writes and deletes one small file. */
export async function findWriteProblem(path: string): Promise<string | null> {
  const problem = await findReadProblem(path);
  if (problem !== null) return problem;
  // Permission bits tell little on Windows and on network drives, so the only proof is a file.
  const probe = join(path, `.lanspread-probe-${randomUUID()}`);
  try {
    const file = await open(probe, 'wx');
    await file.close();
    return null;
  } catch (error) {
    return describeFolderError(error);
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}

/** One sentence for the failure of a folder; other failures keep their own message. */
export function describeFolderError(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'This folder does not exist.';
    case 'ENOTDIR':
      return 'This is a file, not a folder.';
    case 'EACCES':
    case 'EPERM':
      return 'You have no permission to use this folder.';
    case 'EROFS':
      return 'This folder can only be read.';
    case 'ENOSPC':
      return 'The disk is full.';
    default:
      return `This folder cannot be used: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
