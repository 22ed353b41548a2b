// Frames survive the way, however it cuts them, and what is no frame or out of place is refused.
import { expect, test } from 'vitest';
import { FrameSequence } from './frame-sequence.ts';
import { encodeFrame, encodeFrameHead, FrameParser, type WireFrame } from './frame-wire.ts';

const bytes = Buffer.from('some bytes of a file');
const frames: WireFrame[] = [
  { kind: 'directory', path: 'тест' },
  { kind: 'file-begin', path: 'тест/файл', size: bytes.length, crc32: 0xffffffff },
  { kind: 'bytes', bytes },
  { kind: 'file-end' },
  { kind: 'file-begin', path: 'empty', size: 0, crc32: null },
  { kind: 'file-end' },
  { kind: 'end' },
];

const wire = Buffer.concat(
  frames.map((frame) =>
    frame.kind === 'bytes'
      ? Buffer.concat([encodeFrameHead('bytes', frame.bytes.length), frame.bytes])
      : encodeFrame(frame),
  ),
);

/** Bytes that came in several pieces are put together again. */
function parseInPieces(pieceBytes: number): WireFrame[] {
  const parser = new FrameParser();
  const parsed: WireFrame[] = [];
  for (let offset = 0; offset < wire.length; offset += pieceBytes) {
    for (const frame of parser.parse(wire.subarray(offset, offset + pieceBytes))) {
      const last = parsed.at(-1);
      if (frame.kind === 'bytes' && last?.kind === 'bytes') last.bytes = Buffer.concat([last.bytes, frame.bytes]);
      else parsed.push(frame.kind === 'bytes' ? { kind: 'bytes', bytes: Buffer.from(frame.bytes) } : frame);
    }
  }
  return parsed;
}

test('frames come out as they went in, wherever the way cuts them', () => {
  for (let pieceBytes = 1; pieceBytes <= wire.length; pieceBytes += 1)
    expect(parseInPieces(pieceBytes)).toEqual(frames);
});

const begin = (path: string, size = 0) => encodeFrame({ kind: 'file-begin', path, size, crc32: null });

test.each([
  ['of an unknown kind', Buffer.from([9, 0, 0, 0, 0])],
  ['that is too long', encodeFrameHead('directory', 100_000)],
  ['without its facts', encodeFrameHead('file-begin', 0)],
  ['with a size below zero', begin('f', -1)],
  ['with half a byte', begin('f', 0.5)],
  ['with a path that leads outside', begin('../f')],
  ['with an absolute path', encodeFrame({ kind: 'directory', path: '/etc' })],
])('a frame %s is refused', (_what, chunk) => {
  expect(() => [...new FrameParser().parse(chunk)]).toThrow(RangeError);
});

const file = (size: number): WireFrame => ({ kind: 'file-begin', path: 'f', size, crc32: null });
const some = (length: number): WireFrame => ({ kind: 'bytes', bytes: Buffer.alloc(length) });

test.each<[string, WireFrame[]]>([
  ['bytes before a file', [some(1)]],
  ['more bytes than the file has', [file(3), some(2), some(2)]],
  ['an end before the last byte', [file(3), some(2), { kind: 'file-end' }]],
  ['an end without a file', [{ kind: 'file-end' }]],
  ['a file within a file', [file(3), file(3)]],
  ['a folder within a file', [file(0), { kind: 'directory', path: 'd' }]],
  ['the end within a file', [file(0), { kind: 'end' }]],
  ['anything after the end', [{ kind: 'end' }, file(0)]],
])('%s is refused', (_what, sequence) => {
  const order = new FrameSequence();
  const last = sequence.pop() as WireFrame;
  for (const frame of sequence) order.check(frame);
  expect(() => order.check(last)).toThrow(RangeError);
});

test('frames in order are accepted, and the end is known', () => {
  const order = new FrameSequence();
  for (const frame of frames) {
    expect(order.ended).toBe(false);
    order.check(frame);
  }
  expect(order.ended).toBe(true);
});
