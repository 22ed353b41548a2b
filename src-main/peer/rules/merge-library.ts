// One list out of the catalog, this disk and the room.
import type { CatalogGame, GameRow } from '../../../src-shared/game.ts';
import { availabilityOf } from './game-state.ts';
import type { GameSummary } from './game-summary.ts';
import type { LocalGame } from './local-game.ts';

/** The row of one game; null when neither this disk nor the room has it and it is not in the download queue either. */
export function mergeRow(
  entry: CatalogGame,
  local: LocalGame | undefined,
  remote: GameSummary[],
  queued: boolean,
  localUnpackedBytes: number | null = null,
): GameRow | null {
  const here = queued || (local !== undefined && (local.downloaded || local.installed));
  if (!here && remote.length === 0) return null;
  const current = remote.filter((game) => game.version === entry.version);
  return {
    ...entry,
    downloaded: local?.downloaded ?? false,
    installed: local?.installed ?? false,
    availability: local === undefined ? null : availabilityOf(local),
    localVersion: local?.version ?? null,
    installedVersion: local?.installedVersion ?? null,
    localBytes: local?.bytes ?? 0,
    peerCount: countSources(current),
    remoteBytes: mostCommonSize(current),
    unpackedBytes: localUnpackedBytes ?? agreedUnpackedBytes(current),
    otherVersionPeerCount: remote.length - current.length,
  };
}

/** Complete copies; where there is none, those that are still being downloaded: together they may hold it all. */
function countSources(games: GameSummary[]): number {
  const count = (state: GameSummary['state']) => games.filter((game) => game.state === state).length;
  return count('serving') || count('partial');
}

/** The size that most peers announce; of equally common ones the larger, so that nobody is promised too little. */
function mostCommonSize(games: GameSummary[]): number | null {
  return mostCommon(games.map(({ bytes }) => bytes));
}

/** Of those alone that have what a download would bring. */
function agreedUnpackedBytes(games: GameSummary[]): number | null {
  const bytes = mostCommonSize(games);
  return mostCommon(games.flatMap((game) => (game.bytes === bytes ? (game.unpackedBytes ?? []) : [])));
}

function mostCommon(sizes: number[]): number | null {
  const votes = new Map<number, number>();
  for (const size of sizes) votes.set(size, (votes.get(size) ?? 0) + 1);
  const best = [...votes].toSorted(([sizeA, a], [sizeB, b]) => b - a || sizeB - sizeA)[0];
  return best?.[0] ?? null;
}
