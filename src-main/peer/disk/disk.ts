// The disk as the transaction code sees it: one small interface, so that a fault can be injected at every step.

export type EntryKind = 'file' | 'directory' | 'symlink' | 'other';

export interface EntryStat {
  kind: EntryKind;
  size: number;
  /** What it takes up: less than `size` where it is sparse. */
  allocatedBytes: number;
  mtimeMs: number;
  inode: number;
}

export type OpenMode = 'create' | 'existing' | 'read';

/** An open file for positioned reads and writes. */
export interface DiskFile {
  /** Writes all bytes at `position`; never truncates. */
  writeAt: (bytes: Uint8Array, position: number) => Promise<void>;
  /** Fills `into` from `position` on; answers how many bytes there were, which is less at the end of the file. */
  readAt: (into: Uint8Array, position: number) => Promise<number>;
  /** Makes the file this long; new space is sparse. */
  resize: (size: number) => Promise<void>;
  datasync: () => Promise<void>;
  close: () => Promise<void>;
}

/** All paths are absolute. Failures are Node's errors with `code` (ENOENT, ENOSPC, EPERM …). */
export interface Disk {
  /** Never follows a link; null when nothing is there. */
  stat: (path: string) => Promise<EntryStat | null>;
  /** Names of the direct children, sorted by code unit; ENOENT when the directory is missing. */
  list: (path: string) => Promise<string[]>;
  readText: (path: string) => Promise<string>;
  /** Creates or replaces the file, whole; not synced. */
  writeText: (path: string, text: string) => Promise<void>;
  /** `create` makes the file when it is missing and keeps what is there; a file open for `read` cannot be written. */
  open: (path: string, mode: OpenMode) => Promise<DiskFile>;
  /** Creates the directory; EEXIST when it is there. Missing parents are an error. */
  makeDir: (path: string) => Promise<void>;
  /** Creates the directory and its parents where missing. */
  makeDirs: (path: string) => Promise<void>;
  /** Copies a file with its times, or makes the same link again; EEXIST when `to` is there. Not synced. */
  copyEntry: (from: string, to: string) => Promise<void>;
  /** Whether two files hold the same bytes. */
  sameContent: (one: string, other: string) => Promise<boolean>;
  /** Atomic replacement of files; a directory target must not exist. */
  rename: (from: string, to: string) => Promise<void>;
  /** Deletes one file; no error when it is missing. */
  removeFile: (path: string) => Promise<void>;
  /** Deletes a directory and all in it, never following links; no error when it is missing. */
  removeTree: (path: string) => Promise<void>;
  /** Deletes an empty directory: ENOTEMPTY when it is not, ENOENT when it is missing. */
  removeEmptyDir: (path: string) => Promise<void>;
  syncFile: (path: string) => Promise<void>;
  /** Makes renames and new names in this directory durable; nothing to do on Windows. */
  syncDir: (path: string) => Promise<void>;
  /** Free bytes for us on the volume of this path. */
  freeBytes: (path: string) => Promise<number>;
}
