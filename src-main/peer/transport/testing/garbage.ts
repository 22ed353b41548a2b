// Datagrams that are no packets: random, tiny, truncated, of other versions, with ids of any length.
import { createHash, randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { PeerAddress } from '../transport.ts';

/** Sends some thousand of them; the seed is printed. */
export async function throwGarbage(at: PeerAddress, seed = randomInt(2 ** 31)): Promise<void> {
  console.log(`garbage seed ${seed}`);
  const socket = createSocket('udp4');
  for (let index = 0; index < 3000; index++) {
    const datagram = createGarbage(seed, index);
    await new Promise((resolve) => {
      socket.send(datagram, at.port, at.host, resolve);
    });
  }
  socket.close();
}

export function createGarbage(seed: number, index: number): Buffer {
  const roll = createHash('sha256').update(`${seed}:${index}`).digest();
  const length = roll.readUInt16BE(0) % (index % 3 === 0 ? 64 : 1500);
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = (roll[at % 32] ?? 0) ^ ((at * 31) & 0xff);
  if (length < 24) return bytes;
  if (index % 2 === 0) bytes[0] = 0xc0 | (bytes[0] ?? 0);
  if (index % 4 === 0) bytes.writeUInt32BE(index % 8 === 0 ? 1 : roll.readUInt32BE(4), 1);
  if (index % 8 === 0) {
    bytes[0] = 0xc3;
    bytes[5] = roll[8]! % 24;
  }
  return bytes;
}
