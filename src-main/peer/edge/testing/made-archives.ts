// An archive engine for tests whose archives are small JSON files that say what is in them.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import { PeerError } from '../../../../src-shared/peer-error.ts';
import type { ArchiveSource } from '../archive-source.ts';
import { maxFrameBytes, type ArchiveFrame } from '../stream-install.ts';

/** Bytes follow from `seed` and `size`. Without a size it is a directory. */
export interface MadeEntry {
  path: string;
  size?: number;
  seed?: number;
  /** The archive holds no checksum of it. */
  noCrc?: true;
  /** Its bytes are not what its checksum says. */
  damaged?: true;
}

export const writeMade = (entries: readonly MadeEntry[]): Buffer => Buffer.from(JSON.stringify(entries));

export function madeBytes({ size = 0, seed = 1 }: MadeEntry): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0, x = seed; at < size; at++) bytes[at] = (x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0) >>> 16;
  return bytes;
}

export interface MadeHooks {
  /** Before each frame is handed over. */
  onFrame?: (frame: ArchiveFrame, archive: string) => Promise<void> | void;
  /** Called when a pass has ended, however. */
  onEnd?: (archive: string) => void;
}

export function madeArchives({ onFrame, onEnd }: MadeHooks = {}): ArchiveSource {
  return {
    list: async (archive, signal) => {
      signal.throwIfAborted();
      const entries = (await readMade(archive)).map((entry) => ({
        path: entry.path,
        size: entry.size ?? 0,
        directory: entry.size === undefined,
        crc32: crcOf(entry),
      }));
      return { entries, solid: false, unpackedBytes: entries.reduce((sum, { size }) => sum + size, 0) };
    },
    stream: async (archive, { signal, skipFiles, take }) => {
      let files = 0;
      try {
        for (const entry of await readMade(archive)) {
          if (entry.size !== undefined && files++ < skipFiles) continue;
          for (const frame of framesOf(entry, basename(archive))) {
            await onFrame?.(frame, basename(archive));
            signal.throwIfAborted();
            await take(frame);
          }
        }
      } finally {
        onEnd?.(basename(archive));
      }
    },
  };
}

const readMade = async (archive: string): Promise<MadeEntry[]> =>
  JSON.parse(await readFile(archive, 'utf8')) as MadeEntry[];

const crcOf = (entry: MadeEntry): number | null =>
  entry.size === undefined || entry.noCrc === true ? null : crc32(madeBytes(entry));

function* framesOf(entry: MadeEntry, archive: string): Generator<ArchiveFrame> {
  const { path, size, damaged } = entry;
  if (size === undefined) return yield { kind: 'directory', path };
  yield { kind: 'file-begin', path, size, crc32: crcOf(entry) };
  const bytes = madeBytes(entry);
  for (let at = 0; at < size; at += maxFrameBytes) {
    yield { kind: 'bytes', bytes: bytes.subarray(at, at + maxFrameBytes) };
  }
  if (damaged === true) throw new PeerError('archive-corrupt', `${archive} is damaged: ${path}.`);
  yield { kind: 'file-end' };
}
