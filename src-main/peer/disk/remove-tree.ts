// Deletes a folder with all in it, also while a process that is just ending still writes there.
import { rm } from 'node:fs/promises';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { errorCodeOf } from './error-code.ts';

/** The archive engine of a killed peer hears of that within some milliseconds; a busy PC takes longer. */
const mostTries = 20;
const pauseMs = 50;

/** Throws what the system says; `ENOTEMPTY` once somebody has kept adding files for a second. */
export async function removeTree(path: string, remove = removeOnce, sleep: Sleep = sleepFor): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await remove(path);
    } catch (error) {
      if (errorCodeOf(error) !== 'ENOTEMPTY' || tries === mostTries) throw error;
      await sleep(pauseMs);
    }
  }
}

type Sleep = (ms: number) => Promise<unknown>;

const removeOnce = async (path: string): Promise<void> => rm(path, { recursive: true, force: true });
