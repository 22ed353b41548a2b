// Archives read out in order, without a file in between: what a peer sends when somebody installs straight from it.

/**
 * What one pass over an archive brings, in the archive's order. Paths are relative with `/` and checked. `file-end` comes
 * only after the engine has found the file's own checksum right.
 */
export type ArchiveFrame =
  | { kind: 'directory'; path: string }
  /** `size` in bytes; `crc32` is null where the archive holds no CRC. */
  | { kind: 'file-begin'; path: string; size: number; crc32: number | null }
  /** At most `maxFrameBytes` of the file that has begun; valid until `take` resolves. */
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'file-end' };

export const maxFrameBytes = 256 * 1024;

export interface StreamArchive {
  signal: AbortSignal;
  /** So many files of the archive, in its order, are not handed out: the receiver has verified them already. */
  skipFiles: number;
  /** Slower than the engine: it is waited for, so that what lies between is bounded. A rejection ends the pass with it. */
  take: (frame: ArchiveFrame) => Promise<void>;
}

export interface StreamInstallProvider {
  /**
   * One sequential pass over the whole archive, later volumes included. Resolves after the last `take`.
   * Throws `PeerError` with an `archive-*`, `unpacker-crashed` or `cancelled` code, or what `take` rejected with.
   */
  stream: (archive: string, options: StreamArchive) => Promise<void>;
}
