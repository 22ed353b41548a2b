// Decides what this peer announces and serves.
import type { CatalogGame } from '../../../src-shared/game.ts';
import type { GameSummary, SharingState } from './game-summary.ts';
import type { LocalGame } from './local-game.ts';

/** What the room may know of a local game; null when it is none of its business. */
export function summarizeGame(entry: CatalogGame | undefined, local: LocalGame, busy: boolean): GameSummary | null {
  if (entry === undefined || !local.downloaded || local.version === null) return null;
  return { id: local.id, version: local.version, bytes: local.bytes, state: sharingState(entry, local.version, busy) };
}

function sharingState(entry: CatalogGame, version: string, busy: boolean): SharingState {
  if (version !== entry.version) return 'other-version';
  return busy ? 'busy' : 'serving';
}
