import { describe, expect, it } from 'vitest';
import { createFrameReader, encodeMessage } from './framing.ts';

/** A stream that gives these bytes in parts of the given length. */
function streamOf(bytes: Uint8Array, partLength: number) {
  let at = 0;
  return {
    read: async () => {
      if (at >= bytes.length) return null;
      const part = bytes.subarray(at, at + partLength);
      at += part.length;
      return part;
    },
    readInto: async (target: Uint8Array, onBytes: (count: number) => void) => {
      const part = bytes.subarray(at, at + target.length);
      at += part.length;
      target.set(part);
      onBytes(part.length);
      return part.length;
    },
  };
}

const concat = (...parts: Uint8Array[]) => Buffer.concat(parts);

describe('framing', () => {
  it.each([1, 3, 7, 1000])('reads messages and the bytes behind them from parts of %d bytes', async (partLength) => {
    const bytes = concat(encodeMessage({ a: 'ä' }), encodeMessage([1]), Buffer.from('raw bytes'));
    const reader = createFrameReader(streamOf(bytes, partLength));
    expect(await reader.message(100)).toEqual({ a: 'ä' });
    expect(await reader.message(100)).toEqual([1]);
    let raw = '';
    for (let part = await reader.bytes(4); part !== null; part = await reader.bytes(4)) {
      expect(part.length).toBeLessThanOrEqual(4);
      raw += Buffer.from(part).toString();
    }
    expect(raw).toBe('raw bytes');
    expect(await reader.message(100)).toBeNull();
  });

  it.each([1, 5, 1000])('fills memory with the bytes behind a message, from parts of %d bytes', async (partLength) => {
    const bytes = concat(encodeMessage({ a: 1 }), Buffer.from('raw bytes'));
    const reader = createFrameReader(streamOf(bytes, partLength));
    await reader.message(100);
    let heardBytes = 0;
    const [start, rest] = [Buffer.alloc(4), Buffer.alloc(9)];
    expect(await reader.readInto(start, (count) => (heardBytes += count))).toBe(4);
    expect(await reader.readInto(rest, (count) => (heardBytes += count))).toBe(5);
    expect(start.toString() + rest.toString('utf8', 0, 5)).toBe('raw bytes');
    expect(heardBytes).toBe(9);
  });

  it('goes on where the stream has taken its memory back', async () => {
    const chunk = new Uint8Array(encodeMessage({ a: 1 }));
    const takeBack = () => void structuredClone(chunk.buffer, { transfer: [chunk.buffer] });
    const stream = {
      read: async () => chunk,
      readInto: async (target: Uint8Array) => {
        if (chunk.length > 0) takeBack();
        return target.fill(7).length;
      },
    };
    const reader = createFrameReader(stream);
    expect(await reader.message(100)).toEqual({ a: 1 });
    const target = new Uint8Array(3);
    for (let again = 0; again < 2; again++) expect(await reader.readInto(target, () => {})).toBe(3);
    expect([...target]).toEqual([7, 7, 7]);
  });

  it.each([
    ['a length over the limit', Buffer.from([0, 0, 1, 0])],
    ['the largest length', Buffer.from([255, 255, 255, 255])],
    ['no length', Buffer.from([0, 0, 0, 0])],
    ['a message that is cut off', Buffer.from([0, 0, 0, 9, 123])],
    ['a cut-off length', Buffer.from([0, 0])],
    ['null, which is no message', concat(Buffer.from([0, 0, 0, 4]), Buffer.from('null'))],
    ['something else than JSON', concat(Buffer.from([0, 0, 0, 3]), Buffer.from('{x}'))],
  ])('refuses %s', async (_what, bytes) => {
    await expect(createFrameReader(streamOf(bytes, 1000)).message(200)).rejects.toMatchObject({
      code: 'protocol-error',
    });
  });
});
