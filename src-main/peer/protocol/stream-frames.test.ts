import { describe, expect, it } from 'vitest';
import { maxFrameBytes } from '../edge/stream-install.ts';
import { createFrameReader, encodeMessage } from './framing.ts';
import { maxStreamControlBytes } from './limits.ts';
import type { StreamControl } from './messages.ts';
import {
  bytesHeaderBytes,
  createStreamFrameReader,
  encodeControl,
  writeBytesHeader,
  type StreamPart,
} from './stream-frames.ts';

const rawFrame = (bytes: Uint8Array, length = bytes.length): Uint8Array => {
  const frame = new Uint8Array(bytesHeaderBytes + bytes.length);
  writeBytesHeader(frame, 0, length);
  frame.set(bytes, bytesHeaderBytes);
  return frame;
};

/** Reads what a stream brings that hands it over in steps of `stepBytes`. */
async function readAll(frames: Uint8Array[], stepBytes: number): Promise<StreamPart[]> {
  let rest = Buffer.concat(frames);
  const read = async () => {
    if (rest.length === 0) return null;
    const part = rest.subarray(0, stepBytes);
    rest = rest.subarray(part.length);
    return part;
  };
  const next = createStreamFrameReader(createFrameReader({ read, readInto: async () => 0 }));
  const parts: StreamPart[] = [];
  for (let part = await next(); part !== null; part = await next()) {
    parts.push(part.kind === 'bytes' ? { ...part, bytes: Buffer.from(part.bytes) } : part);
  }
  return parts;
}

const controls: StreamControl[] = [
  { kind: 'plan', archives: [{ name: 'a.eti', solid: true, unpackedBytes: 3, files: 1, directories: 0 }] },
  { kind: 'alive' },
  { kind: 'archive-begin', name: 'a.eti' },
  { kind: 'directory', path: 'maps' },
  { kind: 'file-begin', path: 'maps/ä.bsp', size: 3, crc32: 0xffff_ffff },
];
const ends: StreamControl[] = [
  { kind: 'file-end', crc32: null },
  { kind: 'archive-end' },
  { kind: 'complete' },
  { kind: 'error', code: 'archive-corrupt', message: 'No.' },
];

describe('stream frames', () => {
  it.each([1, 3, 7, 1 << 20])('come through in steps of %i bytes', async (stepBytes) => {
    const bytes = Buffer.from('abc');
    const frames = [...controls.map(encodeControl), rawFrame(bytes), ...ends.map(encodeControl)];
    const parts = await readAll(frames, stepBytes);
    const raw = parts.flatMap((part) => (part.kind === 'bytes' ? [part.bytes] : []));
    expect(Buffer.concat(raw)).toEqual(bytes);
    expect(parts.filter(({ kind }) => kind !== 'bytes')).toEqual([...controls, ...ends]);
  });

  const tagged = (message: unknown) => Buffer.concat([Buffer.of(0), encodeMessage(message)]);

  it.each<[string, Uint8Array[]]>([
    ['an unknown tag', [Buffer.of(7)]],
    ['no bytes', [rawFrame(new Uint8Array(0))]],
    ['more bytes than a frame may have', [rawFrame(new Uint8Array(0), maxFrameBytes + 1)]],
    ['bytes that are cut off', [rawFrame(new Uint8Array(3), 4)]],
    ['half a length', [Buffer.of(1, 0, 0)]],
    ['half a message', [encodeControl({ kind: 'complete' }).subarray(0, 9)]],
    ['an unknown word', [tagged({ kind: 'format-disk' })]],
    ['an absolute path', [tagged({ kind: 'directory', path: '/etc' })]],
    ['a way out', [tagged({ kind: 'file-begin', path: '../x', size: 1, crc32: 1 })]],
    ['a device', [tagged({ kind: 'file-begin', path: 'aux.txt', size: 1, crc32: 1 })]],
    ['a negative size', [tagged({ kind: 'file-begin', path: 'x', size: -1, crc32: 1 })]],
    ['a size that no number holds', [tagged({ kind: 'file-begin', path: 'x', size: 2 ** 60, crc32: 1 })]],
    ['a checksum of 33 bits', [tagged({ kind: 'file-begin', path: 'x', size: 1, crc32: 2 ** 32 })]],
    ['a plan of negative numbers', [tagged({ kind: 'plan', archives: [{ name: 'a.eti', solid: true, unpackedBytes: -1, files: 1, directories: 0 }] })]],
    ['a long word after the plan', [encodeControl(controls[0] as StreamControl), tagged({ kind: 'error', code: 'x', message: 'y'.repeat(maxStreamControlBytes) })]],
  ])('refuse %s', async (_, frames) => {
    await expect(readAll(frames, 1 << 20)).rejects.toMatchObject({ code: 'protocol-error' });
  }); // prettier-ignore
});
