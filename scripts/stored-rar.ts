// Writes RAR 5 archives without compression, for tests, demonstrations and measurements; on request hostile ones.
import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { parseSafePath } from '../src-main/peer/rules/safe-path.ts';

/** Bytes of a file that need not be in memory at once. `fill` answers exactly `length` bytes from `offset` on. */
export interface GeneratedData {
  size: number;
  fill: (offset: number, length: number) => Uint8Array;
}

/** `raw` makes an entry say what is not so; with it, the path is not checked either. */
export type StoredEntry =
  | { path: string; data: Uint8Array | GeneratedData; directory?: false; raw?: RawEntry }
  | { path: string; directory: true; raw?: RawEntry };

export interface RawEntry {
  /** In place of the path's UTF-8. */
  name?: Uint8Array;
  crc32?: number;
  /** Leaves the checksum out. */
  noChecksum?: true;
  unpackedSize?: number;
  /** The size is marked as unknown. */
  unknownSize?: true;
  attributes?: number;
  /** 1 and 2 symbolic link, 3 junction, 4 hard link, 5 copy of another entry. */
  link?: { kind: number; target: string };
  encrypted?: true;
  /** Dictionary as a power of two of 128 KiB. */
  dictionaryPower?: number;
  /** 0 for RAR 5, 1 for RAR 7. */
  version?: number;
  /** 0 for stored. */
  method?: number;
  splitBefore?: true;
  splitAfter?: true;
}

export interface StoredRarOptions {
  solid?: boolean;
  /** The system whose attributes the entries carry; `unix`. */
  host?: 'unix' | 'windows';
  raw?: {
    noEndBlock?: true;
    /** Cuts the finished file to this many bytes; negative: so many less than it has. */
    truncateTo?: number;
    /** Marks the file as volume `number` (from 1) of a set. */
    volume?: { number: number; more: boolean };
    /** The archive's headers are said to be encrypted. */
    encryptedHeaders?: true;
  };
}

const signature = Buffer.from('526172211a070100', 'hex');
const chunkBytes = 1024 * 1024;

/**
 * Creates or replaces the archive. Data is streamed: memory does not grow with the files. Throws RangeError for a path
 * that is not safe, unless the entry is marked as raw.
 */
export async function writeStoredRar(
  path: string,
  entries: Iterable<StoredEntry>,
  options: StoredRarOptions = {},
): Promise<void> {
  const file = await open(path, 'w');
  try {
    let position = await append(file, signature, 0);
    position = await append(file, mainBlock(options), position);
    for (const entry of entries) position = await appendEntry(file, entry, options, position);
    if (!options.raw?.noEndBlock) {
      position = await append(file, block(5, 0, vint(options.raw?.volume?.more ? 1 : 0)), position);
    }
    const cut = options.raw?.truncateTo;
    if (cut !== undefined) await file.truncate(cut < 0 ? position + cut : cut);
  } finally {
    await file.close();
  }
}

function mainBlock({ solid, raw }: StoredRarOptions): Buffer {
  if (raw?.encryptedHeaders) return block(4, 0, vint(0), vint(0), Buffer.alloc(1 + 16));
  const number = raw?.volume?.number ?? 1;
  const flags = (raw?.volume ? 1 : 0) + (number > 1 ? 2 : 0) + (solid ? 4 : 0);
  return block(1, 0, vint(flags), number > 1 ? vint(number - 1) : Buffer.alloc(0));
}

/** Writes the header, the data, and the header again with the checksum that is known by then. */
async function appendEntry(file: FileHandle, entry: StoredEntry, options: StoredRarOptions, position: number) {
  checkPath(entry);
  const headerLength = fileBlock(entry, options, 0).length;
  let checksum = 0;
  let end = position + headerLength;
  for (const chunk of chunksOf(entry)) {
    checksum = crc32(chunk, checksum);
    end = await append(file, chunk, end);
  }
  await append(file, fileBlock(entry, options, checksum), position);
  return end;
}

function checkPath(entry: StoredEntry) {
  const checked = parseSafePath(entry.path);
  if ('refused' in checked && entry.raw === undefined) {
    throw new RangeError(`${JSON.stringify(entry.path)} ${checked.refused}`);
  }
}

function fileBlock(entry: StoredEntry, { solid, host = 'unix' }: StoredRarOptions, checksum: number): Buffer {
  const raw = entry.raw ?? {};
  const directory = entry.directory === true;
  const size = dataSize(entry);
  const withChecksum = !directory && !raw.noChecksum;
  const flags = (directory ? 1 : 0) + 2 + (withChecksum ? 4 : 0) + (raw.unknownSize ? 8 : 0);
  const extra = extraArea(raw);
  const name = Buffer.from(raw.name ?? Buffer.from(entry.path, 'utf8'));
  const headerFlags = (extra.length > 0 ? 1 : 0) + 2 + (raw.splitBefore ? 8 : 0) + (raw.splitAfter ? 16 : 0);
  const compression =
    (raw.version ?? 0) + (solid ? 64 : 0) + (raw.method ?? 0) * 128 + (raw.dictionaryPower ?? 0) * 1024;
  return block(
    2,
    headerFlags,
    ...(extra.length > 0 ? [vint(extra.length)] : []),
    vint(size),
    vint(flags),
    vint(raw.unpackedSize ?? size),
    vint(raw.attributes ?? attributesOf(host, directory)),
    u32(0),
    ...(withChecksum ? [u32(raw.crc32 ?? checksum)] : []),
    vint(compression),
    vint(host === 'unix' ? 1 : 0),
    vint(name.length),
    name,
    extra,
  );
}

function extraArea({ link, encrypted }: RawEntry): Buffer {
  const records: Buffer[] = [];
  if (encrypted) records.push(record(1, vint(0), vint(0), Buffer.alloc(1 + 16 + 16)));
  if (link !== undefined) {
    const target = Buffer.from(link.target, 'utf8');
    records.push(record(5, vint(link.kind), vint(0), vint(target.length), target));
  }
  return Buffer.concat(records);
}

function record(type: number, ...fields: Buffer[]): Buffer {
  const body = Buffer.concat([vint(type), ...fields]);
  return Buffer.concat([vint(body.length), body]);
}

function attributesOf(host: 'unix' | 'windows', directory: boolean): number {
  if (host === 'windows') return directory ? 0x10 : 0x20;
  return directory ? 0o040755 : 0o100644;
}

function dataSize(entry: StoredEntry): number {
  if (entry.directory) return 0;
  return entry.data instanceof Uint8Array ? entry.data.length : entry.data.size;
}

function* chunksOf(entry: StoredEntry): Generator<Uint8Array> {
  if (entry.directory) return;
  const { data } = entry;
  if (data instanceof Uint8Array) return yield data;
  for (let offset = 0; offset < data.size; offset += chunkBytes) {
    yield data.fill(offset, Math.min(chunkBytes, data.size - offset));
  }
}

/** Block = CRC-32 of what follows | length of the body | body. */
function block(type: number, flags: number, ...fields: Buffer[]): Buffer {
  const body = Buffer.concat([vint(type), vint(flags), ...fields]);
  const counted = Buffer.concat([vint(body.length), body]);
  return Buffer.concat([u32(crc32(counted)), counted]);
}

/** Little-endian base 128; the high bit says that more follows. */
function vint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

async function append(file: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
  return position + bytes.length;
}
