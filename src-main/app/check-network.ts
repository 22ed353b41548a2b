// Decides whether a port and a room's folder may be saved for the next start; a refusal says what to do.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { isAbsolute, resolve } from 'node:path';
import type { NetworkSettings } from '../../src-shared/network-settings.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import { hasRoomFiles, loadRoom } from '../peer/room/identity.ts';

/**
 * `wanted` with an absolute folder. What is as `before` is not looked at again, and the peer's own port is not taken.
 * Throws PeerError `port-taken`, `bad-settings` or `bad-state`.
 */
export async function checkNetwork(
  wanted: NetworkSettings,
  before: NetworkSettings,
  ownPort: number,
): Promise<NetworkSettings> {
  const { port, roomDir } = wanted;
  if (port !== null && port !== before.port && port !== ownPort) await checkPort(port);
  const isOther = roomDir !== null && roomDir !== before.roomDir;
  return { port, roomDir: isOther ? await checkRoomDir(roomDir) : roomDir };
}

async function checkPort(port: number): Promise<void> {
  try {
    await bindUdp(port);
    await bindTcp(port);
  } catch (cause) {
    const hint = 'Close the other program that uses it, or choose another port.';
    throw new PeerError('port-taken', `Port ${port} is already in use.`, hint, { cause });
  }
}

async function bindUdp(port: number): Promise<void> {
  const socket = createSocket('udp4');
  try {
    const bound = once(socket, 'listening');
    socket.bind({ port, exclusive: true });
    await bound;
  } finally {
    socket.close();
  }
}

async function bindTcp(port: number): Promise<void> {
  const server = createServer();
  server.listen({ port, host: '0.0.0.0', exclusive: true });
  await once(server, 'listening');
  await new Promise((closed) => void server.close(closed));
}

async function checkRoomDir(path: string): Promise<string> {
  const hint = 'Choose the folder that holds room-ca.cert.pem and room-ca.key.pem, or make a new room.';
  if (!isAbsolute(path)) throw new PeerError('bad-settings', `"${path}" is not a full path.`, hint);
  const folder = resolve(path);
  if (!(await hasRoomFiles(folder))) throw new PeerError('bad-settings', `There is no room in ${folder}.`, hint);
  await loadRoom(folder);
  return folder;
}
