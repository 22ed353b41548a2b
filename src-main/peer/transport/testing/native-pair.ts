// Two engines joined in memory, so that a test decides when each datagram arrives.
import type { PeerAddress } from '../transport.ts';
import { acceptNative, dialNative, type NativeConfig, type NativeConnection } from '../quic/native.ts';

export interface NativePair {
  dialler: NativeConnection;
  listener: NativeConnection;
  /** What this side has to send now. */
  take: (from: NativeConnection) => Buffer[];
  give: (to: NativeConnection, datagrams: Buffer[]) => void;
  /** Passes datagrams both ways until neither side has any left. */
  settle: () => void;
}

const near: PeerAddress = { host: '127.0.0.1', port: 1 };
const far: PeerAddress = { host: '127.0.0.1', port: 2 };

export function createNativePair(dialConfig: NativeConfig, listenConfig: NativeConfig): NativePair {
  const dialler = dialNative({ ownId: Buffer.alloc(8, 1), local: near, remote: far }, dialConfig);
  const listener = acceptNative({ ownId: Buffer.alloc(8, 2), local: far, remote: near }, listenConfig);
  const give = (to: NativeConnection, datagrams: Buffer[]) => {
    const path = to === listener ? { from: near, to: far } : { from: far, to: near };
    for (const datagram of datagrams) tryReceive(to, datagram, path);
  };
  const settle = () => {
    for (;;) {
      const [forth, back] = [take(dialler), take(listener)];
      if (forth.length + back.length === 0) return;
      give(listener, forth);
      give(dialler, back);
    }
  };
  return { dialler, listener, take, give, settle };
}

function take(from: NativeConnection): Buffer[] {
  const datagrams: Buffer[] = [];
  for (;;) {
    const room = Buffer.alloc(1452);
    const sent = from.send(room);
    if (sent === null) return datagrams;
    datagrams.push(room.subarray(0, sent[0]));
  }
}

function tryReceive(to: NativeConnection, datagram: Buffer, path: { from: PeerAddress; to: PeerAddress }): void {
  try {
    to.recv(datagram, path);
  } catch {
    // It closes its connection and says so in its next datagram.
  }
}
