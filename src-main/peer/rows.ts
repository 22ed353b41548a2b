// The merged list as the interface sees it.
import type { GameId, GameRow } from '../../src-shared/game.ts';
import type { LibraryChange } from '../../src-shared/peer-event.ts';
import type { PeerContext } from './context.ts';
import { mergeRow } from './rules/merge-library.ts';

type RowSources = Pick<PeerContext, 'catalog' | 'folder' | 'registry' | 'queue'>;

/** null for a game that nobody has and nobody wants, or that is not in the catalog. */
function rowOf({ catalog, folder, registry, queue }: RowSources, gameId: GameId): GameRow | null {
  const entry = catalog.get(gameId);
  if (entry === undefined) return null;
  const { library, sizes } = folder() ?? {};
  const unpackedBytes = sizes?.bytesOf(gameId) ?? null;
  return mergeRow(entry, library?.get(gameId), registry.holders(gameId), queue.has(gameId), unpackedBytes);
}

/** Every game that this disk or the room has, by title. */
export function listRows(context: RowSources): GameRow[] {
  const rows = [...context.catalog.keys()].flatMap((gameId) => rowOf(context, gameId) ?? []);
  return rows.toSorted((a, b) => a.title.localeCompare(b.title, 'en'));
}

/** What became of these games. */
export function describeChange(context: RowSources, gameIds: Iterable<GameId>): LibraryChange {
  const change: LibraryChange = { games: [], removed: [] };
  for (const gameId of gameIds) {
    const row = rowOf(context, gameId);
    if (row !== null) change.games.push(row);
    else if (context.catalog.has(gameId)) change.removed.push(gameId);
  }
  return change;
}
