// Notes on disk what was started from here and may still run, for the next start of the launcher.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { GameId } from '../../src-shared/game.ts';
import { gameIdSchema } from '../../src-shared/peer-command-schema.ts';
import type { LaunchKind } from '../../src-shared/running-game.ts';
import { writeFileAtomic } from '../peer/disk/atomic-write.ts';
import { runningGamesName } from '../peer/disk/names.ts';
import { realDisk } from '../peer/disk/real-disk.ts';
import type { Log } from '../peer/edge/log.ts';
import type { Stop } from '../peer/edge/stop.ts';
import { markOf, processMarkSchema, type ProcessMark } from './process-mark.ts';

export interface StartedRun {
  gameId: GameId;
  title: string;
  kind: LaunchKind;
  /** Milliseconds since the epoch. */
  sinceMs: number;
  /** Of its script. */
  pid: number;
}

export interface NotedRun extends StartedRun {
  mark: ProcessMark;
}

/** It does not run any more. */
export type Strike = () => void;

export interface RunningRecord {
  /** Never fails: what cannot be written is told to the log. */
  note: (run: StartedRun) => Strike;
  /** What an earlier start of the launcher has noted; it stays so until it is struck out. */
  readEarlier: () => Promise<{ run: NotedRun; strike: Strike }[]>;
  /** Resolves when everything is written. */
  stop: Stop;
}

interface RecordOptions {
  stateDir: string;
  platform: NodeJS.Platform;
  log: Log;
}

const fileSchema = z.array(
  z.object({
    gameId: gameIdSchema,
    title: z.string(),
    kind: z.enum(['game', 'server']),
    sinceMs: z.number().nonnegative(),
    pid: z.int().positive(),
    mark: processMarkSchema,
  }),
);

export function createRunningRecord({ stateDir, platform, log }: RecordOptions): RunningRecord {
  const file = join(stateDir, runningGamesName);
  const runs = new Map<symbol, NotedRun>();
  let written = Promise.resolve();
  // One after the other: the file has one writer.
  const afterwards = (work: () => Promise<void>) => {
    written = written.then(work).catch((error: unknown) => {
      log('warn', `What runs could not be noted in ${file}: ${String(error)}`);
    });
  };
  const write = async () => writeFileAtomic(realDisk, file, `${JSON.stringify([...runs.values()], null, 2)}\n`);

  const strikeOf = (key: symbol): Strike => {
    return () =>
      afterwards(async () => {
        if (runs.delete(key)) await write();
      });
  };

  return {
    note: (run) => {
      const key = Symbol(run.gameId);
      afterwards(async () => {
        runs.set(key, { ...run, mark: await markOf(run.pid, platform) });
        await write();
      });
      return strikeOf(key);
    },
    readEarlier: async () => {
      const earlier = await readRuns(file, log);
      return earlier.map((run) => {
        const key = Symbol(run.gameId);
        runs.set(key, run);
        return { run, strike: strikeOf(key) };
      });
    },
    stop: async () => written,
  };
}

async function readRuns(file: string, log: Log): Promise<NotedRun[]> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      log('warn', `What ran before is not known, since ${file} could not be read: ${String(error)}`);
    }
    return [];
  }
}
