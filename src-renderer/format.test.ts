// Numbers as text.
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatRate,
  formatTimeOfDay,
  formatVersion,
} from './format.ts';

describe('formatBytes', () => {
  it.each([
    [-1, '0 B'],
    [0, '0 B'],
    [999, '999 B'],
    [999.6, '1 KB'],
    [1000, '1 KB'],
    [999_499, '999 KB'],
    [999_500, '1 MB'],
    [4_600_000, '4.6 MB'],
    [46_200_000, '46 MB'],
    [999_400_000, '999 MB'],
    [1_000_000_000, '1 GB'],
    [12_400_000_000, '12.4 GB'],
    [124_400_000_000, '124 GB'],
    [3_200_000_000_000, '3.2 TB'],
  ])('%d → %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe('formatDuration', () => {
  it.each([
    [0, '1 s'],
    [9.2, '10 s'],
    [11, '15 s'],
    [54, '55 s'],
    [56, '1 min'],
    [89, '1 min'],
    [91, '2 min'],
    [3599, '1 h'],
    [4800, '1 h 20 min'],
  ])('%d s → %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

it('rounds a share down, so that 100 % means all', () => {
  expect([0, 0.459, 0.999, 1, 1.2].map(formatPercent)).toEqual(['0 %', '45 %', '99 %', '100 %', '100 %']);
});

it('writes rates, counts and versions', () => {
  expect(formatRate(86_000_000)).toBe('86 MB/s');
  expect(formatCount(10_000)).toBe('10,000');
  expect(formatVersion('20250301')).toBe('2025-03-01');
  expect(formatVersion('beta')).toBe('beta');
});

it('writes a time of day with two figures each', () => {
  expect(formatTimeOfDay(new Date(2026, 0, 1, 20, 5).getTime())).toBe('20:05');
  expect(formatTimeOfDay(new Date(2026, 0, 1, 0, 0).getTime())).toBe('00:00');
});

it('writes German numbers and dates with German signs', () => {
  expect(formatBytes(12_400_000_000, 'de')).toBe('12,4 GB');
  expect(formatBytes(999, 'de')).toBe('999 B');
  expect(formatCount(10_000, 'de')).toBe('10.000');
  expect(formatVersion('20250301', 'de')).toBe('01.03.2025');
  expect(formatVersion('beta', 'de')).toBe('beta');
});
