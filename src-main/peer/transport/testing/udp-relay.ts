// A cable between UDP peers that a test can break: passes datagrams on until it is cut, and may lose some.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { PeerAddress } from '../transport.ts';

export interface UdpRelay {
  /** Dial this instead of the target. */
  address: PeerAddress;
  cut: () => void;
  stop: () => Promise<void>;
}

/** `loses` is asked for each datagram. Each sender gets a socket of its own towards the target, as behind a router. */
export async function startUdpRelay(target: PeerAddress, loses: () => boolean = () => false): Promise<UdpRelay> {
  let isCut = false;
  const front = await bindLoopback();
  const backs = new Map<number, Promise<Socket>>();
  const open = async (from: RemoteInfo) => {
    const back = await bindLoopback();
    back.on('message', (datagram) => {
      if (!isCut && !loses()) front.send(datagram, from.port, from.address);
    });
    return back;
  };
  front.on('message', (datagram, from) => {
    if (isCut || loses()) return;
    const back = backs.get(from.port) ?? open(from);
    backs.set(from.port, back);
    void back.then((socket) => socket.send(datagram, target.port, target.host));
  });
  return {
    address: { host: '127.0.0.1', port: front.address().port },
    cut: () => {
      isCut = true;
    },
    stop: async () => {
      front.close();
      for (const back of backs.values()) (await back).close();
    },
  };
}

async function bindLoopback(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('error', () => {});
  return new Promise((resolve) => {
    socket.bind(0, '127.0.0.1', () => resolve(socket));
  });
}
