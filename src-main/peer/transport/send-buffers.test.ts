import { describe, expect, it } from 'vitest';
import { kib, mib } from './limits.ts';
import { giveSendBuffer, takeSendBuffer } from './send-buffers.ts';

describe('send buffers', () => {
  it('gives memory of the same size out again, once', () => {
    const bytes = takeSendBuffer(100 * kib);
    const { buffer } = bytes;
    giveSendBuffer(bytes);
    giveSendBuffer(bytes);
    expect(takeSendBuffer(101 * kib).buffer).not.toBe(buffer);
    expect(takeSendBuffer(100 * kib).buffer).toBe(buffer);
    expect(takeSendBuffer(100 * kib).buffer).not.toBe(buffer);
  });

  it.each<[string, Uint8Array]>([
    ['memory that was made elsewhere', new Uint8Array(128 * kib)],
    ['a part of something', takeSendBuffer(256 * kib).subarray(0, 128 * kib)],
    ['little memory', takeSendBuffer(kib)],
  ])('keeps no %s', (_name, bytes) => {
    giveSendBuffer(bytes);
    expect(takeSendBuffer(bytes.byteLength).buffer).not.toBe(bytes.buffer);
  });

  it('keeps a bounded amount, the newest', () => {
    const all = Array.from({ length: 40 }, () => takeSendBuffer(mib));
    const buffers = all.map(({ buffer }) => buffer);
    for (const bytes of all) giveSendBuffer(bytes);
    const again = Array.from({ length: 40 }, () => takeSendBuffer(mib).buffer);
    const kept = again.filter((buffer) => buffers.includes(buffer));
    expect(new Set(kept)).toEqual(new Set(buffers.slice(-kept.length)));
    expect(kept.length).toBeLessThanOrEqual(16);
    expect(kept.length).toBeGreaterThan(8);
  });
});
