// The paths of one game that an install, update or uninstall touches.
import { join, resolve } from 'node:path';
import type { GameId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Log } from '../edge/log.ts';
import type { Disk } from '../disk/disk.ts';
import { backupDirName, installDirName, sentinelName, stagingDirName } from '../disk/names.ts';
import { parseSafePath } from '../rules/safe-path.ts';

/** What every operation on one game gets. Directories are absolute. */
export interface GameOperation {
  disk: Disk;
  stateDir: string;
  gameDir: string;
  gameId: GameId;
  log: Log;
}

export interface GamePlace extends GameOperation {
  root: string;
  sentinel: string;
  local: string;
  staging: string;
  backup: string;
}

/** Throws `unknown-game` for an id that is no safe single path component. */
export function gamePlace({ disk, stateDir, gameDir, gameId, log }: GameOperation): GamePlace {
  if (!isSafeGameId(gameId)) {
    throw new PeerError('unknown-game', `"${gameId}" cannot be the name of a game's folder.`, 'Choose a listed game.');
  }
  const root = resolve(gameDir, gameId);
  return {
    disk,
    stateDir,
    gameDir,
    gameId,
    log,
    root,
    sentinel: join(root, sentinelName),
    local: join(root, installDirName),
    staging: join(root, stagingDirName),
    backup: join(root, backupDirName),
  };
}

/** A game's id is also the name of its root: one component that means the same on every system. */
export const isSafeGameId = (gameId: GameId): boolean => !gameId.includes('/') && 'path' in parseSafePath(gameId);
