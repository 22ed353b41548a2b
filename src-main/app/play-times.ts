// Remembers when each game was last started from here, for the order of the library.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { GameId } from '../../src-shared/game.ts';
import { gameIdSchema } from '../../src-shared/peer-command-schema.ts';
import { writeFileAtomic } from '../peer/disk/atomic-write.ts';
import { playTimesName } from '../peer/disk/names.ts';
import { realDisk } from '../peer/disk/real-disk.ts';
import type { Clock } from '../peer/edge/clock.ts';
import type { Log } from '../peer/edge/log.ts';
import type { Stop } from '../peer/edge/stop.ts';

export interface PlayTimes {
  /** By game, milliseconds since the epoch. */
  all: () => Record<GameId, number>;
  /** Answers the time. Never fails: what cannot be written is told to the log and kept for this run of the program. */
  recordNow: (gameId: GameId) => number;
  /** Resolves when everything is written. */
  stop: Stop;
}

interface PlayTimesOptions {
  stateDir: string;
  clock: Pick<Clock, 'wallMs'>;
  log: Log;
}

const fileSchema = z.record(gameIdSchema, z.number().nonnegative());

/** Starts empty where the file cannot be read or understood: all it costs is an order. */
export async function openPlayTimes({ stateDir, clock, log }: PlayTimesOptions): Promise<PlayTimes> {
  const file = join(stateDir, playTimesName);
  let times = await readTimes(file, log);
  let written = Promise.resolve();
  const write = async () => {
    try {
      await writeFileAtomic(realDisk, file, `${JSON.stringify(times, null, 2)}\n`);
    } catch (error) {
      log('warn', `The play times ${file} could not be written: ${String(error)}`);
    }
  };
  return {
    all: () => times,
    recordNow: (gameId) => {
      const playedMs = clock.wallMs();
      times = { ...times, [gameId]: playedMs };
      // One after the other: the file has one writer.
      written = written.then(write);
      return playedMs;
    },
    stop: () => written,
  };
}

async function readTimes(file: string, log: Log): Promise<Record<GameId, number>> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      log('warn', `The play times ${file} could not be read and begin anew: ${String(error)}`);
    }
    return {};
  }
}
