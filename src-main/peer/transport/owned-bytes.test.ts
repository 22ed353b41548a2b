import { describe, expect, it } from 'vitest';
import { takeBytes } from './owned-bytes.ts';

describe('takeBytes', () => {
  it('moves a view of a whole buffer', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const own = takeBytes(bytes);
    expect([...own]).toEqual([1, 2, 3]);
    expect(bytes.byteLength).toBe(0);
  });

  it.each([
    ['a part of a buffer', Uint8Array.of(1, 2, 3, 4).subarray(1, 3)],
    ['a pooled Buffer', Buffer.from([2, 3])],
    ['shared memory', new Uint8Array(new SharedArrayBuffer(2)).fill(2)],
    ['WebAssembly memory', new Uint8Array(new WebAssembly.Memory({ initial: 1 }).buffer)],
    ['nothing', new Uint8Array(0)],
  ])('copies %s', (_name, bytes) => {
    const before = [...bytes];
    const own = takeBytes(bytes);
    expect([...own]).toEqual(before);
    expect(own.buffer.byteLength).toBe(before.length);
    expect([...bytes]).toEqual(before);
    expect(own.buffer).not.toBe(bytes.buffer);
  });
});
