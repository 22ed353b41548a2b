// How many sources hold each piece, kept up to date piece by piece.
import { emptyWords, setBit, type PieceWords } from './piece-words.ts';

export type SourceKind = 'complete' | 'partial';

export interface PieceHolders {
  /** Pieces by the number of sources that hold them: at 0 those that nobody holds. */
  readonly byCount: readonly PieceWords[];
  /** Pieces that no partial source holds. */
  readonly unique: PieceWords;
  add: (index: number, kind: SourceKind) => void;
  remove: (index: number, kind: SourceKind) => void;
}

export function createPieceHolders(size: number): PieceHolders {
  const counts = new Uint16Array(size);
  const partials = new Uint16Array(size);
  const unique = emptyWords(size);
  for (let index = 0; index < size; index++) setBit(unique, index, true);
  const byCount: PieceWords[] = [unique.slice()];

  const change = (index: number, kind: SourceKind, by: number) => {
    const before = counts[index] ?? 0;
    const after = before + by;
    counts[index] = after;
    while (byCount.length <= after) byCount.push(emptyWords(size));
    const [left, entered] = [byCount[before], byCount[after]];
    if (left !== undefined) setBit(left, index, false);
    if (entered !== undefined) setBit(entered, index, true);
    if (kind === 'complete') return;
    partials[index] = (partials[index] ?? 0) + by;
    setBit(unique, index, partials[index] === 0);
  };

  return {
    byCount,
    unique,
    add: (index, kind) => change(index, kind, 1),
    remove: (index, kind) => change(index, kind, -1),
  };
}
