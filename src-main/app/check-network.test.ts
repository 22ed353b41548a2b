// Ports that are taken, and folders without a room.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { copyFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultNetworkSettings } from '../../src-shared/network-settings.ts';
import { makeRoom } from '../peer/room/make-room.ts';
import { checkNetwork } from './check-network.ts';
import { makePrivateRoom } from './make-private-room.ts';
import { makeTempDir } from './testing/temp-dir.ts';

const before = defaultNetworkSettings;
const someOtherPort = 1;

async function takeUdp(): Promise<number> {
  const socket = createSocket('udp4').bind(0);
  onTestFinished(() => void socket.close());
  await once(socket, 'listening');
  return socket.address().port;
}

async function takeTcp(): Promise<number> {
  const server = createServer().listen(0, '0.0.0.0');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('a port', () => {
  it.each([
    ['UDP', takeUdp],
    ['TCP', takeTcp],
  ])('that a program has by %s is refused, but for our own and the one that is saved', async (_name, take) => {
    const port = await take();
    const wanted = { port, roomDir: null };
    const hint = 'Close the other program that uses it, or choose another port.';
    await expect(checkNetwork(wanted, before, someOtherPort)).rejects.toMatchObject({ code: 'port-taken', hint });
    expect(await checkNetwork(wanted, before, port)).toEqual(wanted);
    expect(await checkNetwork(wanted, wanted, someOtherPort)).toEqual(wanted);
  });

  it('that nobody has is left free again', async () => {
    const server = createServer().listen(0, '0.0.0.0');
    await once(server, 'listening');
    const wanted = { port: (server.address() as AddressInfo).port, roomDir: null };
    await new Promise((closed) => void server.close(closed));
    expect(await checkNetwork(wanted, before, someOtherPort)).toEqual(wanted);
    expect(await checkNetwork(wanted, before, someOtherPort)).toEqual(wanted);
  });
});

describe('a folder', () => {
  const check = async (roomDir: string) => checkNetwork({ port: null, roomDir }, before, someOtherPort);

  it('with a room is taken by its full path', async () => {
    const folder = join(await makeTempDir(), 'room');
    await makeRoom(folder);
    expect(await check(`${folder}/../room`)).toEqual({ port: null, roomDir: folder });
  });

  it('without a room, with half of one or with a wrong one is refused with what to do', async () => {
    const [folder, other] = [await makeTempDir(), await makeTempDir()];
    const noRoom = { code: 'bad-settings', message: `There is no room in ${folder}.`, hint: /make a new room/u };
    await expect(check(folder)).rejects.toMatchObject({
      ...noRoom,
      hint: expect.stringMatching(noRoom.hint) as string,
    });
    await makeRoom(folder);
    await rm(join(folder, 'room-ca.key.pem'));
    await expect(check(folder)).rejects.toMatchObject({ message: noRoom.message });
    await expect(check('rooms/ours')).rejects.toMatchObject({ code: 'bad-settings' });
    await makeRoom(other);
    await rm(join(other, 'room-ca.cert.pem'));
    await makeRoom(join(other, 'new'));
    await copyFile(join(other, 'new', 'room-ca.cert.pem'), join(other, 'room-ca.cert.pem'));
    await expect(check(other)).rejects.toMatchObject({
      code: 'bad-state',
      message: expect.stringMatching('is not the key of') as string,
    });
  });
});

describe('a new room', () => {
  it('is one that can be chosen, and never replaces another', async () => {
    const folder = join(await makeTempDir(), 'parties', 'ours');
    expect(await makePrivateRoom(folder)).toBe(folder);
    expect(await checkNetwork({ port: null, roomDir: folder }, before, someOtherPort)).toMatchObject({
      roomDir: folder,
    });
    await expect(makePrivateRoom(folder)).rejects.toMatchObject({
      code: 'bad-settings',
      message: `There is a room in ${folder} already.`,
    });
    await expect(makePrivateRoom('parties')).rejects.toMatchObject({ code: 'bad-settings' });
  });
});
