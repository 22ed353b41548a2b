// What the picker is compared with: the lowest missing piece first, without endgame.
import type { PeerId } from '../../../../src-shared/game.ts';
import type { PiecePicker } from '../piece-picker.ts';
import { PieceSet } from '../piece-set.ts';

export function createInOrderPicker(have: PieceSet): PiecePicker {
  const own = have.copy();
  const asked = new Set<number>();
  const sources = new Map<PeerId, PieceSet>();
  return {
    setSource: (id, has) => void sources.set(id, has.copy()),
    addPieces: (id, indexes) => indexes.forEach((index) => sources.get(id)?.add(index)),
    removeSource: (id) => void sources.delete(id),
    take: (id) => {
      const has = sources.get(id);
      for (let index = 0; index < own.size; index++) {
        if (has?.has(index) === true && !own.has(index) && !asked.has(index)) {
          asked.add(index);
          return index;
        }
      }
      return null;
    },
    takeDuplicate: () => null,
    complete: (index) => ({ isNew: own.add(index), alsoAsked: [] }),
    giveBack: (index) => void asked.delete(index),
    lose: (index) => void own.delete(index),
    have: own,
    get missing() {
      return own.size - own.count;
    },
    isUseful: () => true,
  };
}
