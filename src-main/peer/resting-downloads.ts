// Downloads that do not run now, paused, failed or waiting for their turn: what they hold is shown, and given to others.
import type { GameId } from '../../src-shared/game.ts';
import type { DownloadProgress } from '../../src-shared/peer-event.ts';
import type { Disk } from './disk/disk.ts';
import { describeSharedPayload } from './download/shared-payload.ts';
import { readResumable } from './download/payload.ts';
import type { Log } from './edge/log.ts';
import { sumBytes } from './library/list-game-files.ts';
import type { PartialGames } from './library/partial-games.ts';

export interface RestingDownloads {
  /** `last` is how far it had come, as before when it says nothing; left out, the disk is asked. */
  start: (gameId: GameId, last?: DownloadProgress) => void;
  stop: (gameId: GameId) => void;
  stopAll: () => void;
  /** How far each of them has come. */
  progress: () => DownloadProgress[];
}

export interface RestingOptions {
  disk: Disk;
  stateDir: string;
  gameDir: () => string | null;
  partials: PartialGames;
  /** False: nothing is shared before it is whole. */
  swarm: boolean;
  log: Log;
}

export function createRestingDownloads(options: RestingOptions): RestingDownloads {
  const { disk, stateDir, gameDir, partials, swarm, log } = options;
  const shares = new Map<GameId, () => void>();
  const known = new Map<GameId, DownloadProgress>();
  /** Counts up, so that an answer of the disk that comes too late is recognised. */
  const turns = new Map<GameId, number>();

  const nextTurn = (gameId: GameId): number => {
    const turn = (turns.get(gameId) ?? 0) + 1;
    turns.set(gameId, turn);
    shares.get(gameId)?.();
    shares.delete(gameId);
    known.delete(gameId);
    return turn;
  };

  const look = async (gameId: GameId, folder: string, isCurrent: () => boolean): Promise<void> => {
    const place = { disk, gameDir: folder, stateDir, gameId };
    const found = await readResumable(place);
    if (found === null || !isCurrent()) return;
    const { haveBytes, files, manifestId } = found;
    // A run that ended before it had looked at its payload knows of nothing.
    if ((known.get(gameId)?.downloadedBytes ?? 0) <= haveBytes) {
      known.set(gameId, restingProgress(gameId, haveBytes, sumBytes(files), manifestId !== null));
    }
    const game = swarm ? describeSharedPayload(place, found) : null;
    if (game !== null) shares.set(gameId, partials.share(game));
  };

  return {
    start: (gameId, last) => {
      const kept = last === undefined || last.totalBytes > 0 ? last : known.get(gameId);
      const turn = nextTurn(gameId);
      if (kept !== undefined)
        known.set(gameId, restingProgress(gameId, kept.downloadedBytes, kept.totalBytes, kept.verified));
      const folder = gameDir();
      if (folder === null) return;
      look(gameId, folder, () => turns.get(gameId) === turn).catch((error: unknown) =>
        log('debug', `what is here of ${gameId} is not shared: ${String(error)}`),
      );
    },
    stop: (gameId) => void nextTurn(gameId),
    stopAll: () => {
      for (const gameId of turns.keys()) nextTurn(gameId);
    },
    progress: () => [...known.values()],
  };
}

function restingProgress(
  gameId: GameId,
  downloadedBytes: number,
  totalBytes: number,
  verified: boolean,
): DownloadProgress {
  const nothing = { bytesPerSecond: 0, writtenBytesPerSecond: 0, sources: [], waitingFor: null };
  return { gameId, phase: 'downloading', downloadedBytes, totalBytes, verified, ...nothing };
}
