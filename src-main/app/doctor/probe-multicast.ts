// Whether multicast works on a network card: a question of our own has to come back to us.
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';

const group = '224.0.0.251';
const port = 5353;
const askEveryMs = 250;
const waitMs = 1200;

/** null where it could not be tried. Never throws. `address` is the card's own, dotted IPv4. */
export async function probeMulticast(address: string): Promise<boolean | null> {
  const label = `lanspread-probe-${randomBytes(8).toString('hex')}`;
  const packet = questionFor(label);
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  try {
    await openOn(socket, address);
  } catch {
    socket.close();
    return null;
  }
  return new Promise((resolve) => {
    const end = (heard: boolean) => {
      clearInterval(asking);
      clearTimeout(limit);
      socket.close();
      resolve(heard);
    };
    socket.on('message', (bytes, sender) => {
      if (sender.address === address && bytes.includes(label)) end(true);
    });
    // A packet that cannot leave is a packet that is not heard.
    socket.on('error', () => {});
    const ask = () => socket.send(packet, port, group, () => {});
    const asking = setInterval(ask, askEveryMs);
    const limit = setTimeout(() => end(false), waitMs);
    ask();
  });
}

async function openOn(socket: Socket, address: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, '0.0.0.0', () => resolve());
  });
  socket.removeAllListeners('error');
  socket.addMembership(group, address);
  socket.setMulticastInterface(address);
  socket.setMulticastLoopback(true);
}

/** An mDNS question for a name that nobody has (RFC 1035): header with one question, name, PTR, IN. */
export function questionFor(label: string): Buffer {
  const name = [label, 'local'].map((part) => Buffer.concat([Buffer.from([part.length]), Buffer.from(part)]));
  return Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]), ...name, Buffer.from([0, 0, 12, 0, 1])]);
}
