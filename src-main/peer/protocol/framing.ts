// JSON messages with a length prefix (u32, big endian) and raw bytes behind them, over one byte stream.
import { PeerError } from '../../../src-shared/peer-error.ts';

/** The part of a stream that framing needs. */
interface ReadSide {
  read: () => Promise<Uint8Array | null>;
  readInto: (target: Uint8Array, onBytes: (count: number) => void) => Promise<number>;
}

const prefixBytes = 4;
const nothing = new Uint8Array(0);

/** `minBytes`: filled up with blanks to this length in all, where messages of one length are of use. */
export function encodeMessage(message: unknown, minBytes = 0): Uint8Array {
  const body = Buffer.from(JSON.stringify(message).padEnd(minBytes - prefixBytes));
  const framed = Buffer.allocUnsafeSlow(prefixBytes + body.length);
  framed.writeUInt32BE(body.length);
  body.copy(framed, prefixBytes);
  return framed;
}

export interface FrameReader {
  /** The next message, a JSON object or array; null at the end of the stream. `maxBytes` bounds what is held. */
  message: (maxBytes: number) => Promise<object | null>;
  /** The raw bytes that are there, at most `atMost`, at least one; null at the end. Valid until the next call. */
  bytes: (atMost: number) => Promise<Uint8Array | null>;
  /** Fills `target` with raw bytes; resolves with how many, fewer than it takes at the end. `onBytes` hears of each arrival. */
  readInto: (target: Uint8Array, onBytes: (count: number) => void) => Promise<number>;
}

export function createFrameReader(stream: ReadSide): FrameReader {
  let rest: Uint8Array = nothing;

  /** Once it is used up its memory may be gone, and not even an empty part can be cut from it. */
  const takeRest = (atMost: number): Uint8Array => {
    if (rest.length === 0) return nothing;
    const part = rest.subarray(0, atMost);
    rest = rest.subarray(part.length);
    return part;
  };

  const bytes = async (atMost: number): Promise<Uint8Array | null> => {
    if (rest.length === 0) {
      const next = await stream.read();
      if (next === null) return null;
      rest = next;
    }
    return takeRest(atMost);
  };

  const exactly = async (length: number): Promise<Buffer | null> => {
    const target = Buffer.allocUnsafe(length);
    for (let filled = 0; filled < length;) {
      const part = await bytes(length - filled);
      if (part === null && filled === 0) return null;
      if (part === null) throw new PeerError('protocol-error', 'A message from another peer was cut off.');
      target.set(part, filled);
      filled += part.length;
    }
    return target;
  };

  return {
    bytes,
    readInto: async (target, onBytes) => {
      const ready = takeRest(target.length);
      target.set(ready);
      if (ready.length > 0) onBytes(ready.length);
      if (ready.length === target.length) return ready.length;
      return ready.length + (await stream.readInto(target.subarray(ready.length), onBytes));
    },
    message: async (maxBytes) => {
      const prefix = await exactly(prefixBytes);
      if (prefix === null) return null;
      const length = prefix.readUInt32BE(0);
      if (length === 0 || length > maxBytes) {
        throw new PeerError(
          'protocol-error',
          `Another peer sent a message of ${length} bytes; ${maxBytes} are allowed.`,
        );
      }
      return parseJson(await exactly(length));
    },
  };
}

function parseJson(body: Buffer | null): object {
  try {
    const message: unknown = JSON.parse(body?.toString('utf8') ?? '');
    if (typeof message === 'object' && message !== null) return message;
  } catch {
    // Said below, together with what is JSON and yet no message.
  }
  throw new PeerError('protocol-error', 'Another peer sent a message that is no JSON object.');
}
