// Outgoing datagrams of one socket: cut from large slabs, held back while the system's queue is full.
import { Buffer } from 'node:buffer';
import type { Socket } from 'node:dgram';
import { kib, mib } from '../limits.ts';
import type { PeerAddress } from '../transport.ts';

const slabBytes = 512 * kib;
const maxQueuedBytes = mib;

export class DatagramSender {
  private readonly socket: Socket;
  private readonly maxDatagramBytes: number;
  private slab = Buffer.allocUnsafeSlow(slabBytes);
  private used = 0;

  constructor(socket: Socket, maxDatagramBytes: number) {
    this.socket = socket;
    this.maxDatagramBytes = maxDatagramBytes;
  }

  get isFull(): boolean {
    return this.socket.getSendQueueSize() > maxQueuedBytes;
  }

  /** Room for one datagram; valid until `send`. */
  room(): Buffer {
    if (slabBytes - this.used < this.maxDatagramBytes) {
      this.slab = Buffer.allocUnsafeSlow(slabBytes);
      this.used = 0;
    }
    return this.slab.subarray(this.used, this.used + this.maxDatagramBytes);
  }

  /** Sends the first `length` bytes of the room. A failure is a lost datagram: the socket reports it, QUIC repeats. */
  send(length: number, to: PeerAddress): void {
    const datagram = this.slab.subarray(this.used, this.used + length);
    this.used += length;
    try {
      this.socket.send(datagram, to.port, to.host);
    } catch {
      // A closed socket or an address that cannot be sent to counts as loss.
    }
  }
}
