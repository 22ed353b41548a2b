// Installs a game straight from the room: its archives are unpacked elsewhere and stored nowhere here.
import type { GameVersion } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { whileClaimed, type Claim } from '../edge/games-in-use.ts';
import { fillFromPeers, type StreamSources } from './fill-from-peers.ts';
import { gamePlace, type GameOperation } from './game-place.ts';
import type { InstallOutcome } from './install-game.ts';
import { readInstalledVersion } from './installed-version.ts';
import { listCarried, replaceInstall, settlePlace, toInstallError, type SettledPlace } from './transaction.ts';

export interface StreamInstall extends GameOperation, StreamSources {
  version: GameVersion;
  /** Cancels until the swap; then the install is finished. */
  signal: AbortSignal;
  /** An old install may be played until the swap. */
  claim: Claim;
}

/**
 * Leaves the new install, with the player's files of one in another version that was here, or exactly what was there
 * before. Throws PeerError: `already-downloaded`, `already-installed`,
 * `game-dir-unusable`, `cancelled`, what the disk reports, or why no peer could send it.
 */
export async function streamInstall(request: StreamInstall): Promise<InstallOutcome> {
  const { version, signal, claim } = request;
  try {
    const place = await whileClaimed(claim, async () => settlePlace(gamePlace(request), ['staging', 'backup']));
    const makesRoot = await requireFree(place, version);
    await replaceInstall(place, {
      version,
      makesRoot,
      signal,
      claim,
      fill: async (staging) => fillFromPeers({ ...request, staging, keptFiles: await listCarried(place) }),
    });
    return { version, updated: place.installed };
  } catch (error) {
    throw toInstallError(error, request.gameId, signal);
  }
}

/** Only another version that is known may be here, and no downloaded files. Answers whether even the game root is missing. */
async function requireFree(place: SettledPlace, version: GameVersion): Promise<boolean> {
  const { disk, root, sentinel, installed, gameId } = place;
  const known = await readInstalledVersion(place);
  if (installed && (known === null || known === version)) throw alreadyInstalled(gameId);
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
