// Which piece to ask of which source next.
import type { PeerId } from '../../../src-shared/game.ts';
import type { Piece } from './pieces.ts';

export interface PiecePicker {
  /** The next piece for this source, now on its way; null when it has nothing to give at the moment. */
  take: (source: PeerId) => Piece | null;
  /** The piece has arrived whole. Answers false when it had arrived before. */
  complete: (piece: Piece) => boolean;
  /** The piece did not arrive: somebody may be asked again. */
  giveBack: (piece: Piece) => void;
  readonly missing: number;
}

/**
 * Hands out each piece once, in a shuffled order, so that several downloaders of one source do not all hold the same
 * start of a file. `holds` tells whether a source has the right copy of a file.
 */
export function createPiecePicker(
  pieces: readonly Piece[],
  holds: (source: PeerId, file: number) => boolean,
  random: () => number,
): PiecePicker {
  const waiting = shuffle(pieces, random);
  const done = new Set<number>();
  return {
    take: (source) => {
      const at = waiting.findLastIndex((piece) => holds(source, piece.file));
      return at < 0 ? null : (waiting.splice(at, 1)[0] ?? null);
    },
    complete: (piece) => !done.has(piece.index) && done.add(piece.index).has(piece.index),
    giveBack: (piece) => void waiting.push(piece),
    get missing() {
      return pieces.length - done.size;
    },
  };
}

function shuffle(pieces: readonly Piece[], random: () => number): Piece[] {
  const shuffled = [...pieces];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const other = shuffled[j];
    const own = shuffled[i];
    if (other !== undefined && own !== undefined) [shuffled[i], shuffled[j]] = [other, own];
  }
  return shuffled;
}
