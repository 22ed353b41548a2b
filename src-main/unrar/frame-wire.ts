// How the frames of a streamed archive look between the unpacker's process and the host: `kind u8 | length u32LE | body`.
import { maxFrameBytes, type ArchiveFrame } from '../peer/edge/stream-install.ts';
import { maxPathBytes, parseSafePath } from '../peer/rules/safe-path.ts';

/** `end` closes the archive: what has no end is not whole. */
export type WireFrame = ArchiveFrame | { kind: 'end' };

export const frameHeadBytes = 5;

const kinds = { directory: 1, 'file-begin': 2, bytes: 3, 'file-end': 4, end: 5 } as const;
/** Body of `file-begin`: size f64LE, 1 when there is a checksum, checksum u32LE, path. */
const beginBytes = 13;
const longestBody = beginBytes + maxPathBytes;

export function encodeFrameHead(kind: WireFrame['kind'], length: number): Buffer {
  const head = Buffer.allocUnsafe(frameHeadBytes);
  head.writeUInt8(kinds[kind], 0);
  head.writeUInt32LE(length, 1);
  return head;
}

/** Every frame but `bytes`, whose body follows its head as it is. */
export function encodeFrame(frame: Exclude<WireFrame, { kind: 'bytes' }>): Buffer {
  const body = encodeBody(frame);
  return Buffer.concat([encodeFrameHead(frame.kind, body.length), body]);
}

function encodeBody(frame: Exclude<WireFrame, { kind: 'bytes' }>): Buffer {
  if (frame.kind === 'directory') return Buffer.from(frame.path, 'utf8');
  if (frame.kind !== 'file-begin') return Buffer.alloc(0);
  const facts = Buffer.alloc(beginBytes);
  facts.writeDoubleLE(frame.size, 0);
  facts.writeUInt8(frame.crc32 === null ? 0 : 1, 8);
  facts.writeUInt32LE(frame.crc32 ?? 0, 9);
  return Buffer.concat([facts, Buffer.from(frame.path, 'utf8')]);
}

/** Takes frames out of chunks that are cut anywhere. `bytes` frames come out as they arrive, in one piece or several. */
export class FrameParser {
  readonly #head = Buffer.alloc(frameHeadBytes + longestBody);
  #headLength = 0;
  #bytesLeft = 0;

  /** Frames of `bytes` are views into the chunk. Throws RangeError for what is no frame. */
  *parse(chunk: Uint8Array): Generator<WireFrame> {
    for (let offset = 0; offset < chunk.length;) {
      if (this.#bytesLeft > 0) {
        const bytes = chunk.subarray(offset, offset + Math.min(this.#bytesLeft, maxFrameBytes));
        this.#bytesLeft -= bytes.length;
        offset += bytes.length;
        yield { kind: 'bytes', bytes };
      } else {
        offset += this.#collect(chunk, offset);
        const frame = this.#takeFrame();
        if (frame !== null) yield frame;
      }
    }
  }

  /** Answers how many bytes of the chunk belong to the head and body in hand. */
  #collect(chunk: Uint8Array, offset: number): number {
    const piece = chunk.subarray(offset, offset + this.#wanted() - this.#headLength);
    this.#head.set(piece, this.#headLength);
    this.#headLength += piece.length;
    return piece.length;
  }

  #wanted(): number {
    if (this.#headLength < frameHeadBytes || this.#head[0] === kinds.bytes) return frameHeadBytes;
    const length = this.#head.readUInt32LE(1);
    if (length > longestBody) throw new RangeError(`a frame of ${length} bytes`);
    return frameHeadBytes + length;
  }

  #takeFrame(): WireFrame | null {
    if (this.#headLength < frameHeadBytes || this.#headLength < this.#wanted()) return null;
    const kind = this.#head.readUInt8(0);
    const body = this.#head.subarray(frameHeadBytes, this.#headLength);
    this.#headLength = 0;
    if (kind !== kinds.bytes) return decodeFrame(kind, body);
    this.#bytesLeft = this.#head.readUInt32LE(1);
    return null;
  }
}

function decodeFrame(kind: number, body: Buffer): WireFrame {
  if (kind === kinds.directory) return { kind: 'directory', path: checkPath(body.toString('utf8')) };
  if (kind === kinds['file-end']) return { kind: 'file-end' };
  if (kind === kinds.end) return { kind: 'end' };
  if (kind !== kinds['file-begin']) throw new RangeError(`a frame of kind ${kind}`);
  const size = body.readDoubleLE(0);
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`a size of ${size}`);
  const crc32 = body.readUInt8(8) === 0 ? null : body.readUInt32LE(9);
  return { kind: 'file-begin', path: checkPath(body.toString('utf8', beginBytes)), size, crc32 };
}

/** Once more on this side of the border, since what arrives here goes on to other PCs. */
function checkPath(path: string): string {
  if ('refused' in parseSafePath(path)) throw new RangeError('a path that is not safe');
  return path;
}
