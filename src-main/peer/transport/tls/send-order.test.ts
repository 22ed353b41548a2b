import { describe, expect, it } from 'vitest';
import { kib, mib } from '../limits.ts';
import { SendOrder, type Sender } from './send-order.ts';

const bulk = (name: string, isSendable = true) => ({ name, isSendable, queuedBytes: mib });
const small = (name: string, isSendable = true) => ({ name, isSendable, queuedBytes: kib });

function lineOf<S extends Sender>(...senders: S[]): SendOrder<S> {
  const order = new SendOrder<S>();
  for (const sender of senders) order.add(sender);
  return order;
}

describe('SendOrder', () => {
  it.each([
    ['nobody', [], undefined],
    ['the first', [bulk('a'), bulk('b')], 'a'],
    ['the first that may', [bulk('a', false), bulk('b')], 'b'],
    ['a small one before bulk', [bulk('a'), small('b'), small('c')], 'b'],
    ['no small one that may not', [bulk('a'), small('b', false)], 'a'],
    ['nobody when none may', [bulk('a', false), small('b', false)], undefined],
  ])('lets %s go', (_name, senders, expected) => {
    expect(lineOf(...senders).next()?.name).toBe(expected);
  });

  it('stays with the first even while it pauses or writes again', () => {
    const [a, b] = [bulk('a'), bulk('b')];
    const order = lineOf(a, b);
    order.sent(a, mib);
    a.isSendable = false;
    expect(order.next()).toBe(b);
    a.isSendable = true;
    order.add(a);
    expect(order.next()).toBe(a);
  });

  it('sends a stream to the back of the line after a whole piece', () => {
    const [a, b] = [bulk('a'), bulk('b')];
    const order = lineOf(a, b);
    for (let sent = 0; sent < 16; sent++) {
      expect(order.next()).toBe(a);
      order.sent(a, mib);
    }
    expect(order.next()).toBe(b);
    for (let sent = 0; sent < 16; sent++) order.sent(b, mib);
    expect(order.next()).toBe(a);
  });

  it('forgets who leaves', () => {
    const a = bulk('a');
    const order = lineOf(a);
    order.remove(a);
    order.sent(a, 32 * mib);
    expect(order.next()).toBeNull();
  });
});
