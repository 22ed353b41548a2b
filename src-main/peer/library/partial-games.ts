// The board of running or paused downloads whose verified pieces others may take.
import type { GameId, GameVersion } from '../../../src-shared/game.ts';
import type { Manifest } from '../rules/manifest.ts';
import type { PieceSet } from '../rules/piece-set.ts';
import type { Piece } from '../rules/pieces.ts';

export interface PartialGame {
  gameId: GameId;
  version: GameVersion;
  manifestId: string;
  manifest: Manifest;
  /** As `cutIntoPieces` cuts the manifest's files. */
  pieces: readonly Piece[];
  totalBytes: number;
  /** Verified and written. */
  have: PieceSet;
  /** Absolute path of a file of the manifest. */
  fileOf: (path: string) => string;
  /** Calls `listener` for each piece that is added to `have` from now on; answers how to leave. */
  onAdded: (listener: (index: number) => void) => () => void;
}

export interface PartialGames {
  /** Answers how to take it back, which is harmless when repeated. A game that is shared anew replaces the one before. */
  share: (game: PartialGame) => () => void;
  get: (gameId: GameId) => PartialGame | null;
  all: () => PartialGame[];
  /** Calls `listener` once when this game is no longer shared, at once when it is not now; answers how to leave. */
  onTakenBack: (game: PartialGame, listener: () => void) => () => void;
}

interface Entry {
  game: PartialGame;
  listeners: Set<() => void>;
}

/** `onChange` runs after a game was shared or taken back. */
export function createPartialGames(onChange: (gameId: GameId) => void): PartialGames {
  const shared = new Map<GameId, Entry>();

  const takeBack = (entry: Entry) => {
    const { gameId } = entry.game;
    if (shared.get(gameId) !== entry) return;
    shared.delete(gameId);
    tellAll(entry);
    onChange(gameId);
  };

  return {
    share: (game) => {
      const before = shared.get(game.gameId);
      const entry: Entry = { game, listeners: new Set() };
      shared.set(game.gameId, entry);
      if (before !== undefined) tellAll(before);
      onChange(game.gameId);
      return () => takeBack(entry);
    },
    get: (gameId) => shared.get(gameId)?.game ?? null,
    all: () => [...shared.values()].map(({ game }) => game),
    onTakenBack: (game, listener) => {
      const entry = shared.get(game.gameId);
      if (entry?.game !== game) {
        listener();
        return () => {};
      }
      entry.listeners.add(listener);
      return () => void entry.listeners.delete(listener);
    },
  };
}

function tellAll({ listeners }: Entry): void {
  const told = [...listeners];
  listeners.clear();
  for (const listener of told) listener();
}
