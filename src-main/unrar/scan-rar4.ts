// Headers of RAR 1.5 to 4 archives, after the technical note in RARLAB's former distributions.
import { crc32 } from 'node:zlib';
import { corruptArchive, encryptedArchive } from './archive-error.ts';
import type { ArchiveReader } from './archive-reader.ts';
import { HeaderFields } from './header-fields.ts';
import { emptyScan, maxEntries, specialUnixFile, type ScannedEntry, type VolumeScan } from './volume-scan.ts';

const signatureLength = 7;
const mainHeader = 0x73;
const fileHeader = 0x74;
const serviceHeader = 0x7a;
const endHeader = 0x7b;
const unixHosts = new Set([3, 5]);

interface Block {
  type: number;
  flags: number;
  header: Buffer;
  /** Positioned after the flags and the header's length. */
  fields: HeaderFields;
}

export function scanRar4(reader: ArchiveReader, step: () => void): VolumeScan {
  const scan = emptyScan('rar4');
  for (let position = signatureLength; ;) {
    step();
    const block = readBlock(reader, position);
    position += block.header.length;
    if (block.type === mainHeader) readMain(block, reader, scan);
    position += dataLengthOf(block, scan);
    if (scan.entries.length > maxEntries) throw corruptArchive(reader.name, 'lists far too many files');
    if (position > reader.size) throw reader.truncated();
    if (block.type !== endHeader) continue;
    scan.moreVolumes = (block.flags & 1) !== 0;
    return scan;
  }
}

function readBlock(reader: ArchiveReader, position: number): Block {
  const damaged = () => reader.damagedHeader();
  const start = new HeaderFields(reader.at(position, 7), damaged);
  const checksum = start.u16();
  const type = start.u8();
  const flags = start.u16();
  const length = start.u16();
  if (length < 7 || type < 0x72 || type > 0x7b) throw damaged();
  const header = reader.at(position, length);
  if (!checksumFits(type, header, checksum)) throw damaged();
  const fields = new HeaderFields(header, damaged);
  fields.offset = 7;
  return { type, flags, header, fields };
}

const low16 = (bytes: Buffer) => crc32(bytes) & 0xffff;

/** Comments inside a main header, which old packers wrote, are outside its checksum. */
function checksumFits(type: number, header: Buffer, checksum: number): boolean {
  if (type === mainHeader) return low16(header.subarray(2)) === checksum || low16(header.subarray(2, 13)) === checksum;
  if (type === fileHeader || type === serviceHeader) return low16(header.subarray(2)) === checksum;
  return true;
}

function readMain({ flags }: Block, reader: ArchiveReader, scan: VolumeScan) {
  if (flags & 0x80) throw encryptedArchive(reader.name);
  scan.volume = (flags & 0x01) !== 0;
  scan.solid = (flags & 0x08) !== 0;
  scan.oldVolumeNames = scan.volume && (flags & 0x10) === 0;
  if (scan.volume && flags & 0x100) scan.volumeNumber = 1;
}

/** Bytes that follow the header; adds an entry to the scan for a file. */
function dataLengthOf(block: Block, scan: VolumeScan): number {
  if (block.type === fileHeader || block.type === serviceHeader) {
    const { entry, packed } = readFile(block);
    if (block.type === fileHeader) scan.entries.push(entry);
    return packed;
  }
  return block.flags & 0x8000 ? block.fields.u32() : 0;
}

function readFile({ fields, flags }: Block): { entry: ScannedEntry; packed: number } {
  const low = { packed: fields.u32(), size: fields.u32() };
  const host = fields.u8();
  const checksum = fields.u32();
  fields.skip(4); // time
  fields.skip(2); // version and method, which the engine checks
  const nameLength = fields.u16();
  const attributes = fields.u32();
  const large = (flags & 0x100) !== 0;
  const high = large ? { packed: fields.u32(), size: fields.u32() } : { packed: 0, size: 0 };
  fields.skip(nameLength);
  const directory = (flags & 0xe0) === 0xe0;
  const sizeUnknown = low.size === 0xffffffff && (!large || high.size === 0xffffffff);
  const entry: ScannedEntry = {
    name: null,
    directory,
    size: sizeUnknown ? null : high.size * 2 ** 32 + low.size,
    crc32: directory ? null : checksum,
    encrypted: (flags & 0x04) !== 0,
    link: unixHosts.has(host) ? specialUnixFile(attributes) : null,
    dictionaryBytes: directory ? 0 : 0x10000 << ((flags >> 5) & 7),
    tooNew: false,
    splitBefore: (flags & 1) !== 0,
    splitAfter: (flags & 2) !== 0,
  };
  return { entry, packed: high.packed * 2 ** 32 + low.packed };
}
