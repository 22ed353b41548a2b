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
}

export const isSameLocalGame = (a: LocalGame, b: LocalGame): boolean =>
  a.downloaded === b.downloaded && a.version === b.version && a.bytes === b.bytes && a.installed === b.installed;
