// The difference of two libraries, and how a received difference applies to what is known of a peer.
import type { GameId } from '../../../src-shared/game.ts';
import type { GameSummary, Library, LibraryDelta, LibrarySnapshot } from './game-summary.ts';

export interface LibraryDiff {
  added: GameSummary[];
  updated: GameSummary[];
  removed: GameId[];
}

/** How far a download has come changes nothing about what may be asked for. */
export const isSameOffer = (a: GameSummary, b: GameSummary): boolean =>
  a.version === b.version &&
  a.bytes === b.bytes &&
  a.state === b.state &&
  a.manifestId === b.manifestId &&
  a.unpackedBytes === b.unpackedBytes;

const isSame = (a: GameSummary, b: GameSummary): boolean => isSameOffer(a, b) && a.heldPercent === b.heldPercent;

export function diffLibraries(before: Library, after: Library): LibraryDiff {
  const added: GameSummary[] = [];
  const updated: GameSummary[] = [];
  for (const game of after.values()) {
    const old = before.get(game.id);
    if (old === undefined) added.push(game);
    else if (!isSame(old, game)) updated.push(game);
  }
  return { added, updated, removed: [...before.keys()].filter((id) => !after.has(id)) };
}

export const isEmptyDiff = (diff: LibraryDiff): boolean =>
  diff.added.length + diff.updated.length + diff.removed.length === 0;

/** What is known of a peer's library: its games as of one revision of one run of that peer. */
export interface KnownLibrary {
  epoch: string;
  rev: number;
  games: Library;
}

/** A snapshot replaces what is known, unless it is an older one of the same run. */
export function applySnapshot(known: KnownLibrary | null, snapshot: LibrarySnapshot): KnownLibrary | null {
  if (known !== null && known.epoch === snapshot.epoch && snapshot.rev < known.rev) return null;
  return {
    epoch: snapshot.epoch,
    rev: snapshot.rev,
    games: new Map(snapshot.games.map((game) => [game.id, game])),
  };
}

export type DeltaOutcome = { kind: 'applied'; library: KnownLibrary } | { kind: 'ignored' } | { kind: 'gap' };

/** Idempotent: an old delta is ignored, one that does not follow on what is known is a gap. */
export function applyDelta(known: KnownLibrary, delta: LibraryDelta): DeltaOutcome {
  if (delta.epoch !== known.epoch) return { kind: 'gap' };
  if (delta.toRev <= known.rev) return { kind: 'ignored' };
  if (delta.fromRev > known.rev) return { kind: 'gap' };
  const games = new Map(known.games);
  for (const id of delta.removed) games.delete(id);
  for (const game of [...delta.added, ...delta.updated]) games.set(game.id, game);
  return { kind: 'applied', library: { epoch: known.epoch, rev: delta.toRev, games } };
}
