// Sends what a Worker puts into the ring down a local socket, to the one who knows the token. Runs in the unpacker's process.
import { createServer, type Server, type Socket } from 'node:net';
import type { StreamChannel } from './sidecar-messages.ts';
import { RingReader } from './stream-ring.ts';

export interface SenderEvents {
  /** The receiver may connect. */
  opened: () => void;
  /** The receiver is gone, or never can come. Told once, and not after `close`. */
  closed: () => void;
}

/** The socket is opened with the first slot: a refused archive needs none. */
export class StreamSender {
  readonly #ring: RingReader;
  readonly #channel: StreamChannel;
  readonly #events: SenderEvents;
  readonly #waiting: (() => void)[] = [];
  #server: Server | null = null;
  #socket: Socket | null = null;
  #closed = false;

  constructor(ring: SharedArrayBuffer, channel: StreamChannel, events: SenderEvents) {
    this.#ring = new RingReader(ring);
    this.#channel = channel;
    this.#events = events;
  }

  /** The slot is released when the socket has taken its bytes. */
  send(slot: number, length: number) {
    if (this.#closed) return;
    this.#server ??= this.#listen();
    const write = () => void this.#socket?.write(this.#ring.view(slot, length), () => this.#ring.release(slot));
    if (this.#socket === null) this.#waiting.push(write);
    else write();
  }

  /** Lets a Worker that waits for a slot notice that it is to stop. */
  wake() {
    this.#ring.wake();
  }

  close() {
    this.#closed = true;
    this.#server?.close();
    this.#socket?.destroy();
  }

  #listen(): Server {
    const server = createServer((socket) => this.#greet(socket));
    server.on('error', () => this.#lose());
    return server.listen(this.#channel.path, this.#events.opened);
  }

  /** Whoever connects says the token first. */
  #greet(socket: Socket) {
    let said = '';
    const read = (bytes: Buffer) => {
      said += bytes.toString('latin1');
      if (said === this.#channel.token) this.#admit(socket.off('data', read));
      else if (!this.#channel.token.startsWith(said)) socket.destroy();
    };
    socket.on('data', read);
    // The end that follows says it all.
    socket.on('error', () => undefined);
  }

  #admit(socket: Socket) {
    if (this.#socket !== null || this.#closed) return socket.destroy();
    this.#socket = socket;
    this.#server?.close();
    // Nothing more is said by the receiver, but its end is noticed only by a socket that reads.
    socket.resume();
    socket.on('close', () => this.#lose());
    for (const write of this.#waiting.splice(0)) write();
  }

  #lose() {
    if (this.#closed) return;
    this.close();
    this.#events.closed();
  }
}
