import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { endFrame, frameHeader, FrameReader } from './stream-framing.ts';

function frame(chunks: Uint8Array[]): Uint8Array {
  return Buffer.concat([...chunks.flatMap((chunk) => [frameHeader(chunk.length), chunk]), endFrame()]);
}

function readIn(portionBytes: number, wire: Uint8Array): { payload: Buffer; reader: FrameReader } {
  const reader = new FrameReader();
  const payload: Buffer[] = [];
  for (let at = 0; at < wire.length; at += portionBytes) {
    const portion = wire.slice(at, at + portionBytes);
    const length = reader.strip(portion, portion.length);
    expect(length).not.toBeNull();
    payload.push(Buffer.from(portion.subarray(0, length ?? 0)));
  }
  return { payload: Buffer.concat(payload), reader };
}

describe('FrameReader', () => {
  it.each([1, 2, 3, 4, 5, 7, 64, 1000, 1_000_000])('finds the bytes again in portions of %d', (portionBytes) => {
    const sizes = [1, 3, 4, 5, 300, 65_536, 70_000].filter((size) => portionBytes > 5 || size < 1000);
    const chunks = sizes.map((size, index) => new Uint8Array(size).map((_, at) => (at * 7 + index) & 0xff));
    const { payload, reader } = readIn(portionBytes, frame(chunks));
    expect(payload.equals(Buffer.concat(chunks))).toBe(true);
    expect(reader.isEnded).toBe(true);
  });

  it('finds them in portions of random sizes', () => {
    const seed = randomInt(2 ** 31);
    console.log(`seed ${seed}`);
    let state = seed;
    const roll = (below: number) => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 1) % below;
    for (let round = 0; round < 200; round++) {
      const chunks = Array.from({ length: roll(8) }, () => new Uint8Array(1 + roll(40)).fill(roll(256)));
      const { payload, reader } = readIn(1 + roll(30), frame(chunks));
      expect(payload.equals(Buffer.concat(chunks))).toBe(true);
      expect(reader.isEnded).toBe(true);
    }
  });

  it('is not ended before the whole end frame is there', () => {
    const { reader } = readIn(100, endFrame().subarray(0, 3));
    expect(reader.isEnded).toBe(false);
  });

  it('refuses bytes after the end', () => {
    const reader = new FrameReader();
    const wire = Buffer.concat([endFrame(), Buffer.of(1)]);
    expect(reader.strip(wire, wire.length)).toBeNull();
  });
});
