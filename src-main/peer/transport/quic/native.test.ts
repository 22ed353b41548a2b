import { beforeAll, describe, expect, it } from 'vitest';
import quiche from '@matrixai/quic/native/quiche.js';
import { createRoomCa, type RoomCa } from '../../room/certificates.ts';
import { createKeyPem } from '../../room/key-pem.ts';
import { createMemberOptions } from '../testing/member-options.ts';
import { createNativePair } from '../testing/native-pair.ts';
import { buildConfig, type NativeConfig } from './native.ts';

let room: RoomCa;
let otherRoom: RoomCa;
beforeAll(async () => {
  room = await createRoomCa('test room');
  otherRoom = await createRoomCa('test room');
});

async function isAccepted(dialConfig: NativeConfig): Promise<boolean> {
  const pair = createNativePair(dialConfig, buildConfig(await createMemberOptions(room)));
  pair.settle();
  return pair.listener.isEstablished();
}

describe('the listening side', () => {
  it('accepts a member', async () => {
    expect(await isAccepted(buildConfig(await createMemberOptions(room)))).toBe(true);
  });

  it('refuses a dialler without a certificate', async () => {
    const config = quiche.Config.withBoringSslCtx(false, false, null, null, null, null);
    config.setApplicationProtos(['lanspread/1']);
    expect(await isAccepted(config)).toBe(false);
  });

  it('refuses a dialler whose certificate comes from another authority of the same name', async () => {
    const { keyPem, certPem } = await createMemberOptions(otherRoom);
    const [key, cert] = [[Buffer.from(keyPem)], [Buffer.from(certPem)]];
    const config = quiche.Config.withBoringSslCtx(true, false, Buffer.from(room.caCertPem), key, cert, null);
    config.setApplicationProtos(['lanspread/1']);
    expect(await isAccepted(config)).toBe(false);
  });
});

describe('buildConfig', () => {
  it.each(['keyPem', 'certPem', 'roomCaPem'] as const)('throws when %s is unusable', async (field) => {
    const options = { ...(await createMemberOptions(room)), [field]: 'nothing' };
    expect(() => buildConfig(options)).toThrow();
  });

  it('throws when key, certificate and room do not belong together', async () => {
    const options = await createMemberOptions(room);
    expect(() => buildConfig({ ...options, keyPem: createKeyPem() })).toThrow('key');
    expect(() => buildConfig({ ...options, roomCaPem: otherRoom.caCertPem })).toThrow('room');
  });
});
