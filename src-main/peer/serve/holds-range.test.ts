import { describe, expect, it } from 'vitest';
import { holdsRange } from './holds-range.ts';
import { makePartial } from './testing/serve-lab.ts';

// Pieces: a.eti 0–2 (the last of 1 byte), sub/b.eti 3, version.ini 4.
const sizes = { 'a.eti': 201, 'empty.dat': 0, 'sub/b.eti': 100, 'version.ini': 9 };

describe('holdsRange', () => {
  it.each([
    ['a whole piece', [0], 'a.eti', 0, 100, true],
    ['the middle of a piece', [0], 'a.eti', 40, 20, true],
    ['the last byte of a piece', [0], 'a.eti', 99, 1, true],
    ['one byte more than a piece', [0], 'a.eti', 0, 101, false],
    ['the byte behind a piece', [0], 'a.eti', 100, 1, false],
    ['the byte before a piece', [1], 'a.eti', 99, 2, false],
    ['a piece in the middle', [1], 'a.eti', 100, 100, true],
    ['two neighbours', [0, 1], 'a.eti', 50, 100, true],
    ['a gap between two', [0, 2], 'a.eti', 50, 151, false],
    ['the short last piece', [2], 'a.eti', 200, 1, true],
    ['the end of the file', [2], 'a.eti', 200, 2, false],
    ['beyond the end', [0, 1, 2, 3, 4], 'a.eti', 201, 1, false],
    ['far beyond the end', [0, 1, 2, 3, 4], 'a.eti', Number.MAX_SAFE_INTEGER, 1, false],
    ['the pieces of another file', [0, 1, 2, 4], 'sub/b.eti', 0, 100, false],
    ['a file in a folder', [3], 'sub/b.eti', 0, 100, true],
    ['the last file', [4], 'version.ini', 0, 9, true],
    ['an empty file', [0, 1, 2, 3, 4], 'empty.dat', 0, 1, false],
    ['a file that is not in the manifest', [0, 1, 2, 3, 4], 'c.eti', 0, 1, false],
    ['another case of a name', [0, 1, 2, 3, 4], 'A.eti', 0, 1, false],
  ])('%s', (_what, have, file, offset, length, expected) => {
    const game = makePartial({ gameDir: '/games' }, 'quux', sizes, { have, pieceBytes: 100 });
    expect(holdsRange(game, file, offset, length)).toBe(expected);
  });

  it('follows what comes and goes', () => {
    const game = makePartial({ gameDir: '/games' }, 'quux', sizes, { pieceBytes: 100 });
    expect(holdsRange(game, 'a.eti', 0, 100)).toBe(false);
    game.have.add(0);
    expect(holdsRange(game, 'a.eti', 0, 100)).toBe(true);
    game.have.delete(0);
    expect(holdsRange(game, 'a.eti', 0, 100)).toBe(false);
  });
});
