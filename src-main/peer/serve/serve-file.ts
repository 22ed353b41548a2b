// Sends a range of a file as raw bytes behind a head.
import type { FileHandle } from 'node:fs/promises';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { encodeMessage } from '../protocol/framing.ts';
import type { BytesHead } from '../protocol/messages.ts';
import { withReset } from '../room/ask.ts';
import type { ByteStream } from '../transport/transport.ts';

const blockBytes = 256 * 1024;

/** `length` null = to the end of the file. Once the head is out, an abort or a failure resets the stream. */
export async function sendFileRange(
  stream: ByteStream,
  file: FileHandle,
  range: { offset: number; length: number | null },
  signal: AbortSignal,
): Promise<void> {
  const { size } = await file.stat();
  const length = range.length ?? size - range.offset;
  if (range.offset + length > size || length < 0) {
    throw new PeerError('request-refused', `The file ends at byte ${size}.`);
  }
  await withReset(stream, signal, async () => {
    await stream.write(encodeMessage({ ok: true, length } satisfies BytesHead));
    await sendBytes(stream, file, range.offset, length, signal);
    await stream.end();
  });
}

/** The next block is read while the last one is on its way. */
async function sendBytes(
  stream: ByteStream,
  file: FileHandle,
  offset: number,
  length: number,
  signal: AbortSignal,
): Promise<void> {
  const readBlock = async (from: number): Promise<Uint8Array> => {
    const block = Buffer.allocUnsafeSlow(Math.min(blockBytes, length - from));
    const { bytesRead } = await file.read(block, 0, block.length, offset + from);
    if (bytesRead === 0) throw new PeerError('disk-error', 'The file became shorter while it was sent.');
    return bytesRead === block.length ? block : block.subarray(0, bytesRead);
  };
  let next = length > 0 ? readBlock(0) : null;
  for (let sent = 0; next !== null;) {
    signal.throwIfAborted();
    const block = await next;
    sent += block.length;
    next = sent < length ? readBlock(sent) : null;
    // Its failure is met when its turn comes; until then it must not count as unhandled.
    next?.catch(() => undefined);
    await stream.write(block);
  }
}
