import { describe, expect, it } from 'vitest';
import { PieceSet } from './piece-set.ts';

describe('a set of pieces', () => {
  it.each([0, 1, 7, 8, 9, 31, 32, 33])('counts %i pieces', (size) => {
    const set = PieceSet.full(size);
    expect([set.count, set.isFull, set.has(size), set.has(-1)]).toEqual([size, true, false, false]);
    expect(new PieceSet(size).isFull).toBe(size === 0);
  });

  it('adds and deletes each piece once', () => {
    const set = new PieceSet(10);
    expect([set.add(9), set.add(9), set.has(9), set.count]).toEqual([true, false, true, 1]);
    expect([set.delete(9), set.delete(9), set.has(9), set.count]).toEqual([true, false, false, 0]);
  });

  it.each([-1, 10, 15, 16, 1000])('has no place for piece %i of 10', (index) => {
    const set = new PieceSet(10);
    expect([set.add(index), set.has(index), set.delete(index), set.count]).toEqual([false, false, false, 0]);
  });

  it('ignores bits behind the last piece and refuses another length', () => {
    expect(new PieceSet(3, Uint8Array.of(0xff)).bytes).toEqual(Uint8Array.of(0b111));
    expect(() => new PieceSet(9, Uint8Array.of(1))).toThrow(RangeError);
  });

  it('stands apart from its copy and from the bytes that it was made of', () => {
    const bytes = Uint8Array.of(1);
    const set = new PieceSet(8, bytes);
    bytes[0] = 0;
    const copy = set.copy();
    copy.delete(0);
    expect([set.has(0), copy.has(0), set.count, copy.count]).toEqual([true, false, 1, 0]);
  });
});
