import { describe, expect, it } from 'vitest';
import { windowBytes } from './source-window.ts';

const mib = 2 ** 20;

describe('the window of a source', () => {
  it.each([
    { name: 'nothing known yet', rate: 0, median: 0, piece: mib, expected: 2 * mib },
    { name: 'slower than two pieces a second', rate: mib, median: mib, piece: mib, expected: 2 * mib },
    { name: 'a quarter of a second of a fast one', rate: 20 * mib, median: mib, piece: mib, expected: 5 * mib },
    { name: 'never more than 8 MiB', rate: 1000 * mib, median: mib, piece: mib, expected: 8 * mib },
    { name: 'two of the largest pieces', rate: mib, median: mib, piece: 16 * mib, expected: 32 * mib },
    { name: 'a third of the median', rate: 9 * mib, median: 27 * mib, piece: mib, expected: 2.25 * mib },
    { name: 'less than a third of the median', rate: 9 * mib - 1, median: 27 * mib, piece: mib, expected: mib },
    { name: 'new among known ones', rate: 0, median: mib, piece: mib, expected: mib },
  ])('$name', ({ rate, median, piece, expected }) => {
    const input = { bytesPerSecond: rate, medianBytesPerSecond: median, pieceBytes: piece };
    expect(windowBytes(input)).toBe(expected);
  });
});
