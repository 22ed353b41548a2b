import { describe, expect, it } from 'vitest';
import { createPiecePicker, type PiecePicker } from './piece-picker.ts';
import { PieceSet } from './piece-set.ts';
import { seededRandom } from './testing/seeded-random.ts';

const randomSeed = Math.floor(Math.random() * 2 ** 31);

function setOf(size: number, ...indexes: number[]): PieceSet {
  const set = new PieceSet(size);
  for (const index of indexes) set.add(index);
  return set;
}

function pickerOf(size: number, have = new PieceSet(size), self: string | null = null): PiecePicker {
  return createPiecePicker(have, seededRandom(randomSeed), self);
}

/** Everything that `take` gives until it gives nothing. */
function takeAll(picker: PiecePicker, source: string): number[] {
  const taken: number[] = [];
  for (let index = picker.take(source); index !== null; index = picker.take(source)) taken.push(index);
  return taken;
}

const sorted = (indexes: readonly number[]) => indexes.toSorted((a, b) => a - b);
const upTo = (size: number) => Array.from({ length: size }, (_, index) => index);
const always = () => true;

describe(`the piece picker, seed ${randomSeed}`, () => {
  it.each([1, 31, 32, 33, 100])('asks each of %i pieces of one source once', (size) => {
    const picker = pickerOf(size);
    picker.setSource('a', PieceSet.full(size), 'complete');
    picker.setSource('b', PieceSet.full(size), 'complete');
    const taken = [picker.take('a') ?? -1, ...takeAll(picker, 'b')];
    expect(sorted(taken)).toEqual(upTo(size));
    expect([picker.take('a'), picker.take('b'), picker.missing]).toEqual([null, null, size]);
  });

  it('asks nobody for what is here, and a source only for what it has', () => {
    const picker = pickerOf(40, setOf(40, 3));
    picker.setSource('a', setOf(40, 3, 5, 39), 'partial');
    expect(sorted(takeAll(picker, 'a'))).toEqual([5, 39]);
    expect([picker.missing, picker.have.count]).toEqual([39, 1]);
  });

  it.each(['complete', 'partial'] as const)('begins anywhere and goes in no order: %s source', (kind) => {
    const firsts = new Set<number>();
    for (let run = 0; run < 50; run++) {
      const picker = createPiecePicker(new PieceSet(100), seededRandom(randomSeed + run));
      picker.setSource('a', PieceSet.full(100), kind);
      const order = takeAll(picker, 'a');
      firsts.add(order[0] ?? -1);
      expect(order).not.toEqual(upTo(100));
    }
    expect(firsts.size).toBeGreaterThan(20);
  });

  it('asks for the rarest first, counting complete and partial sources', () => {
    const picker = pickerOf(6, setOf(6, 0));
    picker.setSource('a', setOf(6, 1, 2, 3, 4, 5), 'partial');
    picker.setSource('b', setOf(6, 1, 2, 3), 'partial');
    picker.setSource('c', setOf(6, 1), 'complete');
    picker.addPieces('b', [4, 4, 99, -1, 0.5]);
    const order = takeAll(picker, 'a');
    expect(order[0]).toBe(5);
    expect(sorted(order.slice(1, 4))).toEqual([2, 3, 4]);
    expect(order[4]).toBe(1);
  });

  it('counts anew when a source says anew what it has, or goes', () => {
    const picker = pickerOf(4, setOf(4, 0));
    picker.setSource('a', setOf(4, 1, 2, 3), 'partial');
    picker.setSource('b', setOf(4, 1, 2), 'partial');
    picker.setSource('b', setOf(4, 2, 3), 'complete');
    expect(picker.take('a')).toBe(1);
    picker.removeSource('b');
    picker.setSource('c', setOf(4, 2), 'partial');
    expect(picker.take('a')).toBe(3);
  });

  it('asks for no rare piece before it has anything to give', () => {
    const first = new Set<number | null>();
    for (let run = 0; run < 40; run++) {
      const picker = createPiecePicker(new PieceSet(3), seededRandom(randomSeed + run));
      picker.setSource('a', PieceSet.full(3), 'partial');
      picker.setSource('b', setOf(3, 1, 2), 'partial');
      first.add(picker.take('a'));
    }
    expect(first).toEqual(new Set([0, 1, 2]));
  });
});

describe('a piece on its way', () => {
  it('is free again when it is given back, once', () => {
    const picker = pickerOf(1);
    picker.setSource('a', PieceSet.full(1), 'complete');
    picker.setSource('b', PieceSet.full(1), 'complete');
    expect([picker.take('a'), picker.take('b')]).toEqual([0, null]);
    picker.giveBack(0, 'b');
    expect(picker.take('b')).toBeNull();
    picker.giveBack(0, 'a');
    picker.giveBack(0, 'a');
    expect([picker.take('b'), picker.take('a')]).toEqual([0, null]);
  });

  it('is free again when its source goes, and stays asked when the source says anew what it has', () => {
    const picker = pickerOf(2);
    picker.setSource('a', PieceSet.full(2), 'partial');
    picker.setSource('b', PieceSet.full(2), 'partial');
    takeAll(picker, 'a');
    picker.setSource('a', PieceSet.full(2), 'complete');
    expect(picker.take('b')).toBeNull();
    picker.removeSource('a');
    expect(sorted(takeAll(picker, 'b'))).toEqual([0, 1]);
  });

  it('counts once, from whomever it came', () => {
    const picker = pickerOf(2);
    picker.setSource('a', PieceSet.full(2), 'complete');
    const first = picker.take('a') ?? -1;
    expect(picker.complete(first, 'stranger')).toEqual({ isNew: true, alsoAsked: ['a'] });
    expect(picker.complete(first, 'a')).toEqual({ isNew: false, alsoAsked: [] });
    picker.giveBack(first, 'a');
    expect([picker.missing, picker.have.has(first), takeAll(picker, 'a')]).toEqual([1, true, [1 - first]]);
  });

  it('is missing again once it turns out wrong', () => {
    const picker = pickerOf(2, PieceSet.full(2));
    picker.setSource('a', PieceSet.full(2), 'complete');
    expect([picker.isUseful('a'), picker.take('a')]).toEqual([false, null]);
    picker.lose(1);
    picker.lose(1);
    expect([picker.missing, picker.isUseful('a'), picker.take('a'), picker.take('a')]).toEqual([1, true, 1, null]);
    expect(picker.complete(1, 'a').isNew).toBe(true);
  });

  it('leaves the set that it began with alone', () => {
    const have = new PieceSet(2);
    const picker = pickerOf(2, have);
    picker.complete(0, 'a');
    expect([have.count, picker.have.count]).toEqual([0, 1]);
  });

  it('is nothing to strangers and has no number out of range', () => {
    const picker = pickerOf(2);
    picker.addPieces('x', [0]);
    picker.removeSource('x');
    picker.giveBack(7, 'x');
    picker.lose(7);
    expect([picker.take('x'), picker.takeDuplicate('x', always), picker.isUseful('x')]).toEqual([null, null, false]);
    expect(picker.complete(7, 'x')).toEqual({ isNew: false, alsoAsked: [] });
    expect(picker.missing).toBe(2);
  });
});

describe('the endgame', () => {
  it('asks a faster source too, once nothing else is left, and two at most', () => {
    const picker = pickerOf(2);
    for (const source of ['slow', 'fast', 'third']) picker.setSource(source, PieceSet.full(2), 'complete');
    const first = picker.take('slow');
    expect(picker.takeDuplicate('fast', always)).toBeNull();
    const second = picker.take('third');
    expect(picker.takeDuplicate('fast', (other) => other === 'slow')).toBe(first);
    expect(picker.takeDuplicate('fast', (other) => other === 'slow')).toBeNull();
    expect(picker.takeDuplicate('third', always)).toBeNull();
    expect(picker.complete(first ?? -1, 'fast')).toEqual({ isNew: true, alsoAsked: ['slow'] });
    picker.giveBack(first ?? -1, 'slow');
    expect([picker.missing, picker.take('slow'), picker.have.has(second ?? -1)]).toEqual([1, null, false]);
  });

  it('asks only who has the piece, and goes on with the one who is left', () => {
    const picker = pickerOf(1);
    picker.setSource('slow', PieceSet.full(1), 'complete');
    picker.setSource('fast', new PieceSet(1), 'partial');
    picker.take('slow');
    expect(picker.takeDuplicate('fast', always)).toBeNull();
    picker.addPieces('fast', [0]);
    expect(picker.takeDuplicate('fast', always)).toBe(0);
    picker.removeSource('slow');
    expect(picker.take('fast')).toBeNull();
    picker.giveBack(0, 'fast');
    expect(picker.take('fast')).toBe(0);
  });
});

describe('a complete source', () => {
  it('is asked first for what no other downloader has', () => {
    const picker = pickerOf(10);
    picker.setSource('seed', PieceSet.full(10), 'complete');
    picker.setSource('other', setOf(10, 0, 1, 2, 3, 4, 5, 6), 'partial');
    picker.setSource('rare', setOf(10, 9), 'complete');
    const order = takeAll(picker, 'seed');
    expect(sorted(order.slice(0, 3))).toEqual([7, 8, 9]);
    expect(order).toHaveLength(10);
  });

  it('is asked by several for different pieces, each as many', () => {
    const ids = ['a', 'b', 'c', 'd'];
    const taken = ids.map((self) => {
      const picker = pickerOf(102, new PieceSet(102), self);
      picker.setSource('seed', PieceSet.full(102), 'complete');
      for (const id of ids) if (id !== self) picker.setSource(id, new PieceSet(102), 'partial');
      return takeAll(picker, 'seed');
    });
    expect(sorted(taken.flat())).toEqual(upTo(102));
    for (const share of taken) expect([25, 26]).toContain(share.length);
  });

  it("gives pieces of others' turns one at a time, and all of them in the end", () => {
    const picker = pickerOf(60, new PieceSet(60), 'self');
    picker.setSource('seed', PieceSet.full(60), 'complete');
    // Two that are downloading too, but never get anything.
    picker.setSource('a', new PieceSet(60), 'partial');
    picker.setSource('b', new PieceSet(60), 'partial');
    const own = takeAll(picker, 'seed');
    expect(own).toHaveLength(20);
    for (const index of own) picker.complete(index, 'seed');
    let steps = 0;
    for (; picker.missing > 0; steps++) {
      const taken = takeAll(picker, 'seed');
      expect(taken).toHaveLength(1);
      picker.complete(taken[0] ?? -1, 'seed');
    }
    expect(steps).toBe(40);
  });

  const withLastPieceOfAnother = () => {
    const picker = pickerOf(40, new PieceSet(40), 'self');
    picker.setSource('seed', PieceSet.full(40), 'complete');
    picker.setSource('a', new PieceSet(40), 'partial');
    for (const index of takeAll(picker, 'seed')) picker.complete(index, 'seed');
    const [last = -1, ...others] = upTo(40).filter((index) => !picker.have.has(index));
    picker.addPieces('a', others);
    return { picker, last };
  };

  it('is not asked for a last piece that is on its way to another, as long as others come in', () => {
    const { picker, last } = withLastPieceOfAnother();
    const asked = [picker.take('a') ?? -1, picker.take('a') ?? -1];
    expect(picker.take('seed')).toBeNull();
    for (const index of asked) picker.giveBack(index, 'a');
    expect(picker.take('seed')).toBe(last);
  });

  it('is asked for it when it does not arrive there', () => {
    const { picker, last } = withLastPieceOfAnother();
    const asked = Array.from({ length: 6 }, () => picker.take('a') ?? -1);
    expect(picker.take('seed')).toBeNull();
    for (const index of asked.slice(0, 3)) picker.complete(index, 'a');
    expect(picker.take('seed')).toBe(last);
  });
  it('is not asked a second time for what comes from another while there is something that only it has', () => {
    const { picker, last } = withLastPieceOfAnother();
    const asked = takeAll(picker, 'a');
    expect(picker.takeDuplicate('seed', always)).toBeNull();
    picker.addPieces('a', [last]);
    expect(asked).toContain(picker.takeDuplicate('seed', always));
  });
});
