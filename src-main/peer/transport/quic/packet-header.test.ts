import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createGarbage } from '../testing/garbage.ts';
import { ownIdBytes, quicVersion, readPacketHeader } from './packet-header.ts';

const id = Buffer.from('0102030405060708', 'hex');

interface Long {
  first?: number;
  version?: number;
  destination?: Buffer;
  sourceLength?: number;
  size?: number;
}

function longPacket({
  first = 0xc0,
  version = quicVersion,
  destination = id,
  sourceLength = 8,
  size = 1200,
}: Long): Buffer {
  const packet = Buffer.alloc(size);
  packet[0] = first;
  packet.writeUInt32BE(version, 1);
  packet[5] = destination.length;
  destination.copy(packet, 6);
  packet[6 + destination.length] = sourceLength;
  return packet;
}

function shortPacket(size: number): Buffer {
  const packet = Buffer.alloc(size);
  packet[0] = 0x40;
  id.copy(packet, 1);
  return packet;
}

describe('readPacketHeader', () => {
  it.each<[string, Buffer, boolean]>([
    ['a short header', shortPacket(100), false],
    ['the shortest that can be real', shortPacket(1 + ownIdBytes + 17), false],
    ['a first Initial', longPacket({}), true],
    ['an Initial too small to open', longPacket({ size: 1199 }), false],
    ['an Initial with a destination id too short to open', longPacket({ destination: id.subarray(0, 7) }), false],
    ['a Handshake packet', longPacket({ first: 0xe0 }), false],
    ['the longest ids', longPacket({ destination: Buffer.alloc(20, 9), sourceLength: 20 }), true],
  ])('reads %s', (_name, packet, opens) => {
    const header = readPacketHeader(packet);
    expect(header?.opens).toBe(opens);
    const idLength = (packet[0] ?? 0) & 0x80 ? (packet[5] ?? 0) : ownIdBytes;
    const idAt = (packet[0] ?? 0) & 0x80 ? 6 : 1;
    expect(Buffer.from(header?.key ?? '', 'latin1')).toEqual(packet.subarray(idAt, idAt + idLength));
  });

  it.each<[string, Buffer]>([
    ['an empty datagram', Buffer.alloc(0)],
    ['a tiny one', shortPacket(1 + ownIdBytes + 16)],
    ['one without the fixed bit', Buffer.alloc(1200)],
    ['version negotiation', longPacket({ version: 0 })],
    ['an unknown version', longPacket({ version: 0x6b3343cf })],
    ['a destination id that is too long', longPacket({ destination: Buffer.alloc(21) })],
    ['a source id that is too long', longPacket({ sourceLength: 21 })],
    ['ids that end beyond the datagram', longPacket({ destination: Buffer.alloc(16), sourceLength: 20, size: 40 })],
    ['a destination id that ends beyond the datagram', longPacket({ destination: Buffer.alloc(20), size: 26 })],
  ])('refuses %s', (_name, packet) => {
    expect(readPacketHeader(packet)).toBeNull();
  });

  it('takes any bytes without throwing', () => {
    const seed = randomInt(2 ** 31);
    console.log(`seed ${seed}`);
    for (let index = 0; index < 20_000; index++) {
      const header = readPacketHeader(createGarbage(seed, index));
      if (header !== null) expect(header.key.length).toBeLessThanOrEqual(20);
    }
  });
});
