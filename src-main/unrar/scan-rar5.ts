// Headers of RAR 5 archives, after the technical note that RARLAB publishes.
import { crc32 } from 'node:zlib';
import { corruptArchive, encryptedArchive } from './archive-error.ts';
import type { ArchiveReader } from './archive-reader.ts';
import { HeaderFields } from './header-fields.ts';
import { emptyScan, maxEntries, specialUnixFile, type ScannedEntry, type VolumeScan } from './volume-scan.ts';

const signatureLength = 8;
const maxHeaderBytes = 2 * 1024 * 1024;
const mainHeader = 1;
const fileHeader = 2;
const encryptionHeader = 4;
const endHeader = 5;

interface Block {
  type: number;
  flags: number;
  /** Positioned after the flags and lengths. */
  fields: HeaderFields;
  extraLength: number;
  dataLength: number;
  headerLength: number;
}

export function scanRar5(reader: ArchiveReader, step: () => void): VolumeScan {
  const scan = emptyScan('rar5');
  for (let position = signatureLength; ;) {
    step();
    const block = readBlock(reader, position);
    if (block.type === encryptionHeader) throw encryptedArchive(reader.name);
    if (block.type === mainHeader) readMain(block.fields, scan);
    if (block.type === fileHeader) scan.entries.push(readFile(block, reader));
    if (scan.entries.length > maxEntries) throw corruptArchive(reader.name, 'lists far too many files');
    position += block.headerLength + block.dataLength;
    if (position > reader.size) throw reader.truncated();
    if (block.type !== endHeader) continue;
    scan.moreVolumes = (block.fields.vint() & 1) !== 0;
    return scan;
  }
}

function readBlock(reader: ArchiveReader, position: number): Block {
  const damaged = () => reader.damagedHeader();
  if (position + 7 > reader.size) throw reader.truncated();
  const start = new HeaderFields(reader.at(position + 4, 3), damaged);
  const bodyLength = start.vint();
  if (bodyLength === 0 || bodyLength > maxHeaderBytes) throw damaged();
  const headerLength = 4 + start.offset + bodyLength;
  const header = reader.at(position, headerLength);
  if (crc32(header.subarray(4)) !== header.readUInt32LE(0)) throw damaged();
  const fields = new HeaderFields(header.subarray(4 + start.offset), damaged);
  const type = fields.vint();
  const flags = fields.vint();
  const extraLength = flags & 1 ? fields.vint() : 0;
  const dataLength = flags & 2 ? fields.vint() : 0;
  return { type, flags, fields, extraLength, dataLength, headerLength };
}

function readMain(fields: HeaderFields, scan: VolumeScan) {
  const flags = fields.vint();
  scan.volume = (flags & 1) !== 0;
  scan.solid = (flags & 4) !== 0;
  if (scan.volume) scan.volumeNumber = flags & 2 ? fields.vint() + 1 : 1;
}

function readFile({ fields, flags, extraLength }: Block, reader: ArchiveReader): ScannedEntry {
  const fileFlags = fields.vint();
  const size = fields.vint();
  const attributes = fields.vint();
  if (fileFlags & 2) fields.u32();
  const checksum = fileFlags & 4 ? fields.u32() : null;
  const compression = fields.vint();
  const host = fields.vint();
  const nameBytes = fields.take(fields.vint());
  const version = compression & 63;
  const extra = readExtra(new HeaderFields(fields.take(extraLength), () => reader.damagedHeader()), extraLength);
  const directory = (fileFlags & 1) !== 0;
  return {
    name: nameBytes.toString('utf8'),
    directory,
    size: fileFlags & 8 ? null : size,
    crc32: directory ? null : checksum,
    encrypted: extra.encrypted,
    link: extra.link ?? (host === 1 ? specialUnixFile(attributes) : null),
    dictionaryBytes: dictionaryBytes(compression, version),
    tooNew: version > 0,
    splitBefore: (flags & 8) !== 0,
    splitAfter: (flags & 16) !== 0,
  };
}

function dictionaryBytes(compression: number, version: number): number {
  const smallest = 128 * 1024;
  if (version === 0) return smallest * 2 ** ((compression >> 10) & 15);
  const fraction = (Math.floor(compression / 2 ** 15) & 31) / 32;
  return smallest * 2 ** ((compression >> 10) & 31) * (1 + fraction);
}

const linkKinds = new Map([
  [1, 'a symbolic link'],
  [2, 'a symbolic link'],
  [3, 'a junction'],
  [4, 'a hard link'],
  [5, 'a reference to another file in the archive'],
]);

function readExtra(fields: HeaderFields, length: number): { encrypted: boolean; link: string | null } {
  const extra: { encrypted: boolean; link: string | null } = { encrypted: false, link: null };
  while (fields.offset < length) {
    const recordLength = fields.vint();
    const end = fields.offset + recordLength;
    const type = fields.vint();
    if (type === 1) extra.encrypted = true;
    if (type === 5) extra.link = linkKinds.get(fields.vint()) ?? 'a link of an unknown kind';
    fields.offset = end;
  }
  return extra;
}
