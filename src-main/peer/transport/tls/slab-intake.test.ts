import { describe, expect, it } from 'vitest';
import { kib } from '../limits.ts';
import { keepPart, SlabIntake, SlabPool } from './slab-intake.ts';

const recordBytes = 16 * kib;

function arrive(intake: SlabIntake, fill: number, byteCount = recordBytes): Uint8Array {
  intake.room().fill(fill, 0, byteCount);
  return intake.arrive(byteCount);
}

describe('SlabIntake', () => {
  it('leaves what is kept alone until it is released', () => {
    const intake = new SlabIntake(new SlabPool());
    const kept = Array.from({ length: 40 }, (_, index) => intake.keep(arrive(intake, index)));
    for (const [index, { bytes }] of kept.entries()) {
      expect(bytes.length).toBe(recordBytes);
      expect(bytes.every((byte) => byte === index)).toBe(true);
    }
  });

  it('always has room for a record', () => {
    const intake = new SlabIntake(new SlabPool());
    for (let index = 0; index < 50; index++) {
      expect(intake.room().length).toBeGreaterThanOrEqual(recordBytes);
      intake.keep(arrive(intake, index, 9000 + index));
    }
  });

  it('uses the same memory again', () => {
    const intake = new SlabIntake(new SlabPool());
    const slabs = new Set<ArrayBufferLike>();
    for (let round = 0; round < 100; round++) {
      const kept = Array.from({ length: 10 }, () => intake.keep(arrive(intake, round)));
      for (const { bytes, release } of kept) {
        slabs.add(bytes.buffer);
        release();
      }
    }
    expect(slabs.size).toBeLessThanOrEqual(4);
  });

  it('copies small parts, so that they hold no slab', () => {
    const intake = new SlabIntake(new SlabPool());
    const chunk = arrive(intake, 1);
    const kept = intake.keep(chunk.subarray(0, 100));
    expect(kept.bytes.buffer.byteLength).toBe(100);
    arrive(intake, 2);
    expect(kept.bytes.every((byte) => byte === 1)).toBe(true);
  });
});

describe('keepPart', () => {
  it.each([
    ['copies a small part', 1000, 1000],
    ['holds a large part', 12_000, 16_384],
  ])('%s', (_name, byteCount, heldBytes) => {
    const { bytes } = keepPart(new Uint8Array(16_384).fill(7).subarray(8, 8 + byteCount));
    expect(bytes.buffer.byteLength).toBe(heldBytes);
    expect(bytes).toEqual(new Uint8Array(byteCount).fill(7));
  });
});
