// Where the state of one game is kept, apart from the games folder.
import { join } from 'node:path';
import type { GameId } from '../../../src-shared/game.ts';
import type { Disk } from './disk.ts';
import {
  downloadManifestName,
  downloadStateName,
  gamesStateDirName,
  hashedFilesName,
  installedVersionName,
  installListingName,
  intentName,
  launchSettingsAppliedName,
  manifestName,
  pendingListingName,
  pieceHashesName,
  setupDoneName,
  unpackedSizeName,
} from './names.ts';

export interface GameStatePaths {
  dir: string;
  intent: string;
  listing: string;
  pendingListing: string;
  installedVersion: string;
  download: string;
  downloadManifest: string;
  manifest: string;
  hashedFiles: string;
  pieceHashes: string;
  unpackedSize: string;
  launchSettingsApplied: string;
  setupDone: string;
}

/** `gameId` must be one safe path component. */
export function gameStatePaths(stateDir: string, gameId: GameId): GameStatePaths {
  const dir = join(stateDir, gamesStateDirName, gameId);
  return {
    dir,
    intent: join(dir, intentName),
    listing: join(dir, installListingName),
    pendingListing: join(dir, pendingListingName),
    installedVersion: join(dir, installedVersionName),
    download: join(dir, downloadStateName),
    downloadManifest: join(dir, downloadManifestName),
    manifest: join(dir, manifestName),
    hashedFiles: join(dir, hashedFilesName),
    pieceHashes: join(dir, pieceHashesName),
    unpackedSize: join(dir, unpackedSizeName),
    launchSettingsApplied: join(dir, launchSettingsAppliedName),
    setupDone: join(dir, setupDoneName),
  };
}

/** Creates the game's state directory where missing, durably. */
export async function makeGameStateDir(disk: Disk, stateDir: string, gameId: GameId): Promise<GameStatePaths> {
  const paths = gameStatePaths(stateDir, gameId);
  if ((await disk.stat(paths.dir)) === null) {
    await disk.makeDirs(paths.dir);
    await disk.syncDir(join(stateDir, gamesStateDirName));
    await disk.syncDir(stateDir);
  }
  return paths;
}
