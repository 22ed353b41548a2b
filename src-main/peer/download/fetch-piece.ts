// Fetches one piece from one source.
import type { GameId, GameVersion } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Clock } from '../edge/clock.ts';
import { parseBytesHead } from '../protocol/parse.ts';
import { openAnswer, withReset } from '../room/ask.ts';
import type { Connection } from '../transport/transport.ts';

/** Without a single byte for this long a source counts as stalled. */
const stallMs = 5000;

export interface PieceRequest {
  gameId: GameId;
  version: GameVersion;
  path: string;
  offset: number;
  length: number;
}

export interface FetchOptions {
  connection: Connection;
  request: PieceRequest;
  /** At least as long as the piece; the answer is a view of it. */
  buffer: Uint8Array;
  clock: Clock;
  /** Hears of raw bytes as they arrive. */
  onBytes: (count: number) => void;
  signal: AbortSignal;
}

/** Answers exactly the `length` bytes that were asked for, in the given buffer. */
export async function fetchPiece(options: FetchOptions): Promise<Uint8Array> {
  const { connection, request, buffer, clock, onBytes, signal } = options;
  const stall = watchForStall(clock);
  const limited = AbortSignal.any([signal, stall.signal]);
  try {
    const { head, reader, stream } = await openAnswer(connection, { type: 'get-game-file-chunk', ...request }, limited);
    const { length } = parseBytesHead(head);
    if (length !== request.length)
      throw new PeerError('protocol-error', `A source offered ${length} bytes of a piece.`);
    return await withReset(stream, limited, async () => {
      const piece = buffer.subarray(0, length);
      for (let filled = 0; filled < length;) {
        const part = await reader.bytes(length - filled);
        if (part === null) throw new PeerError('source-lost', 'A source ended a piece early.');
        piece.set(part, filled);
        filled += part.length;
        onBytes(part.length);
        stall.alive();
      }
      if ((await reader.bytes(1)) !== null) throw new PeerError('protocol-error', 'A source sent more than a piece.');
      await stream.end();
      return piece;
    });
  } finally {
    stall.stop();
  }
}

function watchForStall(clock: Clock): { signal: AbortSignal; alive: () => void; stop: () => void } {
  const abort = new AbortController();
  let lastMs = clock.nowMs();
  let callOff = () => {};
  const check = () => {
    const left = lastMs + stallMs - clock.nowMs();
    if (left <= 0) abort.abort(new PeerError('source-lost', 'A source sent nothing for five seconds.'));
    else callOff = clock.after(left, check);
  };
  callOff = clock.after(stallMs, check);
  return { signal: abort.signal, alive: () => void (lastMs = clock.nowMs()), stop: () => callOff() };
}
