import { describe, expect, it } from 'vitest';
import { createPiecePicker } from './piece-picker.ts';
import { cutIntoPieces } from './pieces.ts';

const pieces = cutIntoPieces(
  [
    { path: 'a', size: 30 },
    { path: 'b', size: 20 },
  ],
  10,
);
const everyone = () => true;
const still = () => 0.5;

describe('the piece picker', () => {
  it('hands each piece out once', () => {
    const picker = createPiecePicker(pieces, everyone, Math.random);
    const taken = pieces.map(() => picker.take('x')?.index);
    expect(new Set(taken)).toEqual(new Set([0, 1, 2, 3, 4]));
    expect(picker.take('x')).toBeNull();
    expect(picker.missing).toBe(5);
  });

  it('asks a source only for files that it holds', () => {
    const picker = createPiecePicker(pieces, (source, file) => source === 'all' || file === 1, still);
    expect([picker.take('b')?.file, picker.take('b')?.file, picker.take('b')]).toEqual([1, 1, null]);
    expect(picker.take('all')?.file).toBe(0);
  });

  it('offers a piece again once it was given back, and counts it once', () => {
    const picker = createPiecePicker(pieces.slice(0, 1), everyone, still);
    const first = picker.take('x');
    expect(picker.take('y')).toBeNull();
    if (first === null) throw new Error('nothing to take');
    picker.giveBack(first);
    expect(picker.take('y')).toEqual(first);
    expect(picker.complete(first)).toBe(true);
    expect(picker.complete(first)).toBe(false);
    expect(picker.missing).toBe(0);
  });

  it('does not go through a file from its start', () => {
    const many = cutIntoPieces([{ path: 'a', size: 1000 }], 10);
    const picker = createPiecePicker(many, everyone, Math.random);
    const order = many.map(() => picker.take('x')?.index);
    expect(order).not.toEqual(many.map((piece) => piece.index));
    expect(order.toReversed()).not.toEqual(many.map((piece) => piece.index));
  });
});
