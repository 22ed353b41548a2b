// One UDP socket of the network thread: takes datagrams in, routes them, and lets its connections work once per turn.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { PeerError } from '../../../../src-shared/peer-error.ts';
import { mib } from '../limits.ts';
import type { PeerAddress } from '../transport.ts';
import { DatagramSender } from './datagram-sender.ts';
import type { ConnectionHandle, HostOptions, StreamHandle } from './messages.ts';
import { acceptNative, dialNative, type NativeConfig } from './native.ts';
import { ownIdBytes, readPacketHeader } from './packet-header.ts';
import { QuicConnection, type ConnectionIdentity, type ConnectionOwner } from './quic-connection.ts';

type ReportBody = Parameters<ConnectionOwner['report']>[1];

/** Who hears of an endpoint's connections. */
export interface EndpointOwner {
  accepted: (connection: QuicConnection) => void;
  report: (connection: QuicConnection, report: ReportBody) => void;
  room: () => Buffer;
  received: (connection: QuicConnection, stream: StreamHandle, byteCount: number) => void;
  dropped: (connection: QuicConnection) => void;
  nextHandle: () => ConnectionHandle;
}

export interface EndpointSettings {
  bind: PeerAddress;
  options: HostOptions;
  config: NativeConfig;
}

const socketBufferBytes = 4 * mib;
const maxConnections = 512;
const maxConnectionsPerAddress = 128;
const maxHandshakes = 128;
const drainRetryMs = 1;

/** Addresses are numeric, so the answer is at hand; the default would cost a tick per datagram. */
const lookupNothing = (
  host: string,
  _options: unknown,
  answer: (error: null, address: string, family: number) => void,
) => answer(null, host, 4);

/** Binds; throws PeerError `port-taken` when another program has the port. */
export async function openEndpoint(settings: EndpointSettings, owner: EndpointOwner): Promise<Endpoint> {
  const socket = createSocket({ type: 'udp4', lookup: lookupNothing });
  const { host, port } = settings.bind;
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: host, port, exclusive: true }, () => {
        socket.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    socket.close();
    throw bindError(error as NodeJS.ErrnoException, settings.bind);
  }
  return new Endpoint(socket, settings, owner);
}

function bindError(error: NodeJS.ErrnoException, { host, port }: PeerAddress): PeerError {
  if (error.code === 'EADDRINUSE' || error.code === 'EACCES') {
    const message = `UDP port ${port} is already in use on this PC.`;
    return new PeerError('port-taken', message, 'Close the other program that uses it, or choose another port.');
  }
  const hint = 'Check the network adapter and the chosen address.';
  return new PeerError('internal', `UDP ${host}:${port} cannot be opened: ${error.message}.`, hint);
}

export class Endpoint implements ConnectionOwner {
  readonly address: PeerAddress;
  readonly sender: DatagramSender;
  accepting = false;
  private readonly socket: Socket;
  private readonly settings: EndpointSettings;
  private readonly owner: EndpointOwner;
  private readonly connections = new Set<QuicConnection>();
  private readonly routes = new Map<string, QuicConnection>();
  private readonly keepAliveTimer: NodeJS.Timeout;
  private runnable: QuicConnection[] = [];
  private readonly blocked = new Set<QuicConnection>();

  constructor(socket: Socket, settings: EndpointSettings, owner: EndpointOwner) {
    this.socket = socket;
    this.settings = settings;
    this.owner = owner;
    const { address, port } = socket.address();
    this.address = { host: address, port };
    this.sender = new DatagramSender(socket, settings.options.maxDatagramBytes);
    const quietMs = settings.options.idleTimeoutMs / 3;
    this.keepAliveTimer = setInterval(() => this.keepAlive(quietMs), quietMs / 2);
    this.prepareSocket();
  }

  dial(handle: ConnectionHandle, remote: PeerAddress): QuicConnection {
    const ownId = randomBytes(ownIdBytes);
    const native = dialNative({ ownId, local: this.address, remote }, this.settings.config);
    return this.adopt(native, { handle, role: 'dialler', remote, keys: [ownId.toString('latin1')] });
  }

  /** Says goodbye to every peer and gives the port back. */
  async close(): Promise<void> {
    this.accepting = false;
    clearInterval(this.keepAliveTimer);
    for (const connection of this.connections) connection.close();
    await new Promise<void>((resolve) => this.socket.close(resolve));
  }

  schedule(connection: QuicConnection): void {
    if (connection.isScheduled) return;
    connection.isScheduled = true;
    this.runnable.push(connection);
    if (this.runnable.length === 1) setImmediate(() => this.runAll());
  }

  scheduleWhenSendable(connection: QuicConnection): void {
    this.blocked.add(connection);
    if (this.blocked.size === 1) setTimeout(() => this.unblock(), drainRetryMs);
  }

  report(connection: QuicConnection, report: ReportBody): void {
    this.owner.report(connection, report);
  }

  room(): Buffer {
    return this.owner.room();
  }

  received(connection: QuicConnection, stream: StreamHandle, byteCount: number): void {
    this.owner.received(connection, stream, byteCount);
  }

  opened(connection: QuicConnection): void {
    if (connection.identity.role === 'listener') this.owner.accepted(connection);
    else this.owner.report(connection, { kind: 'opened' });
  }

  dropped(connection: QuicConnection): void {
    this.connections.delete(connection);
    this.blocked.delete(connection);
    for (const key of connection.identity.keys) this.routes.delete(key);
    this.owner.dropped(connection);
  }

  private prepareSocket(): void {
    const { socket } = this;
    // An error of one datagram (no route, unreachable peer) is loss, never the end of the socket.
    socket.on('error', () => {});
    socket.on('message', (datagram, from) => this.receive(datagram, from));
    try {
      socket.setRecvBufferSize(socketBufferBytes);
      socket.setSendBufferSize(socketBufferBytes);
    } catch {
      // The system allows less; it keeps its own size.
    }
  }

  private receive(datagram: Buffer, from: RemoteInfo): void {
    const header = readPacketHeader(datagram);
    if (header === null) return;
    const connection = this.routes.get(header.key) ?? (header.opens ? this.accept(header.key, from) : undefined);
    connection?.receive(datagram);
  }

  private accept(key: string, from: RemoteInfo): QuicConnection | undefined {
    if (!this.accepting || !this.hasRoomFor(from.address)) return undefined;
    const ownId = randomBytes(ownIdBytes);
    const remote = { host: from.address, port: from.port };
    const native = acceptNative({ ownId, local: this.address, remote }, this.settings.config);
    const handle = this.owner.nextHandle();
    return this.adopt(native, { handle, role: 'listener', remote, keys: [ownId.toString('latin1'), key] });
  }

  private hasRoomFor(host: string): boolean {
    if (this.connections.size >= maxConnections) return false;
    let fromHost = 0;
    let handshakes = 0;
    for (const connection of this.connections) {
      if (connection.identity.remote.host === host) fromHost++;
      if (!connection.isOpen) handshakes++;
    }
    return fromHost < maxConnectionsPerAddress && handshakes < maxHandshakes;
  }

  private adopt(native: ReturnType<typeof dialNative>, identity: ConnectionIdentity): QuicConnection {
    const { dialDeadlineMs } = this.settings.options;
    const connection = new QuicConnection(this, native, identity, { local: this.address, dialDeadlineMs });
    this.connections.add(connection);
    for (const key of identity.keys) this.routes.set(key, connection);
    this.schedule(connection);
    return connection;
  }

  private runAll(): void {
    const { runnable } = this;
    this.runnable = [];
    for (const connection of runnable) {
      connection.isScheduled = false;
      connection.flush();
    }
  }

  private unblock(): void {
    const waiting = [...this.blocked];
    this.blocked.clear();
    for (const connection of waiting) this.schedule(connection);
  }

  private keepAlive(quietMs: number): void {
    for (const connection of this.connections) connection.keepAlive(quietMs);
  }
}
