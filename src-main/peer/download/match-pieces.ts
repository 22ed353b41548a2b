// Compares pieces of one file on disk with the hashes that they must have.
import { errorCodeOf } from '../disk/error-code.ts';
import type { Hasher } from '../library/hasher.ts';
import type { Piece } from '../rules/pieces.ts';

export type PieceHasher = Pick<Hasher, 'hashPieces'>;

export interface MatchOptions {
  hasher: PieceHasher;
  /** Absolute. */
  file: string;
  /** All of this file. */
  pieces: readonly Piece[];
  /** SHA-256 in hex of every piece of the game. */
  hashes: readonly string[];
  signal: AbortSignal;
  onBytes?: (count: number) => void;
}

/**
 * The indexes of the pieces that are right. What the disk cannot read is not; where it fails in the middle, the rest of
 * the file is looked at piece by piece. Rejects with the signal's reason, or when the hasher itself fails.
 */
export async function matchPieces(options: MatchOptions): Promise<number[]> {
  const { hasher, file, pieces, hashes, signal, onBytes } = options;
  try {
    const ranges = pieces.map(({ offset, length }) => ({ offset, length }));
    const found = await hasher.hashPieces(file, ranges, { signal, urgent: true, ...(onBytes ? { onBytes } : {}) });
    return pieces.filter(({ index }, at) => found[at] === hashes[index]).map(({ index }) => index);
  } catch (error) {
    signal.throwIfAborted();
    if (errorCodeOf(error) === null) throw error;
    if (errorCodeOf(error) !== 'EIO' || pieces.length < 2) return [];
  }
  const right: number[] = [];
  for (const piece of pieces) right.push(...(await matchPieces({ ...options, pieces: [piece] })));
  return right;
}

/** Pieces by the position of their file. */
export function piecesByFile(pieces: readonly Piece[]): Map<number, Piece[]> {
  return Map.groupBy(pieces, ({ file }) => file);
}
