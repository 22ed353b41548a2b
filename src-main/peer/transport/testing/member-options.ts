// What the network thread is told of a member, for tests that talk to it directly.
import { issueMemberCertificate, type RoomCa } from '../../room/certificates.ts';
import { createKeyPem } from '../../room/key-pem.ts';
import type { HostOptions } from '../quic/messages.ts';

export async function createMemberOptions(room: RoomCa): Promise<HostOptions> {
  const keyPem = createKeyPem();
  return {
    keyPem,
    certPem: await issueMemberCertificate(room, keyPem, 'member'),
    roomCaPem: room.caCertPem,
    listen: { host: '127.0.0.1', port: 0 },
    maxDatagramBytes: 1452,
    congestion: 'cubic',
    idleTimeoutMs: 4000,
    dialDeadlineMs: 5000,
  };
}
