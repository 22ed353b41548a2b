// Frames of a streamed install over one byte stream: a tag, then either a JSON message or counted raw bytes.
import { PeerError } from '../../../src-shared/peer-error.ts';
import { maxFrameBytes } from '../edge/stream-install.ts';
import { encodeMessage, type FrameReader } from './framing.ts';
import { maxStreamControlBytes, maxStreamPlanBytes } from './limits.ts';
import type { StreamControl } from './messages.ts';
import { parseStreamControl } from './parse.ts';

const controlTag = 0;
const bytesTag = 1;
const lengthBytes = 4;
/** Tag and length in front of raw bytes. */
export const bytesHeaderBytes = 1 + lengthBytes;

export function encodeControl(control: StreamControl): Uint8Array {
  const message = encodeMessage(control);
  const frame = new Uint8Array(1 + message.length);
  frame[0] = controlTag;
  frame.set(message, 1);
  return frame;
}

/** In front of `length` raw bytes, at most `maxFrameBytes`. */
export function writeBytesHeader(into: Uint8Array, at: number, length: number): void {
  into[at] = bytesTag;
  new DataView(into.buffer, into.byteOffset).setUint32(at + 1, length);
}

/** Raw bytes may come in smaller parts than they were framed in; they are valid until the next call. */
export type StreamPart = StreamControl | { kind: 'bytes'; bytes: Uint8Array };

/**
 * Answers the next part; null at the end of the stream. Throws `protocol-error` for what is no frame or is cut off, and what
 * the stream throws.
 */
export function createStreamFrameReader(reader: FrameReader): () => Promise<StreamPart | null> {
  let left = 0;
  let planned = false;

  const readLength = async (): Promise<number> => {
    let length = 0;
    for (let read = 0; read < lengthBytes;) {
      const part = await reader.bytes(lengthBytes - read);
      if (part === null) throw cutOff();
      for (const byte of part) length = length * 256 + byte;
      read += part.length;
    }
    if (length === 0 || length > maxFrameBytes) throw refused(`frame of ${length} bytes`);
    return length;
  };

  const readBytes = async (): Promise<StreamPart> => {
    const bytes = await reader.bytes(left);
    if (bytes === null) throw cutOff();
    left -= bytes.length;
    return { kind: 'bytes', bytes };
  };

  const readControl = async (): Promise<StreamPart> => {
    const message = await reader.message(planned ? maxStreamControlBytes : maxStreamPlanBytes);
    if (message === null) throw cutOff();
    const control = parseStreamControl(message);
    if (control.kind === 'plan') planned = true;
    return control;
  };

  return async () => {
    if (left > 0) return readBytes();
    const tag = (await reader.bytes(1))?.[0];
    if (tag === undefined) return null;
    if (tag === controlTag) return readControl();
    if (tag !== bytesTag) throw refused(`frame with the tag ${tag}`);
    left = await readLength();
    return readBytes();
  };
}

const refused = (what: string) => new PeerError('protocol-error', `Another peer sent a ${what}.`);
const cutOff = () => refused('frame that was cut off');
