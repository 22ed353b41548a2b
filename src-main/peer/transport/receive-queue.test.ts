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
});
