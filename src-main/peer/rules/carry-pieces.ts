// Which pieces of one list of files are here because those of another list are: of files that are in both.
import type { GameFile } from '../../../src-shared/game.ts';
import { PieceSet } from './piece-set.ts';
import { cutIntoPieces } from './pieces.ts';

export interface CutFiles {
  files: readonly GameFile[];
  pieceBytes: number;
}

/** Files are the same by path and size; a piece is here when all of its bytes are, however they were cut. */
export function carryPieces(from: CutFiles & { have: PieceSet }, to: CutFiles): PieceSet {
  const starts = startsOf(from);
  const pieces = cutIntoPieces(to.files, to.pieceBytes);
  const carried = new PieceSet(pieces.length);
  for (const { index, file, offset, length } of pieces) {
    const { path, size } = to.files[file] as GameFile;
    const start = starts.get(path);
    if (start?.size !== size) continue;
    const first = start.index + Math.floor(offset / from.pieceBytes);
    const last = start.index + Math.floor((offset + length - 1) / from.pieceBytes);
    if (hasAll(from.have, first, last)) carried.add(index);
  }
  return carried;
}

/** The first piece of each file. */
function startsOf({ files, pieceBytes }: CutFiles): Map<string, { index: number; size: number }> {
  const starts = new Map<string, { index: number; size: number }>();
  let index = 0;
  for (const { path, size } of files) {
    starts.set(path, { index, size });
    index += Math.ceil(size / pieceBytes);
  }
  return starts;
}

function hasAll(have: PieceSet, first: number, last: number): boolean {
  for (let index = first; index <= last; index++) if (!have.has(index)) return false;
  return true;
}
