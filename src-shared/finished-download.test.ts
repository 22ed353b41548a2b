// The list of what has finished.
import { expect, it } from 'vitest';
import { withFinished, type FinishedDownload } from './finished-download.ts';

const noSummary = { bytes: 0, elapsedMs: 1, pieces: 0, mibPerSecond: 0, mbitPerSecond: 0, sources: [] };

const downloaded = (gameId: string, bytes = 100) =>
  ({ kind: 'download-finished', gameId, version: '20240101', ...noSummary, bytes }) as const;
const installed = (gameId: string) =>
  ({ kind: 'install-finished', gameId, version: '20240101', updated: false }) as const;

it('puts the latest first, each game once, and knows what was installed', () => {
  let state: { finished: readonly FinishedDownload[] } = { finished: [] };
  for (const event of [downloaded('a'), downloaded('b'), installed('a'), downloaded('b', 7)]) {
    state = withFinished(state, event);
  }
  expect(state.finished.map(({ gameId, bytes, installed: is }) => [gameId, bytes, is])).toEqual([
    ['b', 7, false],
    ['a', 100, true],
  ]);
});

it('takes in an install straight from the room, and not one from files that were here', () => {
  const streamed = { ...noSummary, bytes: 42 };
  expect(withFinished({ finished: [] }, installed('a')).finished).toEqual([]);
  expect(withFinished({ finished: [] }, { ...installed('a'), streamed }).finished).toMatchObject([
    { gameId: 'a', bytes: 42, installed: true },
  ]);
});
