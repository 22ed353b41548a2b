// Sets of piece numbers as 32-bit words: tens of thousands of pieces are compared in microseconds.
import type { PieceSet } from './piece-set.ts';

/** Piece `i` is bit `i % 32` of word `i / 32`. */
export type PieceWords = Uint32Array;

export const emptyWords = (size: number): PieceWords => new Uint32Array(Math.ceil(size / 32));

export function wordsOf({ bytes, size }: PieceSet): PieceWords {
  const words = emptyWords(size);
  for (let at = 0; at < bytes.length; at++) {
    words[at >> 2] = (words[at >> 2] ?? 0) | ((bytes[at] ?? 0) << ((at & 3) * 8));
  }
  return words;
}

export const hasBit = (words: PieceWords, index: number): boolean =>
  ((words[index >> 5] ?? 0) & (1 << (index & 31))) !== 0;

export function setBit(words: PieceWords, index: number, isSet: boolean): void {
  const at = index >> 5;
  const bit = 1 << (index & 31);
  words[at] = isSet ? (words[at] ?? 0) | bit : (words[at] ?? 0) & ~bit;
}

/** Writes what is in both into `into`, which may be one of them; answers how many that are. */
export function intersect(into: PieceWords, a: PieceWords, b: PieceWords): number {
  let count = 0;
  for (let at = 0; at < into.length; at++) {
    const word = (a[at] ?? 0) & (b[at] ?? 0);
    into[at] = word;
    if (word !== 0) count += countBits(word);
  }
  return count;
}

export function anyCommon(a: PieceWords, b: PieceWords): boolean {
  for (let at = 0; at < a.length; at++) if (((a[at] ?? 0) & (b[at] ?? 0)) !== 0) return true;
  return false;
}

/** The number of the `nth` piece of the set, counted from 0; null when there are not so many. */
export function nthBit(words: PieceWords, nth: number): number | null {
  let left = nth;
  for (let at = 0; at < words.length; at++) {
    let word = words[at] ?? 0;
    const count = word === 0 ? 0 : countBits(word);
    if (left >= count) {
      left -= count;
      continue;
    }
    for (; left > 0; left--) word &= word - 1;
    return at * 32 + 31 - Math.clz32(word & -word);
  }
  return null;
}

/** Set bits of one word, the well-known parallel sum. */
function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
