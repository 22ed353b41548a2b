// One connection of the in-process network: two ends that know each other.
import { MemoryStream } from './memory-stream.ts';
import {
  ConnectionClosedError,
  type ByteStream,
  type CloseReason,
  type Connection,
  type PeerAddress,
} from './transport.ts';

/** What the ends need of the network: delivery that is ordered and never immediate. */
export interface Wire {
  deliver: (effect: () => void) => void;
}

type Role = 'dialler' | 'listener';

/** How one end looks to the other. */
interface Identity {
  address: PeerAddress;
  publicKeyPem: string | null;
}

export class MemoryConnection implements Connection {
  readonly role: Role;
  readonly remote: PeerAddress;
  readonly remotePublicKeyPem: string | null;
  readonly closed: Promise<CloseReason>;
  private readonly wire: Wire;
  private readonly streams = new Set<MemoryStream>();
  private readonly settleClosed: (reason: CloseReason) => void;
  private other: MemoryConnection | null = null;
  private waitingStreams: MemoryStream[] = [];
  private handler: ((stream: ByteStream) => void) | null = null;
  private end: ConnectionClosedError | null = null;
  private silent = false;

  private constructor(wire: Wire, role: Role, remote: Identity) {
    this.wire = wire;
    this.role = role;
    this.remote = remote.address;
    this.remotePublicKeyPem = remote.publicKeyPem;
    const { promise, resolve } = Promise.withResolvers<CloseReason>();
    this.closed = promise;
    this.settleClosed = resolve;
  }

  static createPair(
    wire: Wire,
    identities: { dialler: Identity; listener: Identity },
  ): [dialler: MemoryConnection, listener: MemoryConnection] {
    const dialler = new MemoryConnection(wire, 'dialler', identities.listener);
    const listener = new MemoryConnection(wire, 'listener', identities.dialler);
    dialler.other = listener;
    listener.other = dialler;
    return [dialler, listener];
  }

  openStream = (): ByteStream => {
    const stream = this.createStream();
    if (this.end === null) this.streams.add(stream);
    else stream.cut(this.end);
    return stream;
  };

  onStream = (handler: (stream: ByteStream) => void): void => {
    this.handler = handler;
    for (const stream of this.waitingStreams.splice(0)) handler(stream);
  };

  close = async (): Promise<void> => {
    this.finish('local', 'The connection was closed on this side.');
    await this.closed;
  };

  /** Falls silent: nothing more reaches the other end, which finds out as by its idle timeout. */
  vanish(): void {
    if (this.end !== null) return;
    this.silent = true;
    const { other } = this;
    this.wire.deliver(() => other?.finish('idle', 'The peer no longer answers.'));
    this.finish('error', 'The transport was killed.');
  }

  private createStream(): MemoryStream {
    const stream: MemoryStream = new MemoryStream(this.wire, {
      reachOther: () => (this.silent || this.end !== null ? null : (this.other?.acceptStream(stream) ?? null)),
      forget: () => void this.streams.delete(stream),
    });
    return stream;
  }

  private acceptStream(from: MemoryStream): MemoryStream | null {
    if (this.end !== null) return null;
    const stream = this.createStream();
    stream.join(from);
    this.streams.add(stream);
    if (this.handler === null) this.waitingStreams.push(stream);
    else this.handler(stream);
    return stream;
  }

  private finish(reason: CloseReason, message: string): void {
    if (this.end !== null) return;
    this.end = new ConnectionClosedError(reason, message);
    for (const stream of this.streams) stream.cut(this.end);
    this.streams.clear();
    this.settleClosed(reason);
    const { other } = this;
    if (reason === 'local') this.wire.deliver(() => other?.finish('remote', 'The peer closed the connection.'));
  }
}
