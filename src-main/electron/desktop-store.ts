// What the desktop program remembers of itself: the window's place, and whether the tray was explained.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../peer/disk/atomic-write.ts';
import { desktopStateName } from '../peer/disk/names.ts';
import { realDisk } from '../peer/disk/real-disk.ts';
import type { Log } from '../peer/edge/log.ts';
import type { Stop } from '../peer/edge/stop.ts';
import type { SavedPlace } from './window-place.ts';

export interface DesktopState {
  place: SavedPlace | null;
  trayExplained: boolean;
}

export interface DesktopStore {
  get: () => DesktopState;
  /** Never fails: what cannot be written is told to the log and holds for this run. */
  change: (change: Partial<DesktopState>) => void;
  /** Resolves when everything is written. */
  stop: Stop;
}

const pixels = z.int();
const fileSchema = z.object({
  place: z
    .object({ bounds: z.object({ x: pixels, y: pixels, width: pixels, height: pixels }), maximized: z.boolean() })
    .nullable(),
  trayExplained: z.boolean(),
});

/** Nothing in the file is worth a question: one that cannot be read or understood counts as none. */
export async function openDesktopStore({ stateDir, log }: { stateDir: string; log: Log }): Promise<DesktopStore> {
  const file = join(stateDir, desktopStateName);
  let state = await readState(file);
  let written = Promise.resolve();
  const write = async () => {
    try {
      await realDisk.makeDirs(stateDir);
      await writeFileAtomic(realDisk, file, `${JSON.stringify(state)}\n`);
    } catch (error) {
      log('warn', `${file} could not be written: ${String(error)}`);
    }
  };
  return {
    get: () => state,
    change: (change) => {
      const next = { ...state, ...change };
      if (JSON.stringify(next) === JSON.stringify(state)) return;
      state = next;
      // One after the other: the file has one writer.
      written = written.then(write);
    },
    stop: () => written,
  };
}

async function readState(file: string): Promise<DesktopState> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return { place: null, trayExplained: false };
  }
}
