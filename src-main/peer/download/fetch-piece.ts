// Fetches one piece from one source and hashes it on the way.
import { createHash } from 'node:crypto';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { PeerRequest } from '../protocol/messages.ts';
import { parseBytesHead } from '../protocol/parse.ts';
import { openAnswer, withReset } from '../room/ask.ts';
import type { Connection } from '../transport/transport.ts';

export type PieceRequest = Omit<Extract<PeerRequest, { type: 'get-game-file-chunk' }>, 'type'>;

export interface FetchOptions {
  connection: Connection;
  request: PieceRequest;
  /** Called once the source begins to answer: room for the piece, whole. */
  takeBuffer: () => Promise<Uint8Array>;
  /** Hears of raw bytes as they arrive. */
  onBytes: (count: number) => void;
  /** Hears of each block that has arrived, and may hold the next one up. */
  onBlock: (count: number) => Promise<void> | void;
  /** Whether to hash at all. */
  hashed: boolean;
  signal: AbortSignal;
}

export interface FetchedPiece {
  /** A view of the buffer that `takeBuffer` gave, as long as the piece. */
  bytes: Uint8Array;
  /** SHA-256 in hex; empty when it was not asked for. */
  hash: string;
}

/** Hashed, and held up, in steps of this size: large enough that neither costs, small enough to be still in the processor's cache. */
const blockBytes = 64 * 1024;

/** Answers exactly the `length` bytes that were asked for. */
export async function fetchPiece(options: FetchOptions): Promise<FetchedPiece> {
  const { connection, request, signal } = options;
  const { head, reader, stream } = await openAnswer(connection, { type: 'get-game-file-chunk', ...request }, signal);
  return withReset(stream, signal, async () => {
    const { length } = parseBytesHead(head);
    if (length !== request.length)
      throw new PeerError('protocol-error', `A source offered ${length} bytes of a piece.`);
    const bytes = (await options.takeBuffer()).subarray(0, length);
    const hash = options.hashed ? createHash('sha256') : null;
    for (let filled = 0; filled < length; filled += blockBytes) {
      const block = bytes.subarray(filled, filled + blockBytes);
      if ((await reader.readInto(block, options.onBytes)) < block.length) {
        throw new PeerError('source-lost', 'A source ended a piece early.');
      }
      hash?.update(block);
      const held = options.onBlock(block.length);
      if (held !== undefined) await held;
    }
    if ((await reader.bytes(1)) !== null) throw new PeerError('protocol-error', 'A source sent more than a piece.');
    await stream.end();
    return { bytes, hash: hash?.digest('hex') ?? '' };
  });
}
