// The archive engine as the peer sees it; the implementation lives outside the peer and is handed in.

export interface UnpackProgress {
  /** Unpacked bytes written so far, and in all, of this archive. */
  writtenBytes: number;
  totalBytes: number;
  /** The entry being written, relative, with `/`. */
  path: string;
}

/** One file that an archive put into the target: path relative with `/`, size in bytes. */
export interface UnpackedFile {
  path: string;
  size: number;
}

/** What an archive says about an entry. `crc32` is null where the archive holds no CRC. */
export interface ArchiveEntry {
  path: string;
  size: number;
  directory: boolean;
  crc32: number | null;
}

export interface ArchiveListing {
  entries: ArchiveEntry[];
  solid: boolean;
  /** Sum of the unpacked sizes, in bytes. */
  unpackedBytes: number;
}

export interface Unpacker {
  /**
   * Reads headers only. Throws `archive-*` when the archive must be refused. `before` says what is to be done with it: a refusal
   * is one of that, and else nobody has asked for anything.
   */
  list: (archive: string, signal: AbortSignal, before?: 'unpack' | 'stream') => Promise<ArchiveListing>;
  /**
   * Unpacks the whole archive into the existing directory `into`; never overwrites a file and never writes outside.
   * Resolves with the files written, each flushed to the operating system (not yet synced).
   * Throws `PeerError` with an `archive-*`, `disk-full`, `disk-error`, `unpacker-crashed` or `cancelled` code and leaves
   * whatever it wrote in `into` for the caller to delete.
   */
  unpack: (
    archive: string,
    into: string,
    options: { signal: AbortSignal; onProgress?: (progress: UnpackProgress) => void },
  ) => Promise<UnpackedFile[]>;
}
