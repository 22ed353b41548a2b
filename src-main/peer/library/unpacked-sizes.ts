// How much each downloaded game takes unpacked, from its archives' headers: what others want to know before they fetch it.
import path from 'node:path';
import { z } from 'zod';
import type { GameId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { writeFileAtomic } from '../disk/atomic-write.ts';
import type { Disk } from '../disk/disk.ts';
import { archiveSuffix } from '../disk/names.ts';
import { gameStatePaths, makeGameStateDir } from '../disk/state-dir.ts';
import type { Log } from '../edge/log.ts';
import type { Stop } from '../edge/stop.ts';
import type { Unpacker } from '../edge/unpacker.ts';
import type { StampedFile } from './hash-cache.ts';
import { stampOf } from './library-index.ts';
import { archivesToUnpack } from './list-archives.ts';
import { isSameSurvey } from './survey-game.ts';

const stampedFile = z.object({ path: z.string(), size: z.number(), mtimeMs: z.number(), inode: z.number() });
const cacheFile = z.object({
  schema: z.literal(1),
  gameId: z.string(),
  /** null: they cannot be listed. */
  unpackedBytes: z.int().nonnegative().nullable(),
  archives: z.array(stampedFile),
});

export interface UnpackedSizesOptions {
  disk: Disk;
  stateDir: string;
  gameDir: string;
  /** The downloaded games, as they are now. */
  games: () => Iterable<{ id: GameId }>;
  /** A game with a running operation is left alone until it is refreshed afterwards. */
  isBusy: (gameId: GameId) => boolean;
  list: Unpacker['list'];
  /** The figure of this game is another one now, or none. */
  onKnown: (gameId: GameId) => void;
  log: Log;
}

export interface UnpackedSizes {
  /** Looks again at these games, or at all; archives that look as before are not opened again. Never throws. */
  refresh: (gameIds?: readonly GameId[]) => void;
  /** Sum of what its archives unpack to; null while that is not known, and when they cannot be listed. */
  bytesOf: (gameId: GameId) => number | null;
  /** While a game runs or a transfer needs the disk. */
  setPaused: (paused: boolean) => void;
  stop: Stop;
}

/** One game after the other, so that nobody who needs the unpacker waits for more than one list. */
export function openUnpackedSizes(options: UnpackedSizesOptions): UnpackedSizes {
  const known = new Map<GameId, Sized>();
  const due = new Set<GameId>();
  const stopping = new AbortController();
  let games = new Set<GameId>();
  let isPaused = false;
  let working: Promise<void> | null = null;

  const set = (gameId: GameId, next: Sized | null) => {
    const before = known.get(gameId)?.unpackedBytes ?? null;
    if (next === null) known.delete(gameId);
    else known.set(gameId, next);
    if ((next?.unpackedBytes ?? null) !== before && !stopping.signal.aborted) options.onKnown(gameId);
  };

  const look = async (gameId: GameId): Promise<void> => {
    if (!games.has(gameId)) return set(gameId, null);
    if (options.isBusy(gameId)) return;
    const archives = await surveyArchives(options, gameId);
    const before = known.get(gameId) ?? (await readSized(options, gameId));
    if (before !== null && isSameSurvey(before.archives, archives)) return set(gameId, before);
    const unpackedBytes = await measure(options, gameId, archives, stopping.signal);
    const sized = { archives, unpackedBytes };
    if (!options.isBusy(gameId)) await writeSized(options, gameId, sized).catch(notKept(gameId));
    set(gameId, sized);
  };

  const notKept = (gameId: GameId) => (error: unknown) =>
    options.log('debug', `how much ${gameId} takes unpacked could not be kept: ${String(error)}`);

  const work = async (): Promise<void> => {
    for (;;) {
      const [gameId] = due;
      if (gameId === undefined || isPaused || stopping.signal.aborted) return;
      due.delete(gameId);
      await look(gameId).catch((error: unknown) => {
        set(gameId, null);
        options.log('debug', `how much ${gameId} takes unpacked is not known: ${String(error)}`);
      });
    }
  };

  const workSoon = () => {
    if (working !== null || due.size === 0 || isPaused || stopping.signal.aborted) return;
    working = work().finally(() => {
      working = null;
      workSoon();
    });
  };

  return {
    refresh: (gameIds) => {
      const before = games;
      games = new Set([...options.games()].map(({ id }) => id));
      for (const gameId of gameIds ?? games) due.add(gameId);
      for (const gameId of before) if (!games.has(gameId)) due.add(gameId);
      workSoon();
    },
    bytesOf: (gameId) => known.get(gameId)?.unpackedBytes ?? null,
    setPaused: (paused) => {
      isPaused = paused;
      workSoon();
    },
    stop: async () => {
      stopping.abort(new PeerError('cancelled', 'lanspread is stopping.'));
      await working;
    },
  };
}

/** What its archives looked like, and what they unpack to. */
interface Sized {
  archives: StampedFile[];
  unpackedBytes: number | null;
}

type Place = Pick<UnpackedSizesOptions, 'disk' | 'stateDir' | 'gameDir'>;

/** Every archive file of the game root, later volumes too, sorted by name. */
async function surveyArchives({ disk, gameDir }: Place, gameId: GameId): Promise<StampedFile[]> {
  const root = path.join(gameDir, gameId);
  const archives: StampedFile[] = [];
  for (const name of (await disk.list(root)).toSorted()) {
    if (!name.toLowerCase().endsWith(archiveSuffix)) continue;
    const stat = await disk.stat(path.join(root, name));
    if (stat?.kind === 'file') archives.push({ path: name, ...stampOf(stat) });
  }
  return archives;
}

/** null when there is no archive, an empty one, or one that has to be refused. Throws what may be over at the next attempt. */
async function measure(
  { gameDir, list }: UnpackedSizesOptions,
  gameId: GameId,
  archives: readonly StampedFile[],
  signal: AbortSignal,
): Promise<number | null> {
  let sum = 0;
  for (const name of archivesToUnpack(archives)) {
    try {
      sum += (await list(path.join(gameDir, gameId, name), signal)).unpackedBytes;
    } catch (error) {
      if (error instanceof PeerError && error.code.startsWith('archive-')) return null;
      throw error;
    }
  }
  // What an archive says of itself need not make sense.
  return Number.isSafeInteger(sum) && sum > 0 ? sum : null;
}

async function readSized({ disk, stateDir }: Place, gameId: GameId): Promise<Sized | null> {
  try {
    const parsed = cacheFile.parse(JSON.parse(await disk.readText(gameStatePaths(stateDir, gameId).unpackedSize)));
    return parsed.gameId === gameId ? parsed : null;
  } catch {
    return null;
  }
}

async function writeSized({ disk, stateDir }: Place, gameId: GameId, sized: Sized): Promise<void> {
  const { unpackedSize } = await makeGameStateDir(disk, stateDir, gameId);
  await writeFileAtomic(disk, unpackedSize, JSON.stringify({ schema: 1, gameId, ...sized }));
}
