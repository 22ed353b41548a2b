// What the headers of one archive file say, read by our own code: links, encryption, checksums, and whether it ends.
import { unsupportedArchive, corruptArchive } from './archive-error.ts';
import { ArchiveReader } from './archive-reader.ts';
import { scanRar4 } from './scan-rar4.ts';
import { scanRar5 } from './scan-rar5.ts';
import type { VolumeScan } from './volume-scan.ts';

/**
 * Reads every header of one file. `step` is called once per header and may throw.
 * Throws PeerError `archive-*` for what is damaged, cut off, encrypted as a whole or no archive.
 */
export function scanHeaders(path: string, step: () => void): VolumeScan {
  const reader = new ArchiveReader(path);
  try {
    const format = detectFormat(reader);
    return format === 'rar5' ? scanRar5(reader, step) : scanRar4(reader, step);
  } finally {
    reader.close();
  }
}

function detectFormat(reader: ArchiveReader): 'rar4' | 'rar5' {
  const start = reader.at(0, Math.min(8, reader.size)).toString('latin1');
  if (start === 'Rar!\x1a\x07\x01\x00') return 'rar5';
  if (start.startsWith('Rar!\x1a\x07\x00')) return 'rar4';
  const newer = start.startsWith('Rar!\x1a\x07');
  if (newer || start.startsWith('RE~^')) {
    throw unsupportedArchive(reader.name, 'is in a RAR format that lanspread cannot read', 'pack it again as RAR5');
  }
  const other = foreignFormat(start);
  if (other !== null) throw unsupportedArchive(reader.name, `is ${other}`, 'pack it again as a plain RAR archive');
  throw corruptArchive(reader.name, 'is not a RAR archive');
}

function foreignFormat(start: string): string | null {
  if (start.startsWith('PK\x03\x04')) return 'a ZIP archive';
  if (start.startsWith('7z\xbc\xaf\x27\x1c')) return 'a 7z archive';
  if (start.startsWith('MZ')) return 'a Windows program, perhaps a self-extracting archive';
  return null;
}
