// Who sends when: what was asked for on one connection goes out one after the other, so that pieces complete one by one.
import type { GameId } from '../../../src-shared/game.ts';
import { systemClock, type Clock } from '../edge/clock.ts';
import type { RateLimiter } from '../edge/rate-limiter.ts';
import { untilAborted } from '../edge/until-aborted.ts';
import type { Connection } from '../transport/transport.ts';

/** Behind the one that sends, these may read what they will send, so that the line never falls silent between two. */
const readingAhead = 2;
const firstStepBytes = 16 * 1024;
const minStepBytes = 4 * 1024;
const maxStepBytes = 2 ** 20;
/** A step that took longer is made shorter: a receiver that hears nothing for seconds takes its source for dead. */
const slowStepMs = 500;
const fastStepMs = 100;

/** One answer's place in the line of its connection. */
export interface UploadPlace {
  /** Resolves when its turn is near and its bytes may be read. Rejects with the signal's reason. */
  near: (signal: AbortSignal) => Promise<void>;
  /** Resolves when all that was asked for before has been handed over. Rejects with the signal's reason. */
  turn: (signal: AbortSignal) => Promise<void>;
  /** How many of these bytes may go out now, at least one; waits for the rate limit. Rejects with the signal's reason. */
  allow: (bytes: number, signal: AbortSignal) => Promise<number>;
  /** Lets the next one send. Calling it twice is harmless. */
  leave: () => void;
}

/** What went out to one receiver of one game since the start. */
export interface UploadTotal {
  who: string;
  gameId: GameId;
  bytes: number;
}

export interface UploadOrder {
  /** Puts an answer at the end of its connection's line; connections do not wait for each other. `who` shares the limit. */
  join: (connection: Connection, who: string, gameId: GameId) => UploadPlace;
  totals: () => UploadTotal[];
}

interface Place {
  near: PromiseWithResolvers<void>;
  turn: PromiseWithResolvers<void>;
}

interface Line {
  places: Place[];
  stepBytes: number;
}

export function createUploadOrder({
  limiter,
  clock = systemClock,
}: {
  limiter: RateLimiter;
  clock?: Clock;
}): UploadOrder {
  const lines = new WeakMap<Connection, Line>();
  const totals = new Map<string, UploadTotal>();

  const lineOf = (connection: Connection): Line => {
    const line = lines.get(connection) ?? { places: [], stepBytes: firstStepBytes };
    lines.set(connection, line);
    return line;
  };

  const count = (who: string, gameId: GameId, bytes: number) => {
    const key = `${who} ${gameId}`;
    const total = totals.get(key) ?? { who, gameId, bytes: 0 };
    total.bytes += bytes;
    totals.set(key, total);
  };

  const take = async (line: Line, who: string, bytes: number, signal: AbortSignal): Promise<number> => {
    const step = Math.min(bytes, line.stepBytes, limiter.stepBytes);
    const beginMs = clock.nowMs();
    await limiter.take(who, step, signal);
    line.stepBytes = nextStepBytes(line.stepBytes, clock.nowMs() - beginMs);
    return step;
  };

  return {
    join: (connection, who, gameId) => {
      const line = lineOf(connection);
      const place: Place = { near: Promise.withResolvers(), turn: Promise.withResolvers() };
      line.places.push(place);
      moveUp(line);
      return {
        near: (signal) => untilAborted(place.near.promise, signal),
        turn: (signal) => untilAborted(place.turn.promise, signal),
        allow: async (bytes, signal) => {
          const allowed = await take(line, who, bytes, signal);
          count(who, gameId, allowed);
          return allowed;
        },
        leave: () => {
          const index = line.places.indexOf(place);
          if (index !== -1) line.places.splice(index, 1);
          moveUp(line);
        },
      };
    },
    totals: () => [...totals.values()].map((total) => ({ ...total })),
  };
}

function moveUp({ places }: Line): void {
  places[0]?.turn.resolve();
  for (const { near } of places.slice(0, readingAhead + 1)) near.resolve();
}

/** Long steps are cheap, short ones keep bytes coming where the limit is low: how long the last one took decides. */
function nextStepBytes(stepBytes: number, tookMs: number): number {
  if (tookMs > slowStepMs) return Math.max(minStepBytes, stepBytes / 2);
  return tookMs < fastStepMs ? Math.min(maxStepBytes, stepBytes * 2) : stepBytes;
}
