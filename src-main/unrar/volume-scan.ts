// What a header scan of one archive file answers, whatever its format.

/** One file or directory header. Sizes in bytes. */
export interface ScannedEntry {
  /** As stored; null where only the engine can decode it. */
  name: string | null;
  directory: boolean;
  /** Unpacked size; null when the archive does not tell. */
  size: number | null;
  /** CRC-32 of the unpacked data; null when there is none in the archive. In parts of a split file: of that part. */
  crc32: number | null;
  encrypted: boolean;
  /** What kind of link or special file it is, with its article; null for plain files and directories. */
  link: string | null;
  dictionaryBytes: number;
  /** Packed by a method that the engine does not know. */
  tooNew: boolean;
  splitBefore: boolean;
  splitAfter: boolean;
}

/** One archive file, read from its signature to its end block. */
export interface VolumeScan {
  format: 'rar4' | 'rar5';
  solid: boolean;
  /** Part of a multi-volume set. */
  volume: boolean;
  /** Place in the set, from 1; null when the headers do not tell. */
  volumeNumber: number | null;
  /** RAR4 sets that count `.r00, .r01` in place of `.part1, .part2`. */
  oldVolumeNames: boolean;
  moreVolumes: boolean;
  entries: ScannedEntry[];
}

/** More than any game has; keeps a hostile archive from filling the memory. */
export const maxEntries = 500_000;

export function emptyScan(format: VolumeScan['format']): VolumeScan {
  return {
    format,
    solid: false,
    volume: false,
    volumeNumber: null,
    oldVolumeNames: false,
    moreVolumes: false,
    entries: [],
  };
}

/** Unix modes other than regular file and directory; 0 where the packer left the type out. */
export function specialUnixFile(mode: number): string | null {
  const type = mode & 0o170000;
  if (type === 0 || type === 0o100000 || type === 0o040000) return null;
  return type === 0o120000 ? 'a symbolic link' : 'a special file';
}
