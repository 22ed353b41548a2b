// Writes a zip file whose entries are stored as they are: enough for a few texts.
import { crc32 } from 'node:zlib';

export interface ZipEntry {
  /** With `/` between folders. */
  name: string;
  bytes: Buffer;
}

/** Bit 11: names are UTF-8. */
const flags = 0x0800;
const version = 20;

/** Below 4 GiB and 65,536 entries in all, which the format takes without extensions. */
export function writeStoredZip(entries: readonly ZipEntry[], at: Date): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const path = Buffer.from(name, 'utf8');
    const common = describeEntry(path, bytes, at);
    const file = Buffer.concat([uint32(0x04034b50), common, path, bytes]);
    // Made by, then as in the file; comment, disk and attributes are none.
    directory.push(
      Buffer.concat([uint32(0x02014b50), uint16(version), common, Buffer.alloc(10), uint32(offset), path]),
    );
    files.push(file);
    offset += file.length;
  }
  const list = Buffer.concat(directory);
  const count = uint16(entries.length);
  const end = [uint32(0x06054b50), uint32(0), count, count, uint32(list.length), uint32(offset), uint16(0)];
  return Buffer.concat([...files, list, ...end]);
}

/** What stands in front of an entry and again in the directory. */
function describeEntry(path: Buffer, bytes: Buffer, at: Date): Buffer {
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1);
  const day = ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate();
  return Buffer.concat([
    ...[version, flags, 0, time, day].map(uint16),
    ...[crc32(bytes), bytes.length, bytes.length].map(uint32),
    ...[path.length, 0].map(uint16),
  ]);
}

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
