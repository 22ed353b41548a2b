// A game as this disk holds it: settled facts of one scan.
import type { GameId, GameVersion } from '../../../src-shared/game.ts';

export interface LocalGame {
  id: GameId;
  downloaded: boolean;
  /** First line of the sentinel; null when not downloaded. */
  version: GameVersion | null;
  /** Bytes of the files that would travel; 0 when not downloaded. */
  bytes: number;
  installed: boolean;
  /** What the install was made from; null when nothing is installed or it is unknown. */
  installedVersion: GameVersion | null;
}

/** What is installed is of another version than the downloaded files, as far as both are known. */
export const isInstallDue = ({ installed, installedVersion, downloaded, version }: LocalGame): boolean =>
  downloaded && (!installed || (installedVersion !== null && version !== null && installedVersion !== version));

/** Installed without the downloaded files, in another version than this one, as far as it is known. */
export const isStreamUpdateOf = (
  version: GameVersion,
  { installed, installedVersion, downloaded }: LocalGame,
): boolean => installed && !downloaded && installedVersion !== null && installedVersion !== version;

export const isSameLocalGame = (a: LocalGame, b: LocalGame): boolean =>
  a.downloaded === b.downloaded &&
  a.version === b.version &&
  a.bytes === b.bytes &&
  a.installed === b.installed &&
  a.installedVersion === b.installedVersion;
