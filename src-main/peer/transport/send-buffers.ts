// Memory for what is sent, used again and again: fresh memory for every write costs the sender more than the encryption.
import { kib, mib } from './limits.ts';

/** Smaller ones are cheap to make. */
const minKeptBytes = 64 * kib;
const maxSpareBytes = 16 * mib;

/** Only memory that was taken here comes back: whoever hands over other memory may still look at it. */
const taken = new WeakSet<ArrayBufferLike>();
const spares: Uint8Array<ArrayBuffer>[] = [];
let spareBytes = 0;

/** Memory of exactly this size with anything in it, to be filled and handed to `ByteStream.write` whole. */
export function takeSendBuffer(byteLength: number): Uint8Array<ArrayBuffer> {
  const index = spares.findLastIndex((spare) => spare.byteLength === byteLength);
  const [spare] = index < 0 ? [] : spares.splice(index, 1);
  if (spare !== undefined) spareBytes -= byteLength;
  const bytes = spare ?? new Uint8Array(byteLength);
  taken.add(bytes.buffer);
  return bytes;
}

/** For transports: these bytes were sent, and nobody looks at them any more. */
export function giveSendBuffer({ buffer, byteLength }: Uint8Array): void {
  if (byteLength < minKeptBytes || byteLength !== buffer.byteLength || !taken.delete(buffer)) return;
  spares.push(new Uint8Array(buffer as ArrayBuffer));
  spareBytes += byteLength;
  while (spareBytes > maxSpareBytes) spareBytes -= spares.shift()?.byteLength ?? spareBytes;
}
