// What is concluded from the events of a download; without a peer.
import { expect, it } from 'vitest';
import type { DownloadProgress, PeerEvent } from '../../src-shared/peer-event.ts';
import type { PeerProcess } from '../peer-process.ts';
import { assertNoneTwice, longestPauseMs, type Finished } from './transfer-steps.ts';

function peerWith(told: [atMs: number, downloadedBytes: number][]): PeerProcess {
  const events = told.map(([atMs, downloadedBytes]) => ({
    atMs,
    event: { kind: 'download-progress', gameId: 'alpha', downloadedBytes } as DownloadProgress & PeerEvent,
  }));
  return { events } as unknown as PeerProcess;
}

it.each<[string, [number, number][], number, number]>([
  ['nothing told', [], 0, 0],
  ['steady growth', [[100, 1], [200, 2], [300, 3]], 0, 100],
  ['a stretch in which it is told of and does not grow', [[100, 1], [200, 1], [300, 1], [900, 2], [950, 3]], 50, 800],
  ['a pause that counts from the cause only', [[100, 1], [900, 2]], 600, 300],
  ['a pause before the cause', [[0, 1], [900, 2], [1000, 3]], 950, 50],
  ['no growth after the last byte', [[100, 1], [200, 2], [9000, 2]], 0, 100],
])('finds the longest pause: %s', (_what, told, fromMs, expected) => {
  expect(longestPauseMs(peerWith(told), 'alpha', fromMs)).toBe(expected);
}); // prettier-ignore

it('sees what came twice', () => {
  const finished = (bytes: number, ...from: number[]) =>
    ({ bytes, sources: from.map((each) => ({ bytes: each })) }) as unknown as Finished;
  const total = 64 * 2 ** 20;
  assertNoneTwice(finished(total, total / 2, total / 2), total);
  for (const wrong of [finished(total, total, total), finished(total, total / 2), finished(total - 1, total)]) {
    expect(() => assertNoneTwice(wrong, total)).toThrow();
  }
});
