// Rooms, members and cables for tests of the QUIC transport.
import { createSocket } from 'node:dgram';
import { createRoomCa, issueMemberCertificate, type RoomCa } from '../../room/certificates.ts';
import { createKeyPem } from '../../room/key-pem.ts';
import { createQuicTransport, type QuicTransportOptions } from '../quic/quic-transport.ts';
import type { TransportLab } from '../transport.contract.ts';
import type { PeerAddress, Transport } from '../transport.ts';
import { throwGarbage } from './garbage.ts';
import { startUdpRelay, type UdpRelay } from './udp-relay.ts';

export const loopback: PeerAddress = { host: '127.0.0.1', port: 0 };

export async function createMember(room: RoomCa, options: Partial<QuicTransportOptions> = {}): Promise<Transport> {
  const keyPem = createKeyPem();
  const certPem = await issueMemberCertificate(room, keyPem, 'member');
  return createQuicTransport({
    identity: { keyPem, certPem },
    roomCaPem: room.caCertPem,
    listen: loopback,
    ...options,
  });
}

/** Short waits, so that tests of silence do not take long. */
const patience = { idleTimeoutMs: 1500, dialDeadlineMs: 2000 };

export async function createQuicLab(workerUrl?: URL): Promise<TransportLab> {
  const options: Partial<QuicTransportOptions> = { ...patience, ...(workerUrl === undefined ? {} : { workerUrl }) };
  const room = await createRoomCa('test room');
  const near = await createMember(room, options);
  const far = await createMember(room, options);
  const stranger = await createMember(await createRoomCa('another room'), options);
  const keyPem = createKeyPem();
  const identity = { keyPem, certPem: await issueMemberCertificate(room, keyPem, 'rival') };
  const silent = createSocket('udp4');
  await new Promise<void>((resolve) => {
    silent.bind(0, '127.0.0.1', resolve);
  });
  let relay: UdpRelay | null = null;
  return {
    near,
    far,
    stranger,
    createRival: (listen) => createQuicTransport({ identity, roomCaPem: room.caCertPem, ...options, listen }),
    linkTo: async (address) => {
      relay = await startUdpRelay(address);
      return relay.address;
    },
    cut: () => relay?.cut(),
    nobody: { host: '127.0.0.1', port: silent.address().port },
    throwGarbage,
    dispose: async () => {
      await Promise.all([near, far, stranger].map(async (transport) => transport.stop()));
      await relay?.stop();
      silent.close();
    },
  };
}
