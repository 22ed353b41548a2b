// A disk on which moving and deleting waits for programs that hold a file for a moment, and names the file in the end.
import { setTimeout as sleepFor } from 'node:timers/promises';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Disk } from './disk.ts';
import { errorPathOf } from './error-code.ts';
import { findLockedFile } from './find-locked-file.ts';
import { isLockError, retryWhileLocked } from './windows-retry.ts';

export interface LockWaiting {
  sleep: (ms: number) => Promise<unknown>;
  /** The file at or below the path that is held. */
  findFile: (path: string) => Promise<string>;
}

/** The four calls that Windows refuses while somebody has the file open fail with `file-locked` after some seconds. */
export function waitForLocks(
  disk: Disk,
  { sleep, findFile }: LockWaiting = { sleep: sleepFor, findFile: findLockedFile },
): Disk {
  const patiently = async (path: string, run: () => Promise<void>): Promise<void> => {
    try {
      await retryWhileLocked(run, sleep);
    } catch (error) {
      if (!isLockError(error)) throw error;
      throw lockedError(await nameFile(path, error, findFile), error);
    }
  };
  return {
    ...disk,
    rename: async (from, to) => patiently(from, async () => disk.rename(from, to)),
    removeFile: async (path) => patiently(path, async () => disk.removeFile(path)),
    removeTree: async (path) => patiently(path, async () => disk.removeTree(path)),
    removeEmptyDir: async (path) => patiently(path, async () => disk.removeEmptyDir(path)),
  };
}

/** A delete says which file below the folder it was; a move says only which folder. */
async function nameFile(path: string, error: unknown, findFile: LockWaiting['findFile']): Promise<string> {
  const named = errorPathOf(error);
  return named !== null && named !== path ? named : findFile(path);
}

const lockedError = (file: string, cause: unknown) =>
  new PeerError(
    'file-locked',
    `Another program uses ${file}.`,
    'Close the game and every program that has files of it open, then try again.',
    { cause },
  );
