// Which games are shown, in which order. Pure; sorting and filtering are apart, so that a keystroke costs one pass.
import type { GameId, GameRow } from '../../src-shared/game.ts';
import { hasUpdate, isInstallBehind } from '../../src-shared/game-version.ts';
import { relevantBytes } from '../game-action.ts';
import { genreText } from '../texts/genres.ts';

export const LIBRARY_FILTERS = ['all', 'local', 'installed'] as const;
export type LibraryFilter = (typeof LIBRARY_FILTERS)[number];
export const SORT_ORDERS = ['title', 'size-desc', 'size-asc', 'status', 'played', 'peers'] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

export interface LibraryCounts {
  all: number;
  local: number;
  installed: number;
}

/** Text for comparing and searching: lower case, without accents, numbers padded so that 2 sorts before 10. */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
}

interface RowKeys {
  title: string;
  haystack: string;
}

const keysByRow = new WeakMap<GameRow, RowKeys>();

/** Rows are never changed in place, so the keys of a row are worked out once. */
function keysOf(row: GameRow): RowKeys {
  const known = keysByRow.get(row);
  if (known !== undefined) return known;
  const title = foldText(row.title);
  const keys = {
    title: title.replace(/\d+/gu, (digits) => digits.padStart(8, '0')),
    haystack: `${title}\n${foldText(row.id)}\n${foldText(genreText(row.genre ?? ''))}\n${initialsOf(title)}`,
  };
  keysByRow.set(row, keys);
  return keys;
}

/** `battle for wesnoth` is also found as `bfw`. */
function initialsOf(title: string): string {
  const words = title.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return words.length > 1 ? words.map((word) => word[0]).join('') : '';
}

type Games = Pick<ReadonlySet<GameId>, 'has'>;
type PlayTimes = Pick<ReadonlyMap<GameId, number>, 'get'>;

const nothingPlayed: PlayTimes = new Map();

/** `busy` come first by status. `lastPlayed` in milliseconds since the epoch. */
export function sortGames(
  rows: Iterable<GameRow>,
  order: SortOrder,
  busy: Games,
  lastPlayed: PlayTimes = nothingPlayed,
): readonly GameRow[] {
  const rank = rankBy(order, busy, lastPlayed);
  const keyed = Array.from(rows, (row) => ({ row, rank: rank(row), title: keysOf(row).title }));
  keyed.sort((a, b) => a.rank - b.rank || (a.title < b.title ? -1 : Number(a.title > b.title)));
  return keyed.map(({ row }) => row);
}

/** Smaller comes first; equal ranks are ordered by title. */
function rankBy(order: SortOrder, busy: Games, lastPlayed: PlayTimes): (row: GameRow) => number {
  switch (order) {
    case 'title':
      return () => 0;
    case 'size-desc':
      return (row) => -(relevantBytes(row) ?? -1);
    case 'size-asc':
      return (row) => relevantBytes(row) ?? Number.MAX_SAFE_INTEGER;
    case 'played':
      return (row) => -(lastPlayed.get(row.id) ?? 0);
    case 'peers':
      return (row) => -row.peerCount;
    case 'status':
      return (row) => statusRank(row, busy.has(row.id));
  }
}

function statusRank(row: GameRow, isBusy: boolean): number {
  if (isBusy) return 0;
  if (hasUpdate(row) || isInstallBehind(row)) return 1;
  if (row.installed) return 2;
  if (row.downloaded) return 3;
  return row.peerCount > 0 ? 4 : 5;
}

/** One pass: the pill, then every word of the search. */
export function filterGames(sorted: readonly GameRow[], filter: LibraryFilter, text: string): readonly GameRow[] {
  const words = foldText(text)
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (filter === 'all' && words.length === 0) return sorted;
  return sorted.filter((row) => passes(row, filter) && words.every((word) => keysOf(row).haystack.includes(word)));
}

function passes(row: GameRow, filter: LibraryFilter): boolean {
  if (filter === 'installed') return row.installed;
  return filter === 'all' || row.downloaded || row.installed;
}

export function countGames(rows: Iterable<GameRow>): LibraryCounts {
  const counts = { all: 0, local: 0, installed: 0 };
  for (const row of rows) {
    counts.all += 1;
    counts.local += Number(row.downloaded || row.installed);
    counts.installed += Number(row.installed);
  }
  return counts;
}
