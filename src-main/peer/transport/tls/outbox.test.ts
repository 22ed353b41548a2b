import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.ts';

describe('Outbox', () => {
  it.each([
    ['nothing', [], 10, [], 0],
    ['all there is', [3, 4], 10, [3, 4], 0],
    ['exactly all', [3, 4], 7, [3, 4], 0],
    ['a part of the first', [3, 4], 2, [2], 5],
    ['a part of the second', [3, 4], 5, [3, 2], 2],
    ['nothing when nothing is allowed', [3], 0, [], 3],
  ])('takes %s', (_name, written, maxBytes, taken, left) => {
    const outbox = new Outbox();
    for (const size of written) outbox.add(new Uint8Array(size));
    expect(outbox.take(maxBytes).map(({ length }) => length)).toEqual(taken);
    expect(outbox.queuedBytes).toBe(left);
  });

  it('keeps the order over many rounds', () => {
    const outbox = new Outbox();
    const [sent, taken]: [number[], number[]] = [[], []];
    for (let round = 0; round < 300; round++) {
      const bytes = Uint8Array.from({ length: round % 7 }, (_, at) => (round * 7 + at) & 0xff);
      sent.push(...bytes);
      outbox.add(bytes);
      taken.push(...outbox.take(round % 5).flatMap((part) => [...part]));
    }
    taken.push(...outbox.take(1e6).flatMap((part) => [...part]));
    expect(taken).toEqual(sent);
  });

  it('hands out views', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const outbox = new Outbox();
    outbox.add(bytes);
    expect(outbox.take(2)[0]?.buffer).toBe(bytes.buffer);
  });
});
