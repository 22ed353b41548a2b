// Transport over QUIC: the main thread's face of the network thread.
import { fromErrorData, PeerError } from '../../../../src-shared/peer-error.ts';
import { requireDialable } from '../dial-address.ts';
import {
  ConnectionClosedError,
  type Connection,
  type Listener,
  type PeerAddress,
  type Transport,
} from '../transport.ts';
import { ConnectionProxy } from './connection-proxy.ts';
import type { Congestion, ConnectionHandle, HostOptions, Report } from './messages.ts';
import { acquireWorkerLink, type WorkerLink } from './worker-link.ts';

export interface QuicTransportOptions {
  /** Our key and the certificate that the room's authority issued for it. */
  identity: { keyPem: string; certPem: string };
  /** The room's authority: whoever has no certificate of it is refused. */
  roomCaPem: string;
  /** Where `listen` binds; port 0 takes any free one. */
  listen: PeerAddress;
  /** Largest UDP payload that we send, 1200–65507. Default 1452: fits every Ethernet. */
  maxDatagramBytes?: number;
  congestion?: Congestion;
  /** A peer that is silent for this long is gone. Default 4000. */
  idleTimeoutMs?: number;
  /** A dial that is not accepted within this time fails. Default 5000. */
  dialDeadlineMs?: number;
  /** The network thread's entry, where it is bundled as a file of its own. */
  workerUrl?: URL;
}

export const defaultDatagramBytes = 1452;

export function createQuicTransport(options: QuicTransportOptions): Transport {
  return new QuicTransport(options.workerUrl ?? new URL('./quic-worker.ts', import.meta.url), {
    keyPem: options.identity.keyPem,
    certPem: options.identity.certPem,
    roomCaPem: options.roomCaPem,
    listen: options.listen,
    maxDatagramBytes: options.maxDatagramBytes ?? defaultDatagramBytes,
    congestion: options.congestion ?? 'cubic',
    idleTimeoutMs: options.idleTimeoutMs ?? 4000,
    dialDeadlineMs: options.dialDeadlineMs ?? 5000,
  });
}

class QuicTransport implements Transport {
  private readonly link: WorkerLink;
  private readonly transport: number;
  private readonly connections = new Map<ConnectionHandle, ConnectionProxy>();
  private onConnection: ((connection: Connection) => void) | null = null;
  private listening: PromiseWithResolvers<PeerAddress> | null = null;
  private listeningStopped: PromiseWithResolvers<void> | null = null;
  private stopped: PromiseWithResolvers<void> | null = null;
  private crash: Error | null = null;
  private dialCount = 0;

  constructor(workerUrl: URL, options: HostOptions) {
    const user = { receive: (report: Report) => this.receive(report), crashed: (error: Error) => this.crashed(error) };
    const { link, transport } = acquireWorkerLink(workerUrl, user);
    this.link = link;
    this.transport = transport;
    link.post({ kind: 'start', transport, options });
  }

  listen = async (onConnection: (connection: Connection) => void): Promise<Listener> => {
    this.assertRunning();
    if (this.listening !== null) throw new PeerError('internal', 'This transport listens already.');
    this.onConnection = onConnection;
    this.listening = Promise.withResolvers();
    this.link.post({ kind: 'listen', transport: this.transport });
    try {
      const address = await this.listening.promise;
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
    const { transport, link } = this;
    const handle = -++this.dialCount;
    const connection = this.adopt(handle, to);
    link.post({ kind: 'dial', transport, connection: handle, to: { host: to.host, port: to.port } });
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        reject(signal.reason as Error);
        void connection.close();
      };
      signal.addEventListener('abort', giveUp, { once: true });
      const done = () => signal.removeEventListener('abort', giveUp);
      connection.opened.then(() => resolve(connection), reject).finally(done);
    });
  };

  stop = async (): Promise<void> => {
    if (this.stopped === null) {
      this.stopped = Promise.withResolvers();
      if (this.crash === null) this.link.post({ kind: 'stop', transport: this.transport });
      else this.stopped.resolve();
    }
    await this.stopped.promise;
    this.listeningStopped?.resolve();
    this.link.release(this.transport);
  };

  private async stopListening(): Promise<void> {
    if (this.crash !== null || this.stopped !== null || this.listening === null) return this.listeningStopped?.promise;
    this.listening = null;
    this.onConnection = null;
    this.listeningStopped = Promise.withResolvers();
    this.link.post({ kind: 'stop-listening', transport: this.transport });
    await this.listeningStopped.promise;
  }

  private receive(report: Report): void {
    switch (report.kind) {
      case 'listening':
        return this.listening?.resolve(report.address);
      case 'listen-failed':
        return this.listening?.reject(fromErrorData(report.error));
      case 'listening-stopped':
        return this.listeningStopped?.resolve();
      case 'stopped':
        return this.stopped?.resolve();
      case 'accepted':
        return this.onConnection?.(this.adopt(report.connection, report.remote));
      default:
        this.connections.get(report.connection)?.receive(report);
    }
  }

  private adopt(handle: ConnectionHandle, remote: PeerAddress): ConnectionProxy {
    const { transport, link } = this;
    const line = { transport, post: link.post.bind(link) };
    const connection = new ConnectionProxy(line, handle, remote);
    this.connections.set(handle, connection);
    void connection.closed.then(() => this.connections.delete(handle));
    return connection;
  }

  private crashed(error: Error): void {
    this.crash = error;
    const message = `The network thread stopped: ${error.message}.`;
    for (const connection of this.connections.values()) connection.finish('error', message);
    this.listening?.reject(this.crashError());
    this.listeningStopped?.resolve();
    this.stopped?.resolve();
  }

  private crashError(): PeerError {
    const hint = 'Restart lanspread; if it happens again, please report it.';
    return new PeerError('internal', `The network thread stopped: ${this.crash?.message ?? ''}.`, hint);
  }

  private assertRunning(): void {
    if (this.crash !== null) throw this.crashError();
    if (this.stopped !== null) throw new ConnectionClosedError('local', 'The transport was stopped.');
  }
}
