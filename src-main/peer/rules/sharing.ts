// Decides what this peer announces and serves.
import type { CatalogGame } from '../../../src-shared/game.ts';
import type { GameSummary, SharingState } from './game-summary.ts';
import type { LocalGame } from './local-game.ts';

/** What the room may know of a local game; null when it is none of its business. */
export function summarizeGame(
  entry: CatalogGame | undefined,
  local: LocalGame,
  busy: boolean,
  known: { manifestId: string | null; unpackedBytes: number | null },
): GameSummary | null {
  if (entry === undefined || !local.downloaded || local.version === null) return null;
  const state = sharingState(entry, local.version, busy);
  const { manifestId, unpackedBytes } = known;
  const { id, version, bytes } = local;
  return { id, version, bytes, state, manifestId, ...(unpackedBytes === null ? {} : { unpackedBytes }) };
}

function sharingState(entry: CatalogGame, version: string, busy: boolean): SharingState {
  if (version !== entry.version) return 'other-version';
  return busy ? 'busy' : 'serving';
}

/** A download under way, as far as others may take its pieces. */
export function summarizePartial(
  game: { gameId: string; version: string; totalBytes: number; manifestId: string },
  heldPercent: number,
): GameSummary {
  const { gameId, version, totalBytes, manifestId } = game;
  return { id: gameId, version, bytes: totalBytes, state: 'partial', manifestId, heldPercent };
}
