// Curves: the last minute, and the peak of all.
import { expect, it } from 'vitest';
import { chartData, hasCurve, nextHistory, noHistory } from './rate-history.ts';

const at = (history: typeof noHistory, nowMs: number, network: number, disk = 0) =>
  nextHistory(history, { bytesPerSecond: network, writtenBytesPerSecond: disk }, nowMs);

it('keeps a minute, and the peak for longer', () => {
  let history = at(noHistory, 0, 900, 5);
  for (let second = 1; second <= 70; second += 1) history = at(history, second * 1000, 100, 90);
  expect(history.samples[0]?.atMs).toBe(10_000);
  expect([history.samples.length, history.peak]).toEqual([61, 900]);
});

it('has no curve before two samples with a byte in them', () => {
  const first = at(noHistory, 0, 0);
  const none = [noHistory, first, at(first, 500, 0), at(noHistory, 0, 900)];
  expect(none.map(hasCurve)).toEqual([false, false, false, false]);
  expect([at(first, 500, 900), at(first, 500, 0, 9)].map(hasCurve)).toEqual([true, true]);
  // What has stopped for a minute was there all the same.
  expect(hasCurve({ samples: [0, 1].map((atMs) => ({ atMs, network: 0, disk: 0 })), peak: 900 })).toBe(true);
});

it('tells the chart how long ago', () => {
  expect(chartData(at(at(noHistory, 1000, 10, 8), 1500, 20, 9))).toEqual([
    [-0.5, 0],
    [10, 20],
    [8, 9],
  ]);
  expect(chartData(noHistory)).toEqual([[], [], []]);
});

it('leaves a gap where nobody was looking', () => {
  expect(chartData(at(at(noHistory, 0, 10, 8), 20_000, 20, 9))).toEqual([
    [-20, -10, 0],
    [10, null, 20],
    [8, null, 9],
  ]);
});
