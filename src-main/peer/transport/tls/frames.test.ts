import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeFrames, FrameReader, headerBytes, maxDataBytes, maxStreamId, type Frame } from './frames.ts';

interface Heard {
  frames: Frame[];
  payload: Buffer;
  isGarbage: boolean;
}

function readIn(portions: Iterable<Uint8Array>): Heard {
  const reader = new FrameReader();
  const parts: Uint8Array[] = [];
  const heard: Heard = { frames: [], payload: Buffer.alloc(0), isGarbage: false };
  for (const portion of portions) {
    reader.read(portion, {
      frame: (frame) => heard.frames.push(frame) > 0,
      payload: (bytes) => parts.push(bytes),
      garbage: () => (heard.isGarbage = true),
    });
    if (heard.isGarbage) break;
  }
  expect(parts.every((part) => part.length > 0)).toBe(true);
  return { ...heard, payload: Buffer.concat(parts) };
}

const frames: Frame[] = [
  { kind: 'hello', stream: 0, value: 1 },
  { kind: 'data', stream: 1, value: 5 },
  { kind: 'credit', stream: 2 ** 31 + 3, value: 0xff_ffff },
  { kind: 'data', stream: maxStreamId, value: 1 },
  { kind: 'end', stream: 7, value: 0 },
  { kind: 'reset', stream: 9, value: 0 },
  { kind: 'ping', stream: 0, value: 0 },
  { kind: 'pong', stream: 0, value: 0 },
  { kind: 'goodbye', stream: 0, value: 0 },
];
const payload = Buffer.from('abcdeZ');
const [first, second, ...rest] = frames as [Frame, Frame, ...Frame[]];
const wire = Buffer.concat([
  encodeFrames([first, second]),
  payload.subarray(0, 5),
  encodeFrames(rest.slice(0, 2)),
  payload.subarray(5),
  encodeFrames(rest.slice(2)),
]);

describe('FrameReader', () => {
  it('reads what was encoded, cut in two at every byte', () => {
    for (let at = 0; at <= wire.length; at++) {
      expect(readIn([wire.subarray(0, at), wire.subarray(at)])).toEqual({ frames, payload, isGarbage: false });
    }
  });

  it.each([1, 2, 3, 7, 8, 9, 1000])('reads it in portions of %d', (size) => {
    const count = Math.ceil(wire.length / size);
    const portions = Array.from({ length: count }, (_, index) => wire.subarray(index * size, (index + 1) * size));
    expect(readIn(portions)).toEqual({ frames, payload, isGarbage: false });
  });

  it('hands payload on as views of what it read', () => {
    const chunk = Buffer.concat([encodeFrames([{ kind: 'data', stream: 1, value: 3 }]), Buffer.from('abc')]);
    const seen: Uint8Array[] = [];
    new FrameReader().read(chunk, { frame: () => true, payload: (bytes) => seen.push(bytes), garbage: () => {} });
    expect(seen.map((bytes) => [bytes.buffer === chunk.buffer, bytes.length])).toEqual([[true, 3]]);
  });

  it('stops where it is told to', () => {
    const heard: string[] = [];
    new FrameReader().read(encodeFrames([first, ...rest]), {
      frame: ({ kind }) => heard.push(kind) < 2,
      payload: () => {},
      garbage: () => {},
    });
    expect(heard).toEqual(['hello', 'credit']);
  });

  it.each<[string, Partial<Frame>]>([
    ['data without bytes', { kind: 'data', stream: 1, value: 0 }],
    ['too much data', { kind: 'data', stream: 1, value: maxDataBytes + 1 }],
    ['data of no stream', { kind: 'data', stream: 0, value: 1 }],
    ['credit of nothing', { kind: 'credit', stream: 1, value: 0 }],
    ['credit of no stream', { kind: 'credit', stream: 0, value: 1 }],
    ['the end of no stream', { kind: 'end', stream: 0 }],
    ['an end with a value', { kind: 'end', stream: 1, value: 1 }],
    ['a reset with a value', { kind: 'reset', stream: 1, value: 1 }],
    ['a ping on a stream', { kind: 'ping', stream: 1 }],
    ['a hello on a stream', { kind: 'hello', stream: 1, value: 1 }],
    ['a goodbye with a value', { kind: 'goodbye', value: 1 }],
  ])('finds %s unsound', (_name, frame) => {
    const bytes = encodeFrames([{ kind: 'ping', stream: 0, value: 0, ...frame }]);
    expect(readIn([bytes])).toMatchObject({ frames: [], isGarbage: true });
  });

  it.each([0, 9, 128, 255])('finds kind %d unsound', (kind) => {
    const bytes = Buffer.alloc(headerBytes);
    bytes[4] = kind;
    expect(readIn([bytes]).isGarbage).toBe(true);
  });

  it('never throws, whatever comes', () => {
    const seed = randomInt(2 ** 31);
    console.log(`seed ${seed}`);
    let state = seed;
    const roll = (below: number) => ((state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 8) % below;
    for (let round = 0; round < 2000; round++) {
      const bytes = Uint8Array.from({ length: roll(64) }, (_, at) => (at % 8 === 4 ? roll(10) : roll(256)));
      readIn([bytes.subarray(0, 20), bytes.subarray(20)]);
    }
  });
});
