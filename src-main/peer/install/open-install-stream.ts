// Asks one peer for a streamed install, over a connection for bulk bytes, and notices when it falls silent.
import type { GameId, GameVersion, PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Clock } from '../edge/clock.ts';
import { streamSilenceMs } from '../protocol/limits.ts';
import { parseOk } from '../protocol/parse.ts';
import { createStreamFrameReader } from '../protocol/stream-frames.ts';
import { openAnswer, withReset, type OpenAnswer } from '../room/ask.ts';
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
    const answer = await watched.during(async () => openAnswer(connection, request, signal));
    parseOk(answer.head);
    return { lane, next: partsOf(answer, signal, watched.during), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function partsOf(
  { reader, stream }: OpenAnswer,
  signal: AbortSignal,
  during: Silence['during'],
): InstallStream['next'] {
  const read = createStreamFrameReader(reader);
  return async () => during(async () => withReset(stream, signal, read));
}

interface Silence {
  /** Only while we wait for the other side its silence counts. */
  during: <T>(wait: () => Promise<T>) => Promise<T>;
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
    during: async (wait) => {
      sinceMs = clock.nowMs();
      try {
        return await wait();
      } finally {
        sinceMs = null;
      }
    },
    stop: () => callOff(),
  };
}
