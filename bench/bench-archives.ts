// Archives that measurements unpack: one big stored file, or a packed one again and again.
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { seededData } from '../e2e/game-fixtures.ts';
import { writeStoredRar, type StoredEntry } from '../scripts/stored-rar.ts';
import { mebibyte } from './bench.ts';
import { dictionaryPower, packRar5 } from './pack-rar5.ts';

const packedInputMib = 64;

interface Written {
  content: string;
  /** Of what is in it, unpacked; whole inputs, so it may be more than was wanted. */
  mib: number;
}

export type WriteArchive = (archive: string, mib: number) => Promise<Written>;

export async function writeStored(archive: string, mib: number): Promise<Written> {
  await writeStoredRar(archive, [{ path: 'stored', data: seededData('bench-unpack', mib * mebibyte) }]);
  return { content: 'stored', mib };
}

/** Nobody but WinRAR packs as RAR does, so a part of the Node binary, machine code and tables, is packed by our own hand. */
export async function writePacked(archive: string, mib: number): Promise<Written> {
  const input = await readStart(process.execPath, packedInputMib * mebibyte);
  const data = packRar5(input);
  const raw = { method: 3, dictionaryPower, unpackedSize: input.length, crc32: crc32(input) };
  const entries: StoredEntry[] = [];
  for (let size = 0; size < mib * mebibyte; size += input.length) entries.push({ path: `packed${size}`, data, raw });
  await writeStoredRar(archive, entries);
  const ratio = Math.round((100 * input.length) / data.length) / 100;
  const content = `RAR 5 normal, ${ratio} to 1, dictionary 4 MiB: ${packedInputMib} MiB of the node binary, again and again`;
  return { content, mib: (entries.length * input.length) / mebibyte };
}

async function readStart(file: string, length: number): Promise<Buffer> {
  await using handle = await open(file);
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}
