// Sends a range of a file as raw bytes behind a head.
import type { FileHandle } from 'node:fs/promises';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { encodeMessage } from '../protocol/framing.ts';
import type { BytesHead } from '../protocol/messages.ts';
import { withReset } from '../room/ask.ts';
import { takeSendBuffer } from '../transport/send-buffers.ts';
import type { ByteStream } from '../transport/transport.ts';
import type { OpenFile } from './open-files.ts';
import type { UploadPlace } from './upload-order.ts';

/** Half of what a stream takes before it makes us wait, so that it still has one while the next is on its way to it. */
const blockBytes = 512 * 1024;
const blocksAhead = 2;
/** Always as long, so that the first block of a piece fits memory that has served the first block of another. */
const headBytes = 64;

/** `length` null = to the end of the file. */
export interface FileRange {
  offset: number;
  length: number | null;
}

/**
 * Reads ahead at once and sends when it is `place`'s turn, which it then passes on. Once the head is out, an abort or a
 * failure resets the stream.
 */
export async function sendFileRange(
  stream: ByteStream,
  { handle, size }: OpenFile,
  range: FileRange,
  place: UploadPlace,
  signal: AbortSignal,
): Promise<void> {
  const length = range.length ?? size - range.offset;
  if (range.offset + length > size || length < 0) {
    throw new PeerError('request-refused', `The file ends at byte ${size}.`);
  }
  const head = encodeMessage({ ok: true, length } satisfies BytesHead, headBytes);
  const blocks = readBlocks(handle, head, range.offset, length);
  const first = await blocks.next();
  await place.turn(signal);
  await withReset(stream, signal, async () => {
    for (let next = first; next.done !== true; next = await blocks.next()) {
      await sendBlock(stream, next.value, place, signal);
    }
    place.leave();
    await stream.end();
  });
}

/** In steps that the limit allows. Takes the block over. */
export async function sendBlock(
  stream: Pick<ByteStream, 'write'>,
  block: Uint8Array,
  place: UploadPlace,
  signal: AbortSignal,
): Promise<void> {
  for (let sent = 0; sent < block.length;) {
    signal.throwIfAborted();
    const count = await place.allow(block.length - sent, signal);
    // A whole buffer is moved to where it is sent; of a part a copy is, because the rest is still ours.
    await stream.write(count === block.length ? block : new Uint8Array(block.subarray(sent, sent + count)));
    sent += count;
  }
}

/**
 * The head and the bytes in order, each block in memory of its own, as `ByteStream.write` wants it. The next ones are
 * read while one is sent.
 */
async function* readBlocks(
  file: FileHandle,
  head: Uint8Array,
  offset: number,
  length: number,
): AsyncGenerator<Uint8Array, void> {
  const reading: Promise<Uint8Array>[] = [];
  let asked = 0;
  const readOn = () => {
    while (reading.length < blocksAhead && asked < length) {
      const count = Math.min(blockBytes, length - asked);
      // The head travels with the first bytes: small files cost one write.
      const block = readBlock(file, asked === 0 ? head : noBytes, offset + asked, count);
      // A failure is met when its turn comes; until then it must not count as unhandled.
      block.catch(() => undefined);
      reading.push(block);
      asked += count;
    }
  };
  if (length === 0) yield head;
  readOn();
  for (let next = reading.shift(); next !== undefined; next = reading.shift()) {
    readOn();
    yield await next;
  }
}

const noBytes = new Uint8Array(0);

async function readBlock(file: FileHandle, head: Uint8Array, offset: number, count: number): Promise<Uint8Array> {
  const block = takeSendBuffer(head.length + count);
  block.set(head);
  for (let filled = 0; filled < count;) {
    const { bytesRead } = await file.read(block, head.length + filled, count - filled, offset + filled);
    if (bytesRead === 0) throw new PeerError('disk-error', 'The file became shorter while it was sent.');
    filled += bytesRead;
  }
  return block;
}
