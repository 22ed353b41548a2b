// Progress: never backwards, calm estimate.
import { expect, it } from 'vitest';
import { downloadProgress } from '../testing/stand-in-snapshots.ts';
import { firstDownloadView, nextDownloadView, nextInstallView } from './progress.ts';

const at = (share: number, rate = 100_000) => ({ ...downloadProgress('x', 1_000_000, share), bytesPerSecond: rate });

it('shows share, rate and time left', () => {
  const view = firstDownloadView(at(0.5), 0);
  expect(view).toMatchObject({ downloadedBytes: 500_000, fraction: 0.5, bytesPerSecond: 100_000, secondsLeft: 5 });
});

it('never goes backwards within one download', () => {
  const view = nextDownloadView(firstDownloadView(at(0.5), 0), at(0.4), 100);
  expect(view.fraction).toBe(0.5);
});

it('starts anew when it is another download', () => {
  const before = firstDownloadView(at(0.5), 0);
  const view = nextDownloadView(before, { ...at(0), totalBytes: 2_000_000 }, 100);
  expect(view.fraction).toBe(0);
});

it('keeps what an earlier run has fetched in sight until the next one knows better', () => {
  const kept = firstDownloadView(at(0.5), 0);
  const asking = nextDownloadView(kept, { ...at(0), totalBytes: 0, phase: 'finding-peers' }, 100);
  expect(asking).toMatchObject({ phase: 'finding-peers', downloadedBytes: 500_000, fraction: 0.5 });
  expect(nextDownloadView(asking, at(0), 200).fraction).toBe(0.5);
  expect(nextDownloadView(asking, { ...at(0), totalBytes: 2_000_000 }, 200).fraction).toBe(0);
});

it('smooths the estimate while the shown rate is the true one', () => {
  const view = nextDownloadView(firstDownloadView(at(0.5, 100_000), 0), at(0.5, 10_000), 200);
  expect(view.bytesPerSecond).toBe(10_000);
  expect(view.averageRate).toBeGreaterThan(90_000);
  expect(view.averageRate).toBeLessThan(100_000);
});

it('follows a lasting change of the rate', () => {
  let view = firstDownloadView(at(0.1, 100_000), 0);
  for (let second = 1; second <= 30; second += 1) view = nextDownloadView(view, at(0.1, 10_000), second * 1000);
  expect(view.averageRate).toBeCloseTo(10_000, -2);
});

it.each([
  ['no rate', { ...at(0.5), bytesPerSecond: 0 }],
  ['another phase', { ...at(0.5), phase: 'verifying' as const }],
])('estimates nothing with %s', (_, progress) => {
  expect(firstDownloadView(progress, 0).secondsLeft).toBeNull();
});

it('has no share while the total is unknown', () => {
  expect(firstDownloadView({ ...at(0), totalBytes: 0 }, 0).fraction).toBeNull();
});

it('keeps install progress from going backwards', () => {
  const first = nextInstallView(undefined, { gameId: 'x', writtenBytes: 60, totalBytes: 100 });
  expect(nextInstallView(first, { gameId: 'x', writtenBytes: 40, totalBytes: 100 }).fraction).toBe(0.6);
  expect(nextInstallView(first, { gameId: 'x', writtenBytes: 0, totalBytes: 200 }).fraction).toBe(0);
});
