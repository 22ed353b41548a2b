// Which games of the room are worth a row, and what stands in it. Pure.
import type { GameId, PeerId } from '../../../src-shared/game.ts';
import type { RoomColumn, SpreadCell, SpreadGame } from '../../../src-shared/room-report.ts';
import type { GameSummary, Library } from './game-summary.ts';
import type { PieceSet } from './piece-set.ts';

export interface RoomLibrary {
  peerId: PeerId;
  name: string;
  games: Library;
}

export interface SpreadOptions {
  /** This PC first, then the others in the order of the columns. */
  libraries: readonly RoomLibrary[];
  titleOf: (gameId: GameId) => string | null;
  search: string;
  limit: number;
}

export interface Spread {
  games: SpreadGame[];
  /** Whatever was searched for. */
  spreading: SpreadGame[];
  moreGames: number;
}

/** In whole percent; 100 only when all of it is there. */
export function heldPercent({ count, size }: PieceSet): number {
  return size === 0 ? 100 : Math.floor((count / size) * 100);
}

export function columnsOf(libraries: readonly RoomLibrary[], self: PeerId): RoomColumn[] {
  return libraries.map(({ peerId, name }) => ({ peerId, name, isSelf: peerId === self }));
}

/** Games that spread just now come first, then what most have; a game that the catalog does not know has no row. */
export function describeSpread({ libraries, titleOf, search, limit }: SpreadOptions): Spread {
  const wanted = search.trim().toLocaleLowerCase();
  const known = [...groupByGame(libraries)].flatMap(([gameId, cells]): SpreadGame[] => {
    const title = titleOf(gameId);
    return title === null ? [] : [{ gameId, title, ...cells }];
  });
  const spreading = new Set(known.filter(({ cells }) => cells.some(({ state }) => state === 'partial')));
  const found = known
    .filter(({ title }) => title.toLocaleLowerCase().includes(wanted))
    .toSorted(
      (a, b) =>
        Number(spreading.has(b)) - Number(spreading.has(a)) ||
        b.cells.length - a.cells.length ||
        a.title.localeCompare(b.title, 'en'),
    );
  const games = found.slice(0, limit);
  return { games, spreading: [...spreading], moreGames: found.length - games.length };
}

function groupByGame(libraries: readonly RoomLibrary[]): Map<GameId, Pick<SpreadGame, 'bytes' | 'cells'>> {
  const games = new Map<GameId, Pick<SpreadGame, 'bytes' | 'cells'>>();
  for (const [column, { games: library }] of libraries.entries()) {
    for (const summary of library.values()) {
      const game = games.get(summary.id) ?? { bytes: 0, cells: [] };
      game.cells.push(cellOf(column, summary));
      if (summary.state !== 'other-version') game.bytes = Math.max(game.bytes, summary.bytes);
      games.set(summary.id, game);
    }
  }
  return games;
}

function cellOf(column: number, { state, heldPercent: held = 0 }: GameSummary): SpreadCell {
  return { column, state, percent: state === 'partial' ? held : 100 };
}
