// Hashes pieces that an earlier run has written without knowing the hashes that count now.
import type { Piece } from '../rules/pieces.ts';
import { matchPieces, piecesByFile, type PieceHasher } from './match-pieces.ts';

export interface Doubts {
  /** Changes meanwhile. */
  doubtful: ReadonlySet<number>;
  pieces: readonly Piece[];
  /** null as long as nobody knows any. */
  hashes: () => readonly string[] | null;
  /** Absolute. */
  fileOf: (piece: Piece) => string;
  /** Resolves when the writes so far have ended: one of them may leave another piece in doubt. */
  settle: () => Promise<void>;
  accept: (index: number) => void;
  drop: (indexes: readonly number[]) => Promise<number[]>;
}

export interface SettledDoubts {
  right: number[];
  wrong: number[];
}

/** Goes on until nothing is in doubt. What was written meanwhile is in neither list. */
export async function settleDoubts(doubts: Doubts, hasher: PieceHasher, signal: AbortSignal): Promise<SettledDoubts> {
  const { doubtful, accept, drop, settle } = doubts;
  const found: SettledDoubts = { right: [], wrong: [] };
  const hashes = doubts.hashes();
  if (hashes === null) return found;
  await settle();
  while (doubtful.size > 0) {
    const looked = [...doubtful];
    const matching = await hashDoubtful(doubts, hashes, hasher, signal);
    const still = looked.filter((index) => doubtful.has(index));
    const right = still.filter((index) => matching.has(index));
    for (const index of right) accept(index);
    found.right.push(...right);
    const wrong = still.filter((index) => !matching.has(index));
    if (wrong.length > 0) found.wrong.push(...(await drop(wrong)));
    await settle();
  }
  return found;
}

async function hashDoubtful(
  { doubtful, pieces, fileOf }: Doubts,
  hashes: readonly string[],
  hasher: PieceHasher,
  signal: AbortSignal,
): Promise<Set<number>> {
  const right = new Set<number>();
  for (const group of piecesByFile(pieces.filter(({ index }) => doubtful.has(index))).values()) {
    const [first] = group;
    if (first === undefined) continue;
    for (const index of await matchPieces({ hasher, file: fileOf(first), pieces: group, hashes, signal }))
      right.add(index);
  }
  return right;
}
