// What should not come to a TLS listener: bytes that are no TLS, clients of no room or another, members that break the frames.
import { createHash, randomInt } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { issueMemberCertificate, type RoomCa } from '../../room/certificates.ts';
import { createKeyPem } from '../../room/key-pem.ts';
import type { PeerAddress } from '../transport.ts';
import { connectRawMember } from './raw-tls-member.ts';

function randomBytesOf(seed: number, index: number, length: number): Buffer {
  const roll = createHash('sha512').update(`${seed}:${index}`).digest();
  return Buffer.alloc(length, roll);
}

/** Sends some of each and waits until the listener has hung up on them; the seed is printed. */
export async function throwTlsGarbage(
  at: PeerAddress,
  { room, otherRoom }: { room: RoomCa; otherRoom: RoomCa },
  seed = randomInt(2 ** 31),
): Promise<void> {
  console.log(`garbage seed ${seed}`);
  const callers = Array.from({ length: 20 }, (_, index) => throwBytes(at, randomBytesOf(seed, index, 1 + index * 97)));
  await Promise.all([...callers, callWithout(at), callFrom(at, otherRoom)]);
  for (let index = 0; index < 20; index++) {
    const { socket } = await connectRawMember(at, room);
    socket.write(randomBytesOf(seed, 100 + index, 8 + index * 131));
    await ended(socket);
  }
}

async function throwBytes(at: PeerAddress, bytes: Buffer): Promise<void> {
  const socket = connectTcp(at.port, at.host);
  socket.on('error', () => {});
  socket.end(bytes);
  await ended(socket);
}

async function callWithout(at: PeerAddress): Promise<void> {
  const socket = connectTls({ ...at, rejectUnauthorized: false });
  socket.on('error', () => {});
  await ended(socket);
}

async function callFrom(at: PeerAddress, room: RoomCa): Promise<void> {
  const key = createKeyPem();
  const cert = await issueMemberCertificate(room, key, 'stranger');
  const socket = connectTls({ ...at, key, cert, rejectUnauthorized: false });
  socket.on('error', () => {});
  await ended(socket);
}

/** Resolves when the other side has hung up. */
async function ended(socket: Socket): Promise<void> {
  socket.resume();
  if (!socket.destroyed) await new Promise((resolve) => void socket.once('close', resolve));
}
