// Transport over TLS 1.3: the lane for bulk bytes, many streams on one TCP connection.
import type { Buffer } from 'node:buffer';
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { PeerError } from '../../../../src-shared/peer-error.ts';
import { requireDialable } from '../dial-address.ts';
import {
  ConnectionClosedError,
  type Connection,
  type Listener,
  type PeerAddress,
  type Transport,
} from '../transport.ts';
import { peerKeyPem } from './peer-key.ts';
import { keepPart, SlabPool } from './slab-intake.ts';
import { TlsConnection } from './tls-connection.ts';
import { dialTls } from './tls-dialler.ts';
import { openTlsListener, type TlsListener } from './tls-listener.ts';

export interface TlsTransportOptions {
  /** Our key and the certificate that the room's authority issued for it. */
  identity: { keyPem: string; certPem: string };
  /** The room's authority: whoever has no certificate of it is refused. */
  roomCaPem: string;
  /** Where `listen` binds; port 0 takes any free one. */
  listen: PeerAddress;
  /** A peer that is silent for this long is gone. Default 4000. */
  idleTimeoutMs?: number;
  /** A dial that is not accepted within this time fails. Default 5000. */
  dialDeadlineMs?: number;
}

export function createTlsTransport(options: TlsTransportOptions): Transport {
  return new TlsTransport({ idleTimeoutMs: 4000, dialDeadlineMs: 5000, ...options });
}

class TlsTransport implements Transport {
  private readonly options: Required<TlsTransportOptions>;
  private readonly slabs = new SlabPool();
  private readonly stopping = new AbortController();
  private readonly connections = new Set<TlsConnection>();
  private readonly accepted = new Set<TlsConnection>();
  private listening: Promise<TlsListener> | null = null;
  private context: SecureContext | null = null;

  constructor(options: Required<TlsTransportOptions>) {
    this.options = options;
  }

  listen = async (onConnection: (connection: Connection) => void): Promise<Listener> => {
    this.assertRunning();
    if (this.listening !== null) throw new PeerError('internal', 'This transport listens already.');
    this.listening = this.openListener(onConnection);
    try {
      const { address } = await this.listening;
      return { address, stop: async () => this.stopListening() };
    } catch (error) {
      this.listening = null;
      throw error;
    }
  };

  connect = async (to: PeerAddress, signal: AbortSignal): Promise<Connection> => {
    this.assertRunning();
    signal.throwIfAborted();
    requireDialable(to);
    const { idleTimeoutMs, dialDeadlineMs } = this.options;
    const settings = { secureContext: this.secureContext(), idleTimeoutMs, dialDeadlineMs, slabs: this.slabs };
    const connection = await dialTls(to, settings, AbortSignal.any([signal, this.stopping.signal]));
    this.adopt(connection);
    if (this.stopping.signal.aborted) await connection.close();
    return connection;
  };

  stop = async (): Promise<void> => {
    this.stopping.abort(new ConnectionClosedError('local', 'The transport was stopped.'));
    await this.stopListening();
    await closeAll(this.connections);
  };

  private async openListener(onConnection: (connection: Connection) => void): Promise<TlsListener> {
    const { listen, identity, roomCaPem, dialDeadlineMs } = this.options;
    const secure = { key: identity.keyPem, cert: identity.certPem, ca: roomCaPem };
    return openTlsListener({ listen, secure, handshakeDeadlineMs: dialDeadlineMs }, (socket) => {
      const connection = this.accept(socket);
      if (connection === null) return void socket.destroy();
      this.adopt(connection);
      onConnection(connection);
    });
  }

  private accept(socket: TLSSocket): TlsConnection | null {
    const { remoteAddress: host, remotePort: port } = socket;
    const remotePublicKeyPem = peerKeyPem(socket);
    if (host === undefined || port === undefined || remotePublicKeyPem === null) return null;
    const { idleTimeoutMs } = this.options;
    const remote = { host, port };
    const connection = new TlsConnection(socket, { role: 'listener', remote, remotePublicKeyPem, idleTimeoutMs });
    socket.on('data', ({ buffer, byteOffset, length }: Buffer) => {
      connection.receive(new Uint8Array(buffer, byteOffset, length), keepPart);
    });
    this.accepted.add(connection);
    void connection.gone.then(() => this.accepted.delete(connection));
    return connection;
  }

  private adopt(connection: TlsConnection): void {
    this.connections.add(connection);
    void connection.gone.then(() => this.connections.delete(connection));
  }

  private async stopListening(): Promise<void> {
    const { listening } = this;
    this.listening = null;
    if (listening === null) return;
    const listener = await listening.catch(() => null);
    const stopped = listener?.stop();
    await closeAll(this.accepted);
    await stopped;
  }

  private secureContext(): SecureContext {
    const { identity, roomCaPem } = this.options;
    try {
      this.context ??= createSecureContext({ key: identity.keyPem, cert: identity.certPem, ca: roomCaPem });
      return this.context;
    } catch (error) {
      throw new ConnectionClosedError('error', `Our certificate cannot be used: ${(error as Error).message}.`);
    }
  }

  private assertRunning(): void {
    this.stopping.signal.throwIfAborted();
  }
}

/** Resolves when their sockets are closed too. */
async function closeAll(connections: Iterable<TlsConnection>): Promise<void> {
  const closing = [...connections].map(async (connection) => {
    await connection.close();
    await connection.gone;
  });
  await Promise.all(closing);
}
