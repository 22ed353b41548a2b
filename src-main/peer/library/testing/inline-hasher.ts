// A hasher without threads that remembers what it has read, and that can be held up.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Hasher } from '../hasher.ts';

export interface InlineHasher extends Hasher {
  /** `name offset+length` of each call, whether or not it came to an end. */
  readonly calls: string[];
  readonly readBytes: number;
  /** Runs before a call reads; what it throws, the call rejects with. */
  before: (file: string, signal: AbortSignal) => Promise<void> | void;
}

export function createInlineHasher(): InlineHasher {
  const calls: string[] = [];
  let readBytes = 0;
  const hasher: InlineHasher = {
    calls,
    get readBytes() {
      return readBytes;
    },
    before: () => {},
    hashPieces: async (file, ranges, { signal, onBytes }) => {
      signal.throwIfAborted();
      const last = ranges.at(-1) ?? { offset: 0, length: 0 };
      const start = ranges[0]?.offset ?? 0;
      calls.push(`${path.basename(file)} ${start}+${last.offset + last.length - start}`);
      await hasher.before(file, signal);
      await using handle = await open(file);
      const hashes: string[] = [];
      for (const { offset, length } of ranges) {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
        signal.throwIfAborted();
        readBytes += bytesRead;
        onBytes?.(bytesRead);
        hashes.push(bytesRead < length ? '' : createHash('sha256').update(buffer).digest('hex'));
      }
      return hashes;
    },
    stop: async () => {},
  };
  return hasher;
}
