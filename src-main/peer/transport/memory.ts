// Peers that talk inside one process: the twin of the network transports for tests.
import { setImmediate } from 'node:timers';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { MemoryConnection } from './memory-connection.ts';
import {
  ConnectionClosedError,
  type Connection,
  type Listener,
  type PeerAddress,
  type Transport,
} from './transport.ts';

export interface MemoryTransportOptions {
  /** Members of different rooms refuse each other. */
  room?: string;
  /** Made up (`10.0.0.1`, `10.0.0.2` …) when left out. */
  host?: string;
  /** 0 or left out: any free port. */
  port?: number;
  /** What the other side sees as our key. Left out: the transport cannot tell. */
  publicKeyPem?: string;
}

const keyOf = (address: PeerAddress) => `${address.host}:${address.port}`;

/** A network without cables. Everything that crosses it arrives later, in order, never within the call that sent it. */
export class MemoryNetwork {
  private readonly listeners = new Map<string, MemoryTransport>();
  private inFlight: (() => void)[] = [];
  private hostCount = 0;
  private lastPort = 40_000;

  createTransport(options: MemoryTransportOptions = {}): MemoryTransport {
    const host = options.host ?? `10.0.0.${++this.hostCount}`;
    const member = { room: options.room ?? 'room', publicKeyPem: options.publicKeyPem ?? null };
    return new MemoryTransport(this, member, { host, port: options.port ?? 0 });
  }

  /** The transport is gone without a goodbye: its peers notice as they do when a cable is pulled (`idle`). */
  kill(transport: MemoryTransport): void {
    this.removeListener(transport);
    transport.vanish();
  }

  deliver(effect: () => void): void {
    this.inFlight.push(effect);
    if (this.inFlight.length === 1) setImmediate(() => this.deliverAll());
  }

  addListener(wanted: PeerAddress, transport: MemoryTransport): PeerAddress {
    const address = { host: wanted.host, port: wanted.port === 0 ? ++this.lastPort : wanted.port };
    if (this.listeners.has(keyOf(address))) {
      throw new PeerError('port-taken', `Port ${address.port} is already in use.`, 'Choose another port.');
    }
    this.listeners.set(keyOf(address), transport);
    return address;
  }

  removeListener(transport: MemoryTransport): void {
    for (const [key, listener] of this.listeners) if (listener === transport) this.listeners.delete(key);
  }

  findListener(address: PeerAddress): MemoryTransport | undefined {
    return this.listeners.get(keyOf(address));
  }

  nextPort(): number {
    return ++this.lastPort;
  }

  private deliverAll(): void {
    const effects = this.inFlight;
    this.inFlight = [];
    for (const effect of effects) effect();
  }
}

interface Member {
  room: string;
  publicKeyPem: string | null;
}

export class MemoryTransport implements Transport {
  private readonly network: MemoryNetwork;
  private readonly member: Member;
  private readonly wanted: PeerAddress;
  private readonly connections = new Set<MemoryConnection>();
  private onConnection: ((connection: Connection) => void) | null = null;
  private stopped = false;
  private vanished = false;

  constructor(network: MemoryNetwork, member: Member, wanted: PeerAddress) {
    this.network = network;
    this.member = member;
    this.wanted = wanted;
  }

  listen = async (onConnection: (connection: Connection) => void): Promise<Listener> => {
    this.assertRunning();
    if (this.onConnection !== null) throw new PeerError('internal', 'This transport listens already.');
    const address = this.network.addListener(this.wanted, this);
    this.onConnection = onConnection;
    return { address, stop: async () => this.stopListening() };
  };

  connect = async (to: PeerAddress, signal: AbortSignal): Promise<Connection> => {
    this.assertRunning();
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      this.network.deliver(() => {
        if (signal.aborted) return;
        const answer = this.dial(to);
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      });
    });
  };

  stop = async (): Promise<void> => {
    this.stopped = true;
    this.network.removeListener(this);
    await Promise.all([...this.connections].map(async (connection) => connection.close()));
  };

  /** For MemoryNetwork.kill. */
  vanish(): void {
    this.stopped = true;
    this.vanished = true;
    for (const connection of this.connections) connection.vanish();
  }

  private dial(to: PeerAddress): MemoryConnection | Error {
    if (this.stopped) return new ConnectionClosedError('local', 'The transport was stopped.');
    const listener = this.network.findListener(to);
    if (listener === undefined || listener.vanished) {
      return new ConnectionClosedError('idle', `Nobody answers at ${keyOf(to)}.`);
    }
    if (listener.member.room !== this.member.room) {
      return new ConnectionClosedError('refused', `The peer at ${keyOf(to)} belongs to another room.`);
    }
    const from = { host: this.wanted.host, port: this.network.nextPort() };
    const [ours, theirs] = MemoryConnection.createPair(this.network, {
      dialler: { address: from, publicKeyPem: this.member.publicKeyPem },
      listener: { address: to, publicKeyPem: listener.member.publicKeyPem },
    });
    this.adopt(ours);
    listener.adopt(theirs);
    this.network.deliver(() => listener.onConnection?.(theirs));
    return ours;
  }

  private adopt(connection: MemoryConnection): void {
    this.connections.add(connection);
    void connection.closed.then(() => this.connections.delete(connection));
  }

  private async stopListening(): Promise<void> {
    this.network.removeListener(this);
    this.onConnection = null;
    const accepted = [...this.connections].filter((connection) => connection.role === 'listener');
    await Promise.all(accepted.map(async (connection) => connection.close()));
  }

  private assertRunning(): void {
    if (this.stopped) throw new ConnectionClosedError('local', 'The transport was stopped.');
  }
}
