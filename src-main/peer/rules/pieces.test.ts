import { describe, expect, it } from 'vitest';
import { cutIntoPieces, maxPieceBytes, minPieceBytes, pieceBytesFor } from './pieces.ts';

const gib = 2 ** 30;

describe('pieceBytesFor', () => {
  it.each([
    [0, minPieceBytes],
    [8191 * minPieceBytes, minPieceBytes],
    [8192 * minPieceBytes, 2 * minPieceBytes],
    [64 * gib, 16 * minPieceBytes],
    [1000 * gib, maxPieceBytes],
  ])('%d bytes → %d', (total, expected) => {
    expect(pieceBytesFor(total)).toBe(expected);
  });
});

describe('cutIntoPieces', () => {
  it.each([
    [0, []],
    [1, [1]],
    [9, [9]],
    [10, [10]],
    [11, [10, 1]],
    [30, [10, 10, 10]],
  ])('cuts a file of %d bytes', (size, lengths) => {
    expect(cutIntoPieces([{ path: 'x', size }], 10).map((piece) => piece.length)).toEqual(lengths);
  });

  it('never spans files and numbers through', () => {
    const files = [11, 0, 5].map((size, index) => ({ path: `f${index}`, size }));
    expect(cutIntoPieces(files, 10)).toEqual([
      { index: 0, file: 0, offset: 0, length: 10 },
      { index: 1, file: 0, offset: 10, length: 1 },
      { index: 2, file: 2, offset: 0, length: 5 },
    ]);
  });
});
