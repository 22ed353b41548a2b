// Asks one peer for a streamed install, over a connection for bulk bytes, and notices when it falls silent.
import type { GameId, GameVersion, PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Clock } from '../edge/clock.ts';
import { streamSilenceMs } from '../protocol/limits.ts';
import { parseOk } from '../protocol/parse.ts';
import { createStreamFrameReader } from '../protocol/stream-frames.ts';
import { openAnswer, type OpenAnswer } from '../room/ask.ts';
import type { Room } from '../room/room.ts';
import type { StreamPosition } from '../rules/stream-plan.ts';
import type { InstallStream } from './receive-stream.ts';

export interface OpenStream {
  room: Pick<Room, 'dialBulk'>;
  clock: Clock;
  peerId: PeerId;
  gameId: GameId;
  version: GameVersion;
  /** null when nobody knows the hashes yet. */
  manifestId: string | null;
  from: StreamPosition;
  signal: AbortSignal;
}

/** Rejects when it cannot be reached or refuses. `signal` also cuts what was opened off. */
export async function openInstallStream(options: OpenStream): Promise<InstallStream> {
  const { room, peerId, gameId, version, manifestId, from } = options;
  const silence = new AbortController();
  const signal = AbortSignal.any([options.signal, silence.signal]);
  const { connection, lane } = await room.dialBulk(peerId, signal);
  const watched = watchSilence(options.clock, silence);
  const close = async () => {
    watched.stop();
    await connection.close();
  };
  try {
    const request = { type: 'stream-install', gameId, version, manifestId, from } as const;
    watched.begin();
    const answer = await openAnswer(connection, request, signal).finally(watched.end);
    parseOk(answer.head);
    return { lane, next: partsOf(answer, signal, watched), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** One listener for the whole stream: one for each part costs as much as decrypting it. */
function partsOf({ reader, stream }: OpenAnswer, signal: AbortSignal, silence: Silence): InstallStream['next'] {
  const read = createStreamFrameReader(reader);
  signal.addEventListener('abort', stream.reset, { once: true });
  if (signal.aborted) stream.reset();
  return async () => {
    silence.begin();
    try {
      return await read();
    } catch (error) {
      stream.reset();
      signal.throwIfAborted();
      throw error;
    } finally {
      silence.end();
    }
  };
}

interface Silence {
  /** Only while we wait for the other side its silence counts. */
  begin: () => void;
  end: () => void;
  stop: () => void;
}

const lookMs = 500;

function watchSilence(clock: Clock, silence: AbortController): Silence {
  let sinceMs: number | null = null;
  const look = () => {
    if (sinceMs !== null && clock.nowMs() - sinceMs > streamSilenceMs) {
      silence.abort(new PeerError('source-lost', `It sent nothing for ${streamSilenceMs / 1000} seconds.`));
    }
    callOff = clock.after(lookMs, look);
  };
  let callOff = clock.after(lookMs, look);
  return {
    begin: () => void (sinceMs = clock.nowMs()),
    end: () => void (sinceMs = null),
    stop: () => callOff(),
  };
}
