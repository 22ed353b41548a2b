// Installs a game straight from the room: its archives are unpacked elsewhere and stored nowhere here.
import type { GameVersion } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { alwaysClosed } from '../edge/games-in-use.ts';
import { fillFromPeers, type StreamSources } from './fill-from-peers.ts';
import { gamePlace, type GameOperation } from './game-place.ts';
import type { InstallOutcome } from './install-game.ts';
import { listKeptFiles } from './kept-files.ts';
import { replaceInstall, settlePlace, toInstallError, type SettledPlace } from './transaction.ts';

export interface StreamInstall extends GameOperation, StreamSources {
  version: GameVersion;
  /** Cancels until the swap; then the install is finished. */
  signal: AbortSignal;
}

/**
 * Leaves the new install, or exactly what was there before. Throws PeerError: `already-downloaded`, `already-installed`,
 * `game-dir-unusable`, `cancelled`, what the disk reports, or why no peer could send it.
 */
export async function streamInstall(request: StreamInstall): Promise<InstallOutcome> {
  const { version, signal } = request;
  try {
    const place = await settlePlace(gamePlace(request), ['staging', 'backup']);
    const makesRoot = await requireNothingHere(place);
    await replaceInstall(place, {
      version,
      makesRoot,
      signal,
      claim: alwaysClosed,
      fill: async (staging) => fillFromPeers({ ...request, staging, keptFiles: await listKeptFiles(place) }),
    });
    return { version, updated: false };
  } catch (error) {
    throw toInstallError(error, request.gameId, signal);
  }
}

/** Whether even the game root is missing. */
async function requireNothingHere({ disk, root, sentinel, installed, gameId }: SettledPlace): Promise<boolean> {
  if (installed) throw alreadyInstalled(gameId);
  if ((await disk.stat(sentinel)) !== null) throw alreadyDownloaded(gameId);
  const kind = (await disk.stat(root))?.kind;
  if (kind !== undefined && kind !== 'directory') {
    throw new PeerError('game-dir-unusable', `${root} is no real folder.`, 'Move it away, then try again.');
  }
  return kind === undefined;
}

/** `game` as its owner calls it. */
export const alreadyInstalled = (game: string): PeerError =>
  new PeerError('already-installed', `${game} is already installed.`, 'Uninstall it first to install it anew.');

export const alreadyDownloaded = (game: string): PeerError =>
  new PeerError('already-downloaded', `${game} is already downloaded.`, 'Install it from its files.');
