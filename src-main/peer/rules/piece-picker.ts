// Which piece to ask of which source next: rarest first, and of complete sources what no other downloader has yet.
import type { PeerId } from '../../../src-shared/game.ts';
import { createPieceHolders, type SourceKind } from './piece-holders.ts';
import type { PieceSet } from './piece-set.ts';
import { createPieceTurns } from './piece-turns.ts';
import { anyCommon, emptyWords, hasBit, intersect, nthBit, setBit, wordsOf, type PieceWords } from './piece-words.ts';

export interface PiecePicker {
  /** A source and what it has; replaces what was known of it and keeps what it is being asked for. */
  setSource: (source: PeerId, has: PieceSet, kind: SourceKind) => void;
  /** Ignored for a source that was never set. */
  addPieces: (source: PeerId, indexes: readonly number[]) => void;
  /** Forgets a source; what was asked of it may be asked of others. */
  removeSource: (source: PeerId) => void;
  /**
   * The next piece to ask of this source, marked as asked; null when there is none now. After each `complete`,
   * `giveBack`, `lose`, `addPieces`, `setSource` and `removeSource` any source may have something again.
   */
  take: (source: PeerId) => number | null;
  /**
   * Endgame, when `take` has nothing for anybody: a piece that a slower source was asked for and this one has; at most
   * two sources per piece.
   */
  takeDuplicate: (source: PeerId, isSlower: (other: PeerId) => boolean) => number | null;
  /**
   * The piece is here. Answers the other sources that were still asked for it; `isNew` is false when it had been here
   * before.
   */
  complete: (index: number, from: PeerId) => { isNew: boolean; alsoAsked: PeerId[] };
  /** The piece did not come from this source. */
  giveBack: (index: number, source: PeerId) => void;
  /** A piece that was here turned out wrong. */
  lose: (index: number) => void;
  /** Pieces that are here: the picker's own set, which it keeps up to date. */
  readonly have: PieceSet;
  readonly missing: number;
  /** Whether the source has anything that is still missing. */
  isUseful: (source: PeerId) => boolean;
}

const maxAskersPerPiece = 2;
/** Pieces of others' turns that one complete source is asked for at a time: its line stays busy, little is sent twice. */
const maxOutOfTurn = 1;
/** Pieces of its turns that a downloader asks a source for ahead, at the smallest window. */
const maxTurnsAhead = 2;

interface Source {
  kind: SourceKind;
  has: PieceWords;
  asked: Set<number>;
}

/**
 * Copies `have`. `self` is this peer's id, by which downloaders that share a complete source keep out of each other's
 * way; without it they meet by chance.
 */
export function createPiecePicker(have: PieceSet, random: () => number, self: PeerId | null = null): PiecePicker {
  const { size } = have;
  const own = have.copy();
  const missing = wordsOf(own).map((word) => ~word);
  // Missing and asked of nobody.
  const free = missing.slice();
  const sources = new Map<PeerId, Source>();
  const askers = new Map<number, PeerId[]>();
  const holders = createPieceHolders(size);
  const turns = createPieceTurns(size, self);
  const [offered, fresh, turn, tied] = [emptyWords(size), emptyWords(size), emptyWords(size), emptyWords(size)];
  let waitingSince: number | null = null;

  const setPieces = (source: Source, has: PieceWords) => {
    for (let at = 0; at < has.length; at++) {
      // Sources are set again and again with what they had: whole words are passed over.
      if (has[at] === source.has[at]) continue;
      for (let index = at * 32; index < Math.min(size, at * 32 + 32); index++) {
        const isHeld = hasBit(has, index);
        if (isHeld === hasBit(source.has, index)) continue;
        if (isHeld) holders.add(index, source.kind);
        else holders.remove(index, source.kind);
      }
    }
    source.has = has;
  };

  const setKind = (id: PeerId, kind: SourceKind): Source => {
    const known = sources.get(id);
    if (known?.kind === kind) return known;
    if (known !== undefined) setPieces(known, emptyWords(size));
    const source = { kind, has: emptyWords(size), asked: known?.asked ?? new Set<number>() };
    sources.set(id, source);
    if (kind === 'partial') turns.add(id);
    else turns.remove(id);
    return source;
  };

  const addPieces = (id: PeerId, indexes: readonly number[]) => {
    const source = sources.get(id);
    if (source === undefined) return;
    for (const index of indexes) {
      if (!Number.isInteger(index) || index < 0 || index >= size || hasBit(source.has, index)) continue;
      setBit(source.has, index, true);
      holders.add(index, source.kind);
    }
  };

  const removeSource = (id: PeerId) => {
    const source = sources.get(id);
    if (source === undefined) return;
    setPieces(source, emptyWords(size));
    turns.remove(id);
    for (const index of source.asked) giveBack(index, id);
    sources.delete(id);
  };

  const ask = (id: PeerId, source: Source, index: number | null): number | null => {
    if (index === null) return null;
    source.asked.add(index);
    askers.set(index, [...(askers.get(index) ?? []), id]);
    setBit(free, index, false);
    return index;
  };

  const giveBack = (index: number, id: PeerId) => {
    sources.get(id)?.asked.delete(index);
    const others = askers.get(index)?.filter((asker) => asker !== id);
    if (others === undefined) return;
    if (others.length > 0) return void askers.set(index, others);
    askers.delete(index);
    setBit(free, index, hasBit(missing, index));
  };

  /** One of the candidates with the fewest holders, by chance. */
  const pickRarest = (candidates: PieceWords): number | null => {
    for (const words of holders.byCount) {
      const count = intersect(tied, candidates, words);
      if (count > 0) return nthBit(tied, Math.floor(random() * count));
    }
    return null;
  };

  const pickFromPartial = (source: Source): number | null => {
    const count = intersect(offered, free, source.has);
    if (count === 0) return null;
    // With nothing to give to others, any piece soon is worth more than a rare one.
    const isFirst = own.count === 0 && askers.size === 0;
    return isFirst ? nthBit(offered, Math.floor(random() * count)) : pickRarest(offered);
  };

  /**
   * A complete source's line is what everybody waits for while there are pieces that only it can give; so as long as
   * there are any, it is asked for nothing else.
   */
  const pickFromComplete = (source: Source): number | null => {
    if (intersect(offered, free, source.has) === 0) return null;
    const freshCount = intersect(fresh, offered, holders.unique);
    if (freshCount === 0) return pickRarest(offered);
    for (const [before, group] of turns.groups.entries()) {
      if (before > 0 && (source.asked.size >= maxOutOfTurn || isOnItsWay())) return null;
      if (intersect(turn, fresh, group) === 0) continue;
      if (before === 0) waitingSince = null;
      return pickRarest(turn);
    }
    return null;
  };

  /**
   * Whether what only complete sources have, now that no turn of this peer is left, is presumably on its way to those
   * whose turn it is. It is waited for only while enough others come in, and no longer than for what all of them ask ahead.
   */
  const isOnItsWay = (): boolean => {
    if (askers.size <= turns.others / 2) return false;
    waitingSince ??= own.count;
    return own.count - waitingSince <= turns.others * maxTurnsAhead;
  };

  const pickDuplicate = (id: PeerId, { kind, has }: Source, isSlower: (other: PeerId) => boolean): number | null => {
    // What only it has must not wait behind what others give as well.
    const isWanted = kind === 'complete' && turns.others > 0 && intersect(fresh, free, has) > 0;
    if (isWanted && anyCommon(fresh, holders.unique)) return null;
    // The few that may be on their way to others must not put the endgame off.
    for (const other of sources.values()) if (intersect(offered, free, other.has) > turns.others) return null;
    const candidates: number[] = [];
    for (const [index, by] of askers) {
      if (hasBit(has, index) && by.length < maxAskersPerPiece && !by.includes(id) && by.every(isSlower)) {
        candidates.push(index);
      }
    }
    return candidates[Math.floor(random() * candidates.length)] ?? null;
  };

  const complete = (index: number, from: PeerId): { isNew: boolean; alsoAsked: PeerId[] } => {
    const alsoAsked = (askers.get(index) ?? []).filter((asker) => asker !== from);
    for (const id of [from, ...alsoAsked]) sources.get(id)?.asked.delete(index);
    askers.delete(index);
    const isNew = own.add(index);
    if (isNew) {
      setBit(missing, index, false);
      setBit(free, index, false);
    }
    return { isNew, alsoAsked };
  };

  return {
    setSource: (id, has, kind) => setPieces(setKind(id, kind), wordsOf(has)),
    addPieces,
    removeSource,
    take: (id) => {
      const source = sources.get(id);
      if (source === undefined) return null;
      return ask(id, source, source.kind === 'complete' ? pickFromComplete(source) : pickFromPartial(source));
    },
    takeDuplicate: (id, isSlower) => {
      const source = sources.get(id);
      return source === undefined ? null : ask(id, source, pickDuplicate(id, source, isSlower));
    },
    complete,
    giveBack,
    lose: (index) => {
      if (!own.delete(index)) return;
      setBit(missing, index, true);
      setBit(free, index, true);
    },
    have: own,
    get missing() {
      return size - own.count;
    },
    isUseful: (id) => {
      const source = sources.get(id);
      return source !== undefined && anyCommon(missing, source.has);
    },
  };
}
