// Rooms, members and cables for tests of the TLS transport.
import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createRoomCa, issueMemberCertificate, type RoomCa } from '../../room/certificates.ts';
import { createKeyPem } from '../../room/key-pem.ts';
import { createTlsTransport, type TlsTransportOptions } from '../tls/tls-transport.ts';
import type { TransportLab } from '../transport.contract.ts';
import type { PeerAddress, Transport } from '../transport.ts';
import { startTcpRelay, type TcpRelay } from './tcp-relay.ts';
import { throwTlsGarbage } from './tls-garbage.ts';

export interface TlsIdentity {
  keyPem: string;
  certPem: string;
}

export async function createIdentity(room: RoomCa): Promise<TlsIdentity> {
  const keyPem = createKeyPem();
  return { keyPem, certPem: await issueMemberCertificate(room, keyPem, 'member') };
}

const publicKeyOf = ({ keyPem }: TlsIdentity): string =>
  createPublicKey(keyPem).export({ type: 'spki', format: 'pem' }).toString();

export async function createTlsMember(room: RoomCa, options: Partial<TlsTransportOptions> = {}): Promise<Transport> {
  const identity = options.identity ?? (await createIdentity(room));
  return createTlsTransport({
    roomCaPem: room.caCertPem,
    listen: { host: '127.0.0.1', port: 0 },
    ...options,
    identity,
  });
}

/** Takes connections and says nothing. */
export async function startSilentServer(): Promise<{ address: PeerAddress; stop: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

/** Short waits, so that tests of silence do not take long. */
const patience = { idleTimeoutMs: 1500, dialDeadlineMs: 2000 };

export async function createTlsLab(): Promise<TransportLab> {
  const room = await createRoomCa('test room');
  const otherRoom = await createRoomCa('another room');
  const [nearIdentity, farIdentity] = [await createIdentity(room), await createIdentity(room)];
  const near = await createTlsMember(room, { ...patience, identity: nearIdentity });
  const far = await createTlsMember(room, { ...patience, identity: farIdentity });
  const stranger = await createTlsMember(otherRoom, patience);
  const rivalIdentity = await createIdentity(room);
  const silent = await startSilentServer();
  let relay: TcpRelay | null = null;
  return {
    near,
    far,
    stranger,
    createRival: (listen) =>
      createTlsTransport({ identity: rivalIdentity, roomCaPem: room.caCertPem, ...patience, listen }),
    linkTo: async (address) => {
      relay = await startTcpRelay(address);
      return relay.address;
    },
    cut: () => relay?.cut(),
    nobody: silent.address,
    publicKeys: { near: publicKeyOf(nearIdentity), far: publicKeyOf(farIdentity) },
    throwGarbage: async (at) => throwTlsGarbage(at, { room, otherRoom }),
    dispose: async () => {
      await Promise.all([near, far, stranger].map(async (transport) => transport.stop()));
      await relay?.stop();
      await silent.stop();
    },
  };
}
