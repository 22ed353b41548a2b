// Remembers how the last runs of the archive engine ended, for whoever has to find out why a game did not install.
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ErrorCode } from '../../src-shared/peer-error.ts';
import type { UnpackRun } from '../../src-shared/unpack-run.ts';
import { writeFileAtomic } from '../peer/disk/atomic-write.ts';
import { unpackLogName } from '../peer/disk/names.ts';
import { realDisk } from '../peer/disk/real-disk.ts';
import type { Log } from '../peer/edge/log.ts';
import type { Stop } from '../peer/edge/stop.ts';

export const keptRuns = 100;

export interface UnpackLog {
  /** Newest first. */
  runs: () => UnpackRun[];
  /** Never fails: what cannot be written is told to the log and kept for this run of the program. */
  add: (run: UnpackRun) => void;
  /** Resolves when everything is written. */
  stop: Stop;
}

const amount = z.number().nonnegative();
const runSchema = z.object({
  startedMs: z.number(),
  archive: z.string(),
  kind: z.enum(['unpack', 'stream']),
  files: amount.nullable(),
  bytes: amount,
  durationMs: amount,
  outcome: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('ok') }),
    z.object({ kind: z.literal('cancelled') }),
    // Another version may know other codes; a log of it is no damaged one.
    z.object({ kind: z.literal('failed'), code: z.string() as unknown as z.ZodType<ErrorCode>, message: z.string() }),
  ]),
});
const fileSchema = z.object({ runs: z.array(runSchema) });

/** Starts empty where the file cannot be read; one that cannot be understood is kept aside as `.corrupt`. */
export async function openUnpackLog({ stateDir, log }: { stateDir: string; log: Log }): Promise<UnpackLog> {
  const file = join(stateDir, unpackLogName);
  let runs = await readRuns(file, log);
  let written = Promise.resolve();
  const write = async () => {
    try {
      await writeFileAtomic(realDisk, file, `${JSON.stringify({ runs }, null, 2)}\n`);
    } catch (error) {
      log('warn', `The unpack log ${file} could not be written: ${String(error)}`);
    }
  };
  return {
    runs: () => runs,
    add: (run) => {
      runs = [run, ...runs].slice(0, keptRuns);
      // One after the other: the file has one writer.
      written = written.then(write);
    },
    stop: () => written,
  };
}

async function readRuns(file: string, log: Log): Promise<UnpackRun[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      log('warn', `The unpack log ${file} could not be read: ${String(error)}`);
    }
    return [];
  }
  try {
    return fileSchema.parse(JSON.parse(text)).runs.slice(0, keptRuns);
  } catch {
    await putAside(file, log);
    return [];
  }
}

async function putAside(file: string, log: Log): Promise<void> {
  try {
    await rename(file, `${file}.corrupt`);
    log('warn', `The unpack log was damaged; it was kept as ${file}.corrupt and begins anew.`);
  } catch (error) {
    log('warn', `The unpack log ${file} is damaged and could not be put aside: ${String(error)}`);
  }
}
