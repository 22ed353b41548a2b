import { describe, expect, it } from 'vitest';
import { ReceiveQueue } from './receive-queue.ts';
import { ConnectionClosedError } from './transport.ts';

describe('ReceiveQueue', () => {
  it('gathers small chunks that nobody reads, in order, and says what was consumed', async () => {
    let consumedBytes = 0;
    const queue = new ReceiveQueue((byteCount) => (consumedBytes += byteCount));
    let released = 0;
    const sent: number[] = [];
    for (let index = 0; index < 20_000; index++) {
      sent.push(index & 0xff);
      queue.push(Uint8Array.of(index & 0xff), () => released++);
    }
    queue.end();
    const got: number[] = [];
    let chunks = 0;
    for (let bytes = await queue.read(); bytes !== null; bytes = await queue.read()) {
      got.push(...bytes);
      chunks += 1;
    }
    expect(got).toEqual(sent);
    expect(chunks).toBeLessThan(10);
    expect(consumedBytes).toBe(20_000);
    expect(released).toBe(20_000);
  });

  it('joins nothing to what the reader already has', async () => {
    const queue = new ReceiveQueue(() => {});
    queue.push(Uint8Array.of(1));
    queue.push(Uint8Array.of(2));
    queue.push(Uint8Array.of(3));
    expect(await queue.read()).toEqual(Uint8Array.of(1));
    const held = await queue.read();
    queue.push(Uint8Array.of(4));
    expect(held).toEqual(Uint8Array.of(2, 3));
    expect(await queue.read()).toEqual(Uint8Array.of(4));
  });

  it('releases a large chunk with the next read, and waiting ones when cut off', async () => {
    const queue = new ReceiveQueue(() => {});
    const released: number[] = [];
    for (const index of [1, 2, 3]) queue.push(new Uint8Array(2000), () => released.push(index));
    await queue.read();
    expect(released).toEqual([]);
    await queue.read();
    expect(released).toEqual([1]);
    queue.fail(new ConnectionClosedError('reset', 'cut off'));
    expect(released).toEqual([1, 3]);
  });

  it('fills memory from what waits and from what comes, keeps the rest, and releases what was used up', async () => {
    let consumedBytes = 0;
    const queue = new ReceiveQueue((byteCount) => (consumedBytes += byteCount));
    const released: string[] = [];
    queue.push(Uint8Array.of(1, 2), () => released.push('first'));
    const target = new Uint8Array(5);
    const heard: number[] = [];
    const filling = queue.readInto(target, (count) => heard.push(count));
    expect(released).toEqual(['first']);
    expect(queue.offer(Uint8Array.of(3, 4))).toBe(2);
    expect(queue.offer(Uint8Array.of(5, 6, 7))).toBe(1);
    queue.push(Uint8Array.of(6, 7), () => released.push('rest'));
    expect(await filling).toBe(5);
    expect([...target]).toEqual([1, 2, 3, 4, 5]);
    expect(heard).toEqual([2, 2, 1]);
    expect(consumedBytes).toBe(5);

    const one = new Uint8Array(1);
    expect(await queue.readInto(one, () => {})).toBe(1);
    expect([...one]).toEqual([6]);
    expect(released).toEqual(['first']);
    // What is left of a chunk that small ones were gathered in must not be written over.
    queue.push(Uint8Array.of(8), () => {});
    expect(await queue.read()).toEqual(Uint8Array.of(7));
    expect(await queue.read()).toEqual(Uint8Array.of(8));
    expect(released).toEqual(['first', 'rest']);
  });

  it('offers nothing past what waits already, nor to a plain read', async () => {
    const queue = new ReceiveQueue(() => {});
    expect(queue.offer(Uint8Array.of(1))).toBe(0);
    const reading = queue.read();
    expect(queue.offer(Uint8Array.of(1))).toBe(0);
    queue.push(Uint8Array.of(1));
    expect(await reading).toEqual(Uint8Array.of(1));
    queue.push(Uint8Array.of(2));
    queue.end();
    expect(await queue.readInto(new Uint8Array(3), () => {})).toBe(1);
  });
});
