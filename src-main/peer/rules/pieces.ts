// How a game is cut into pieces: the unit of request, retry and (later) of verification.
import type { GameFile } from '../../../src-shared/game.ts';

export const minPieceBytes = 2 ** 20;
export const maxPieceBytes = 16 * 2 ** 20;
const maxPieceCount = 8192;

export interface Piece {
  /** Position in the list of all pieces of the game. */
  index: number;
  /** Position of its file in the list of files. */
  file: number;
  offset: number;
  length: number;
}

/** The smallest power of two from 1 MiB that keeps a game under 8,192 pieces, at most 16 MiB. */
export function pieceBytesFor(totalBytes: number): number {
  let size = minPieceBytes;
  while (size < maxPieceBytes && totalBytes / size >= maxPieceCount) size *= 2;
  return size;
}

/** Cuts files into pieces; a piece never spans two files, and an empty file has none. */
export function cutIntoPieces(files: readonly GameFile[], pieceBytes: number): Piece[] {
  const pieces: Piece[] = [];
  for (const [file, { size }] of files.entries()) {
    for (let offset = 0; offset < size; offset += pieceBytes) {
      pieces.push({ index: pieces.length, file, offset, length: Math.min(pieceBytes, size - offset) });
    }
  }
  return pieces;
}
