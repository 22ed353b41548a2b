// Which versions of a game are here, and whether they are what they should be. Pure.
import type { GameRow } from './game.ts';

type Here = Pick<GameRow, 'version' | 'downloaded' | 'localVersion' | 'installed' | 'installedVersion'>;

/** What is here is older than the catalog's version: the downloaded files; without them what is installed, if that is known. */
export function isOutdated({ version, downloaded, localVersion, installedVersion }: Here): boolean {
  const here = downloaded ? localVersion : installedVersion;
  return here !== null && here < version;
}

/** The room has a newer version than this PC. */
export const hasUpdate = (row: Here & Pick<GameRow, 'peerCount'>): boolean => isOutdated(row) && row.peerCount > 0;

/** The downloaded version is not the one that is installed; an unknown one counts as the same. */
export const isInstallBehind = ({ downloaded, localVersion, installed, installedVersion }: Here): boolean =>
  installed && downloaded && installedVersion !== null && localVersion !== null && installedVersion !== localVersion;
