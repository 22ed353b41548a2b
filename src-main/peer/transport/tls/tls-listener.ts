// Takes TLS connections of room members in, and bounds how many others may try.
import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { PeerError } from '../../../../src-shared/peer-error.ts';
import type { Stop } from '../../edge/stop.ts';
import type { PeerAddress } from '../transport.ts';

export interface ListenSettings {
  listen: PeerAddress;
  secure: Pick<TlsOptions, 'key' | 'cert' | 'ca'>;
  /** Whoever has not proved to be a member by then is thrown out. */
  handshakeDeadlineMs: number;
}

export interface TlsListener {
  address: PeerAddress;
  /** Takes nobody in any more, drops unfinished handshakes and gives the port back. Resolves when the last connection is closed, too. */
  stop: Stop;
}

const maxConnections = 512;
const maxConnectionsPerAddress = 128;
const maxHandshakes = 128;

/** Throws PeerError `port-taken` when another program has the port. `onSocket` gets sockets of members only. */
export async function openTlsListener(
  { listen, secure, handshakeDeadlineMs }: ListenSettings,
  onSocket: (socket: TLSSocket) => void,
): Promise<TlsListener> {
  const doorkeeper = new Doorkeeper();
  const judge = createTlsServer({
    ...secure,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.3',
    handshakeTimeout: handshakeDeadlineMs,
  });
  judge.on('secureConnection', (socket) => {
    doorkeeper.accept(socket);
    onSocket(socket);
  });
  judge.on('tlsClientError', (_error, socket) => void socket.destroy());
  const server = createTcpServer((socket) => {
    if (doorkeeper.admit(socket)) judge.emit('connection', socket);
  });
  const address = await bind(server, listen);
  server.on('error', () => {});
  return {
    address,
    stop: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      doorkeeper.dropHandshakes();
      await closed;
    },
  };
}

/** Counts who is inside, by address and by whether it has proved to be a member. */
class Doorkeeper {
  private readonly inside = new Map<string, Socket>();
  private readonly members = new Set<string>();

  /** Throws a socket out when too many are inside. */
  admit(socket: Socket): boolean {
    socket.on('error', () => {});
    if (!this.hasRoomFor(socket)) {
      socket.destroy();
      return false;
    }
    const name = nameOf(socket);
    this.inside.set(name, socket);
    socket.once('close', () => {
      this.inside.delete(name);
      this.members.delete(name);
    });
    return true;
  }

  accept(socket: Socket): void {
    this.members.add(nameOf(socket));
  }

  dropHandshakes(): void {
    for (const [name, socket] of this.inside) if (!this.members.has(name)) socket.destroy();
  }

  private hasRoomFor({ remoteAddress }: Socket): boolean {
    if (this.inside.size >= maxConnections || this.inside.size - this.members.size >= maxHandshakes) return false;
    const fromThere = [...this.inside.values()].filter((other) => other.remoteAddress === remoteAddress);
    return fromThere.length < maxConnectionsPerAddress;
  }
}

/** The same for a socket and for the TLS socket around it. */
const nameOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress}:${remotePort}`;

async function bind(server: Server, { host, port }: PeerAddress): Promise<PeerAddress> {
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    throw bindError(error as NodeJS.ErrnoException, { host, port });
  }
  const { address, port: bound } = server.address() as AddressInfo;
  return { host: address, port: bound };
}

function bindError(error: NodeJS.ErrnoException, { host, port }: PeerAddress): PeerError {
  if (error.code === 'EADDRINUSE' || error.code === 'EACCES') {
    const message = `TCP port ${port} is already in use on this PC.`;
    return new PeerError('port-taken', message, 'Close the other program that uses it, or choose another port.');
  }
  const hint = 'Check the network adapter and the chosen address.';
  return new PeerError('internal', `TCP ${host}:${port} cannot be opened: ${error.message}.`, hint);
}
