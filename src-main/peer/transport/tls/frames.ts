// What travels inside the TLS lane: frames with a header of 8 bytes, and payload after those that carry data.
import { kib } from '../limits.ts';

/** `hello` is the first frame of each side; `goodbye` is the last one, when a connection is closed on purpose. */
export type FrameKind = 'hello' | 'data' | 'end' | 'reset' | 'credit' | 'ping' | 'pong' | 'goodbye';

export interface Frame {
  kind: FrameKind;
  /** 0 for what concerns the whole connection. */
  stream: number;
  /** Payload bytes of `data`, granted bytes of `credit`, the version of `hello`; otherwise 0. */
  value: number;
}

/** Hears of everything in the order in which it was sent. */
export interface FrameSink {
  /** Answers whether to go on with what follows. */
  frame: (frame: Frame) => boolean;
  /** A part of the last data frame's payload, of at least one byte; a view of what was read. */
  payload: (bytes: Uint8Array) => void;
  /** What arrived is no frame. */
  garbage: () => void;
}

/** On the wire: stream in 4 bytes, kind in 1, value in 3; big-endian. */
export const headerBytes = 8;
/** No data frame carries more, so that nothing urgent waits behind much. */
export const maxDataBytes = 256 * kib;
export const maxStreamId = 0xffff_ffff;
export const protocolVersion = 1;

const kinds: readonly FrameKind[] = ['hello', 'data', 'end', 'reset', 'credit', 'ping', 'pong', 'goodbye'];

export function encodeFrames(frames: readonly Frame[]): Uint8Array {
  const bytes = new Uint8Array(frames.length * headerBytes);
  const view = new DataView(bytes.buffer);
  for (const [index, { kind, stream, value }] of frames.entries()) {
    view.setUint32(index * headerBytes, stream);
    view.setUint32(index * headerBytes + 4, (kinds.indexOf(kind) + 1) * 2 ** 24 + value);
  }
  return bytes;
}

/** Null when it is no header that the other side may send. */
function decodeHeader(bytes: Uint8Array): Frame | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  const kind = kinds[view.getUint8(4) - 1];
  if (kind === undefined) return null;
  const frame = { kind, stream: view.getUint32(0), value: view.getUint32(4) % 2 ** 24 };
  return isSound(frame) ? frame : null;
}

function isSound({ kind, stream, value }: Frame): boolean {
  switch (kind) {
    case 'data':
      return stream > 0 && value > 0 && value <= maxDataBytes;
    case 'credit':
      return stream > 0 && value > 0;
    case 'end':
    case 'reset':
      return stream > 0 && value === 0;
    case 'hello':
      return stream === 0;
    case 'ping':
    case 'pong':
    case 'goodbye':
      return stream === 0 && value === 0;
  }
}

/** Takes the frames off what arrives, in portions of any size; copies nothing but headers. */
export class FrameReader {
  private readonly header = new Uint8Array(headerBytes);
  private headerUsed = 0;
  private payloadLeft = 0;

  read(chunk: Uint8Array, sink: FrameSink): void {
    for (let at = 0; at < chunk.length;) {
      if (this.payloadLeft > 0) at = this.readPayload(chunk, at, sink);
      else {
        at = this.readHeader(chunk, at);
        if (this.headerUsed === headerBytes && !this.readFrame(sink)) return;
      }
    }
  }

  private readPayload(chunk: Uint8Array, at: number, sink: FrameSink): number {
    const end = Math.min(chunk.length, at + this.payloadLeft);
    this.payloadLeft -= end - at;
    sink.payload(chunk.subarray(at, end));
    return end;
  }

  private readHeader(chunk: Uint8Array, at: number): number {
    const end = Math.min(chunk.length, at + headerBytes - this.headerUsed);
    this.header.set(chunk.subarray(at, end), this.headerUsed);
    this.headerUsed += end - at;
    return end;
  }

  private readFrame(sink: FrameSink): boolean {
    this.headerUsed = 0;
    const frame = decodeHeader(this.header);
    if (frame === null) {
      sink.garbage();
      return false;
    }
    if (frame.kind === 'data') this.payloadLeft = frame.value;
    return sink.frame(frame);
  }
}
