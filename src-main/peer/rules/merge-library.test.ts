import { describe, expect, it } from 'vitest';
import type { GameSummary } from './game-summary.ts';
import type { LocalGame } from './local-game.ts';
import { mergeRow } from './merge-library.ts';

const entry = { id: 'quux', title: 'Quux', version: '20240101' };
const local = (more: Partial<LocalGame>): LocalGame => ({
  id: 'quux',
  downloaded: false,
  version: null,
  bytes: 0,
  installed: false,
  installedVersion: null,
  ...more,
});
const remote = (more: Partial<GameSummary> = {}): GameSummary => ({
  id: 'quux',
  version: '20240101',
  bytes: 100,
  state: 'serving',
  manifestId: null,
  ...more,
});

describe('mergeRow', () => {
  it('has no row for what nobody has', () => {
    expect(mergeRow(entry, undefined, [], false)).toBeNull();
    expect(mergeRow(entry, local({}), [], false)).toBeNull();
  });

  it.each([
    ['downloaded', { downloaded: true, version: '20240101', bytes: 5 }, 'Ready'],
    ['downloaded and installed', { downloaded: true, version: '20240101', installed: true }, 'Ready'],
    ['installed only', { installed: true }, 'LocalOnly'],
  ])('says what is here: %s', (_what, facts, availability) => {
    expect(mergeRow(entry, local(facts), [], false)).toMatchObject({ availability, peerCount: 0, remoteBytes: null });
  });

  it('counts as sources only peers that serve the version of the catalog', () => {
    const others = [remote(), remote({ state: 'busy' }), remote({ version: '20200101', state: 'other-version' })];
    expect(mergeRow(entry, undefined, others, false)).toMatchObject({
      peerCount: 1,
      otherVersionPeerCount: 1,
      availability: null,
    });
  });

  it('counts those that are still downloading only where nobody has it all', () => {
    const partial = remote({ state: 'partial' });
    expect(mergeRow(entry, undefined, [remote(), partial, partial], false)?.peerCount).toBe(1);
    expect(mergeRow(entry, undefined, [partial, partial], false)?.peerCount).toBe(2);
  });

  it('keeps the row of a game that is in the download queue', () => {
    expect(mergeRow(entry, undefined, [], true)).toMatchObject({ downloaded: false, peerCount: 0, remoteBytes: null });
  });

  it.each<[string, number | null, (number | undefined)[], number | null]>([
    ['nobody tells', null, [undefined, undefined], null],
    ['one tells', null, [undefined, 40], 40],
    ['most say so', null, [40, 99, 40], 40],
    ['as many say so: the larger', null, [40, 99], 99],
    ['it is here', 7, [40, 40], 7],
  ])('knows what it unpacks to: %s', (_what, here, told, unpackedBytes) => {
    const others = told.map((each) => remote(each === undefined ? {} : { unpackedBytes: each }));
    expect(mergeRow(entry, undefined, others, false, here)?.unpackedBytes).toBe(unpackedBytes);
  });

  it('does not ask those what it unpacks to who have another copy, or another version', () => {
    const others = [
      remote({ bytes: 5, unpackedBytes: 40 }),
      remote({ bytes: 5 }),
      remote({ bytes: 9, unpackedBytes: 99 }),
      remote({ version: '20200101', state: 'other-version', unpackedBytes: 77 }),
    ];
    expect(mergeRow(entry, undefined, others, false)?.unpackedBytes).toBe(40);
  });

  it('promises the size that most peers have, and the larger one of a tie', () => {
    const sizes = (...bytes: number[]) =>
      mergeRow(
        entry,
        undefined,
        bytes.map((size) => remote({ bytes: size })),
        false,
      )?.remoteBytes;
    expect(sizes(1, 2, 1)).toBe(1);
    expect(sizes(1, 2)).toBe(2);
  });
});
