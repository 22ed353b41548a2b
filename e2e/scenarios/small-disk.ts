// A games folder on a small disk of its own, which only the peer sees: a tmpfs in a mount namespace.
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { mebibyte } from './games.ts';
import type { Actor } from './stage.ts';

const run = promisify(execFile);
const fillerName = 'filler';

function mountThen(megabytes: number, dir: string, command: string[]): string[] {
  const script = `mount -t tmpfs -o size=${megabytes}m lanspread "$1" && shift && exec "$@"`;
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', dir, ...command];
}

/** Put before a command, runs it with a disk of so many MiB at `dir`, in place of itself. */
export const onSmallDisk = (megabytes: number, dir: string): string[] => mountThen(megabytes, dir, []);

/** Why there can be no such disk here; null when there can. `dir` is any folder. */
export async function findSmallDiskProblem(dir: string): Promise<string | null> {
  if (process.platform !== 'linux') return 'a disk for one process alone exists on Linux only';
  if (process.getuid?.() !== 0) return 'making a small disk needs root';
  const [file = '', ...args] = mountThen(1, dir, ['true']);
  return run(file, args).then(
    () => null,
    (error: Error) => `a small disk cannot be made here: ${error.message.split('\n').join(' ').trim()}`,
  );
}

/** The same actor, with the folders as they are reached from outside of its disk. */
export function seenFromOutside(peer: Actor): Actor {
  const gamesDir = `/proc/${peer.pid}/root${peer.gamesDir}`;
  return { ...peer, gamesDir, root: (gameId) => `${gamesDir}/${gameId}` };
}

/** Writes until nothing fits on the disk any more; answers how to make room again. */
export async function fillDisk({ gamesDir }: Actor): Promise<() => Promise<void>> {
  const path = `${gamesDir}/${fillerName}`;
  const block = Buffer.alloc(mebibyte);
  for (let size = block.length; size >= 1; size = Math.floor(size / 2)) {
    while (await fits(path, block.subarray(0, size)));
  }
  return async () => rm(path);
}

async function fits(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await writeFile(path, bytes, { flag: 'a' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}
