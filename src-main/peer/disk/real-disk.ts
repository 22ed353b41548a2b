// The disk of this machine.
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  open,
  readFile,
  readdir,
  readlink,
  rename,
  rmdir,
  stat,
  statfs,
  symlink,
  unlink,
  utimes,
  writeFile,
  constants,
  type FileHandle,
} from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { dirname } from 'node:path';
import type { Disk, DiskFile, EntryKind, EntryStat, OpenMode } from './disk.ts';
import { errorCodeOf } from './error-code.ts';
import { markSparse, minSparseBytes, type RunProgram } from './mark-sparse.ts';
import { removeTree } from './remove-tree.ts';
import { waitForLocks } from './wait-for-locks.ts';
import { isLockError } from './windows-retry.ts';

const compareBytes = 1 << 20;
/** What `blocks` counts, whatever the volume's own blocks are. */
const blockBytes = 512;

const openFlags: Record<OpenMode, number> = {
  create: constants.O_RDWR | constants.O_CREAT,
  existing: constants.O_RDWR,
  read: constants.O_RDONLY,
};

export const realDisk: Disk = createRealDisk(process.platform);

/** `platform` decides on what only Windows needs: patience with locks, no directory syncs, large files marked as sparse. */
export function createRealDisk(platform: NodeJS.Platform, runProgram?: RunProgram): Disk {
  const onWindows = platform === 'win32';
  const disk: Disk = {
    stat: statEntry,
    list: async (path) => (await readdir(path)).toSorted(byCodeUnit),
    readText: async (path) => readFile(path, 'utf8'),
    writeText: async (path, text) => writeFile(path, text),
    open: onWindows ? async (path, mode) => sparseFile(path, await openFile(path, mode), runProgram) : openFile,
    makeDir: async (path) => mkdir(path),
    makeDirs,
    copyEntry,
    sameContent,
    rename,
    removeFile: async (path) => ignoreMissing(unlink(path)),
    removeTree: async (path) => removeTree(path),
    removeEmptyDir: rmdir,
    syncFile: onWindows ? syncFileOnWindows : async (path) => syncHandle(path, 'r'),
    syncDir: async (path) => (onWindows ? undefined : syncHandle(path, 'r')),
    freeBytes: async (path) => {
      const volume = await statfs(path);
      return volume.bavail * volume.bsize;
    },
  };
  return onWindows ? waitForLocks(disk) : disk;
}

const byCodeUnit = (a: string, b: string) => (a < b ? -1 : Number(a > b));

async function ignoreMissing(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') throw error;
  }
}

async function statEntry(path: string): Promise<EntryStat | null> {
  try {
    const stats = await lstat(path);
    const { size, mtimeMs, ino: inode } = stats;
    return { kind: kindOf(stats), size, allocatedBytes: stats.blocks * blockBytes, mtimeMs, inode };
  } catch (error) {
    // ENOTDIR: a file stands where a parent would have to be, so nothing can be there.
    if (['ENOENT', 'ENOTDIR'].includes(errorCodeOf(error) ?? '')) return null;
    throw error;
  }
}

function kindOf(stats: Stats): EntryKind {
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isDirectory()) return 'directory';
  return stats.isFile() ? 'file' : 'other';
}

async function openFile(path: string, mode: OpenMode): Promise<DiskFile> {
  const handle = await open(path, openFlags[mode], 0o644);
  return {
    writeAt: async (bytes, position) => nameFile(path, writeAll(handle, bytes, position)),
    readAt: async (into, position) => nameFile(path, readFull(handle, into, position)),
    resize: async (size) => nameFile(path, handle.truncate(size)),
    datasync: async () => nameFile(path, handle.datasync()),
    close: async () => handle.close(),
  };
}

/** The same file; a large one is marked as sparse before it gets its length. */
const sparseFile = (path: string, file: DiskFile, runProgram?: RunProgram): DiskFile => ({
  ...file,
  resize: async (size) => {
    if (size >= minSparseBytes) await markSparse(path, runProgram);
    await file.resize(size);
  },
});

/** Failures of an open file do not say which one it is. */
async function nameFile<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof Error && !('path' in error) ? Object.assign(error, { path }) : error;
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

async function copyEntry(from: string, to: string): Promise<void> {
  const stats = await lstat(from);
  if (stats.isSymbolicLink()) {
    // Windows lets everybody make junctions and only some make symbolic links; other systems ignore the type.
    const toDirectory = await stat(from).then(
      (target) => target.isDirectory(),
      () => false,
    );
    await symlink(await readlink(from), to, toDirectory ? 'junction' : 'file');
    return;
  }
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await utimes(to, stats.atimeMs / 1000, stats.mtimeMs / 1000);
}

async function sameContent(one: string, other: string): Promise<boolean> {
  await using first = await open(one, 'r');
  await using second = await open(other, 'r');
  if ((await first.stat()).size !== (await second.stat()).size) return false;
  const a = Buffer.alloc(compareBytes);
  const b = Buffer.alloc(compareBytes);
  for (let position = 0; ;) {
    const length = await readFull(first, a, position);
    if (length !== (await readFull(second, b, position))) return false;
    if (a.compare(b, 0, length, 0, length) !== 0) return false;
    if (length < compareBytes) return true;
    position += length;
  }
}

async function readFull(handle: FileHandle, into: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const { bytesRead } = await handle.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

async function syncHandle(path: string, flags: 'r' | 'r+'): Promise<void> {
  await using handle = await open(path, flags);
  await nameFile(path, handle.sync());
}

/** Windows flushes only files opened for writing, which the read-only attribute forbids. */
async function syncFileOnWindows(path: string): Promise<void> {
  try {
    await syncHandle(path, 'r+');
  } catch (error) {
    if (!isLockError(error) || ((await lstat(path)).mode & 0o200) !== 0) throw error;
    await chmod(path, 0o666);
    await syncHandle(path, 'r+');
    await chmod(path, 0o444);
  }
}

/** Not Node's recursive way, which never ends where a file system forbids new directories by ENOENT, such as /proc. */
async function makeDirs(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = errorCodeOf(error);
    const parent = dirname(path);
    if (code === 'ENOENT' && parent !== path) {
      // Somebody else may make the parent at the same moment; a parent that is there and holds nothing is not asked again.
      if ((await lstatOrNull(parent)) === null) {
        await makeDirs(parent);
        return makeDirs(path);
      }
      return mkdir(path).catch(async (again: unknown) => requireDirectory(path, again));
    }
    // A root such as C:\ may answer EPERM although it is there.
    if (code !== 'EEXIST' && code !== 'EPERM' && code !== 'EISDIR') throw error;
    await requireDirectory(path, error);
  }
}

/** Whoever made it: what counts is that it is there. */
async function requireDirectory(path: string, error: unknown): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (there?.isDirectory() !== true) throw error;
}

async function lstatOrNull(path: string): Promise<Stats | null> {
  return lstat(path).catch(() => null);
}
