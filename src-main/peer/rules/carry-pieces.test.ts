import { expect, it } from 'vitest';
import { carryPieces, type CutFiles } from './carry-pieces.ts';
import { PieceSet } from './piece-set.ts';
import { cutIntoPieces } from './pieces.ts';

const cut = (pieceBytes: number, files: Record<string, number>): CutFiles => ({
  pieceBytes,
  files: Object.entries(files).map(([path, size]) => ({ path, size })),
});

it.each<[string, CutFiles, number[], CutFiles, number[]]>([
  ['the same list', cut(4, { a: 9, b: 4 }), [0, 2, 3], cut(4, { a: 9, b: 4 }), [0, 2, 3]],
  ['a file less before it', cut(4, { a: 9, b: 8 }), [0, 2, 4], cut(4, { b: 8 }), [1]],
  ['a file more before it', cut(4, { b: 8 }), [1], cut(4, { a: 9, b: 8 }), [4]],
  ['another size', cut(4, { a: 9, b: 8 }), [0, 1, 2, 3, 4], cut(4, { a: 8, b: 8 }), [2, 3]],
  ['larger pieces', cut(4, { a: 13 }), [0, 2, 3], cut(8, { a: 13 }), [1]],
  ['smaller pieces', cut(8, { a: 13 }), [1], cut(4, { a: 13 }), [2, 3]],
  ['empty files', cut(4, { a: 0, b: 4 }), [0], cut(4, { a: 0, b: 4, c: 0 }), [0]],
  ['no file in common', cut(4, { a: 4 }), [0], cut(4, { b: 4 }), []],
])('carries over what is in both: %s', (_what, from, has, to, expected) => {
  const have = new PieceSet(cutIntoPieces(from.files, from.pieceBytes).length);
  for (const index of has) have.add(index);
  const carried = carryPieces({ ...from, have }, to);
  expect(Array.from({ length: carried.size }, (_, index) => index).filter((index) => carried.has(index))).toEqual(
    expected,
  );
});
