import { describe, expect, it } from 'vitest';
import type { GameSummary } from './game-summary.ts';
import { applyDelta, applySnapshot, diffLibraries, isEmptyDiff, type KnownLibrary } from './library-diff.ts';

const game = (id: string, more: Partial<GameSummary> = {}): GameSummary => ({
  id,
  version: '20240101',
  bytes: 10,
  state: 'serving',
  manifestId: null,
  ...more,
});
const library = (...games: GameSummary[]) => new Map(games.map((entry) => [entry.id, entry]));
const known = (rev: number, ...games: GameSummary[]): KnownLibrary => ({ epoch: 'e', rev, games: library(...games) });

describe('diffLibraries', () => {
  it('names what was added, updated and removed', () => {
    const before = library(game('a'), game('b'), game('c'));
    const after = library(game('a'), game('b', { state: 'busy' }), game('d'));
    expect(diffLibraries(before, after)).toEqual({
      added: [game('d')],
      updated: [game('b', { state: 'busy' })],
      removed: ['c'],
    });
  });

  it.each<[string, Partial<GameSummary>]>([
    ['version', { version: '20250101' }],
    ['bytes', { bytes: 11 }],
    ['state', { state: 'other-version' }],
    ['unpacked size', { unpackedBytes: 5 }],
  ])('sees a change of %s', (_field, change) => {
    expect(isEmptyDiff(diffLibraries(library(game('a')), library(game('a', change))))).toBe(false);
  });

  it('is empty for equal libraries', () => {
    expect(isEmptyDiff(diffLibraries(library(game('a')), library(game('a'))))).toBe(true);
  });
});

describe('applySnapshot', () => {
  it('replaces what is known, whatever another run of the peer had', () => {
    expect(applySnapshot(known(9, game('a')), { epoch: 'new', rev: 1, games: [game('b')] })?.games.has('b')).toBe(true);
  });

  it('refuses an older snapshot of the same run', () => {
    expect(applySnapshot(known(9, game('a')), { epoch: 'e', rev: 8, games: [] })).toBeNull();
  });
});

describe('applyDelta', () => {
  const delta = (fromRev: number, toRev: number, epoch = 'e') => ({
    epoch,
    fromRev,
    toRev,
    added: [game('b')],
    updated: [game('a', { bytes: 99 })],
    removed: ['c'],
  });

  it('applies what follows on what is known', () => {
    const outcome = applyDelta(known(4, game('a'), game('c')), delta(4, 6));
    const expected = { epoch: 'e', rev: 6, games: library(game('a', { bytes: 99 }), game('b')) };
    expect(outcome).toEqual({ kind: 'applied', library: expected });
  });

  it.each([
    ['an old one is ignored', delta(2, 4), 'ignored'],
    ['the same one again is ignored', delta(3, 4), 'ignored'],
    ['one that overlaps is applied', delta(3, 5), 'applied'],
    ['a missing one shows as a gap', delta(5, 6), 'gap'],
    ['another run of the peer shows as a gap', delta(4, 5, 'other'), 'gap'],
  ])('%s', (_what, change, kind) => {
    expect(applyDelta(known(4), change).kind).toBe(kind);
  });
});
