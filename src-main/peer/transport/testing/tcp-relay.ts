// A cable between TCP peers that a test can break: passes bytes on until it is cut, then keeps silent.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { PeerAddress } from '../transport.ts';

export interface TcpRelay {
  /** Dial this instead of the target. */
  address: PeerAddress;
  /** Nothing passes any more, and nobody is told. */
  cut: () => void;
  /** Both ends are closed as when a program is killed. */
  breakOff: () => void;
  stop: () => Promise<void>;
}

export async function startTcpRelay(target: PeerAddress): Promise<TcpRelay> {
  let isCut = false;
  const sockets = new Set<Socket>();
  const adopt = (socket: Socket, other: () => Socket) => {
    sockets.add(socket.setNoDelay(true));
    socket.on('error', () => {});
    socket.on('data', (bytes) => void (isCut || other().write(bytes)));
    socket.on('close', () => {
      sockets.delete(socket);
      if (!isCut) other().destroy();
    });
  };
  const server = createServer((front) => {
    const back = connect(target.port, target.host);
    adopt(front, () => back);
    adopt(back, () => front);
  });
  const breakOff = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    cut: () => {
      isCut = true;
    },
    breakOff,
    stop: async () => {
      breakOff();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
