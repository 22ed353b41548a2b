// The download queue over a restart: which downloads wait or were paused, in order.
import path from 'node:path';
import { z } from 'zod';
import type { GameId } from '../../src-shared/game.ts';
import { gameIdSchema } from '../../src-shared/peer-command-schema.ts';
import type { ErrorData } from '../../src-shared/peer-error.ts';
import { writeFileAtomic } from './disk/atomic-write.ts';
import type { Disk } from './disk/disk.ts';
import { downloadQueueName } from './disk/names.ts';
import type { Log } from './edge/log.ts';

/** What runs is saved as `queued`, so that it goes on by itself after a restart or a crash. */
export interface SavedDownload {
  gameId: GameId;
  install: boolean;
  inPlace: boolean;
  state: 'queued' | 'paused' | 'failed';
  /** Why, in state `failed`. */
  error: ErrorData | null;
}

export interface SavedQueue {
  /** In order, each game once. */
  entries: SavedDownload[];
  /** Games whose download is done and whose install is still wanted. */
  installs: GameId[];
}

export interface QueueStore {
  /** A file that cannot be understood is kept aside, and the queue is empty. Never throws. */
  load: () => Promise<SavedQueue>;
  /** Writes it soon, one write at a time; of several at once the latest counts. A failure is logged. */
  save: (queue: SavedQueue) => void;
  /** Resolves when everything given to `save` is on disk or has failed. */
  flush: () => Promise<void>;
}

const errorSchema = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  cause: z.string().optional(),
});
const entrySchema = z.object({
  gameId: gameIdSchema,
  install: z.boolean(),
  inPlace: z.boolean(),
  state: z.enum(['queued', 'paused', 'failed']),
  error: errorSchema.nullable(),
});
const fileSchema = z.object({
  schema: z.literal(1),
  entries: z.array(entrySchema),
  installs: z.array(gameIdSchema).default([]),
});

export interface QueueStoreOptions {
  disk: Disk;
  stateDir: string;
  log: Log;
}

export function openQueueStore({ disk, stateDir, log }: QueueStoreOptions): QueueStore {
  const file = path.join(stateDir, downloadQueueName);
  let written: string | null = null;
  let wanted: string | null = null;
  let writing: Promise<void> = Promise.resolve();

  const write = async () => {
    const text = wanted;
    if (text === null || text === written) return;
    try {
      await writeFileAtomic(disk, file, text);
      written = text;
    } catch (error) {
      log('warn', `The download queue could not be saved: ${String(error)}`);
    }
  };

  return {
    load: async () => {
      try {
        return await readQueue(disk, file);
      } catch (error) {
        await keepAside(disk, file, log, error);
        return { entries: [], installs: [] };
      }
    },
    save: (queue) => {
      wanted = `${JSON.stringify({ schema: 1, ...queue }, null, 2)}\n`;
      writing = writing.then(write);
    },
    flush: async () => writing,
  };
}

async function readQueue(disk: Disk, file: string): Promise<SavedQueue> {
  if ((await disk.stat(file)) === null) return { entries: [], installs: [] };
  const { entries, installs } = fileSchema.parse(JSON.parse(await disk.readText(file)));
  const firstOf = ({ gameId }: { gameId: GameId }) => entries.findIndex((entry) => entry.gameId === gameId);
  return { entries: entries.filter((entry, at) => firstOf(entry) === at) as SavedDownload[], installs };
}

async function keepAside(disk: Disk, file: string, log: Log, error: unknown): Promise<void> {
  const aside = `${file}.corrupt`;
  const kept = await disk.rename(file, aside).then(
    () => `it was kept as ${aside}`,
    (problem: unknown) => `and it could not be kept aside (${String(problem)})`,
  );
  log('warn', `The download queue ${file} could not be read, ${kept}; the queue is empty now. ${String(error)}`);
}
