// Which bytes of a download that is still under way may be sent: those of its verified pieces.
import type { PartialGame } from '../library/partial-games.ts';

interface FilePieces {
  size: number;
  /** Index of its first piece. */
  first: number;
}

const known = new WeakMap<PartialGame, Map<string, FilePieces>>();

/** Whether the whole range lies in the file and in pieces that are here. `length` is at least 1. */
export function holdsRange(game: PartialGame, path: string, offset: number, length: number): boolean {
  const file = filesOf(game).get(path);
  const end = offset + length;
  if (file === undefined || end > file.size) return false;
  const { pieceBytes } = game.manifest;
  const last = file.first + Math.floor((end - 1) / pieceBytes);
  for (let index = file.first + Math.floor(offset / pieceBytes); index <= last; index++) {
    if (!game.have.has(index)) return false;
  }
  return true;
}

/** Looked up for every request, so it is made once per game. */
function filesOf(game: PartialGame): Map<string, FilePieces> {
  const before = known.get(game);
  if (before !== undefined) return before;
  const { files, pieceBytes } = game.manifest;
  const byPath = new Map<string, FilePieces>();
  let first = 0;
  for (const { path, size } of files) {
    byPath.set(path, { size, first });
    first += Math.ceil(size / pieceBytes);
  }
  known.set(game, byPath);
  return byPath;
}
