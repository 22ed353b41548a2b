// Whose turn it is to bring a piece into the swarm: agreed by all downloaders without a word between them.
import type { PeerId } from '../../../src-shared/game.ts';
import { emptyWords, setBit, type PieceWords } from './piece-words.ts';

export interface PieceTurns {
  /** Pieces by how many other downloaders come before this peer: at 0 are its own ones. Together they are all pieces. */
  readonly groups: readonly PieceWords[];
  /** Number of other downloaders. */
  readonly others: number;
  add: (other: PeerId) => void;
  remove: (other: PeerId) => void;
}

/**
 * Downloaders do not know what the others are asking a complete source for, and would often ask for the same. So each
 * works out from hashes of the ids an order of all downloaders for each piece, and asks for what is its own turn first.
 * In each run of as many pieces as there are downloaders everybody has one, so all have equally many. `self` null: no
 * turns, every piece is this peer's.
 */
export function createPieceTurns(size: number, self: PeerId | null): PieceTurns {
  const others = new Map<PeerId, number>();
  let groups = groupByTurn(size, 0, []);
  const regroup = () => {
    groups = groupByTurn(size, hashText(self ?? ''), [...others.values()]);
  };
  return {
    get groups() {
      return groups;
    },
    get others() {
      return others.size;
    },
    add: (other) => {
      if (self === null || other === self) return;
      others.set(other, hashText(other));
      regroup();
    },
    remove: (other) => {
      if (others.delete(other)) regroup();
    },
  };
}

function groupByTurn(size: number, self: number, others: readonly number[]): PieceWords[] {
  const count = others.length + 1;
  const groups = Array.from({ length: count }, () => emptyWords(size));
  for (let start = 0; start < size; start += count) {
    const own = mix(self, start);
    const before = others.filter((other) => mix(other, start) > own).length;
    for (let at = 0; at < count && start + at < size; at++) {
      const group = groups[(before - at + count) % count];
      if (group !== undefined) setBit(group, start + at, true);
    }
  }
  return groups;
}

/** FNV-1a. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** Looks random for each pair; the last steps of MurmurHash3. */
function mix(peer: number, run: number): number {
  let hash = peer ^ Math.imul(run + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
