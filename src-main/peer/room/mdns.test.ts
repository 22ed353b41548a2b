// Real sockets on the loopback card; the clock is held still where time matters.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Stop } from '../edge/stop.ts';
import { holdClock } from '../edge/testing/held-clock.ts';
import type { Announcement, Discovery, FoundPeer } from './discovery.ts';
import { createMdnsDiscovery, type MdnsOptions } from './mdns.ts';
import type { NetworkCard } from './network-cards.ts';

const fingerprint = 'ab'.repeat(32);
const idA = 'a'.repeat(32);
const idB = 'b'.repeat(32);
const loopback: NetworkCard = {
  name: 'lo',
  address: '127.0.0.1',
  netmask: '255.0.0.0',
  mac: '00:00:00:00:00:00',
  index: 1,
  rank: 3,
};

const listLoopback = () => [loopback];

let stops: Stop[] = [];
let serviceType = '';
let log: string[] = [];
let multicastWorks = false;

beforeAll(async () => {
  multicastWorks = await canMulticast();
  if (!multicastWorks) process.stdout.write('mDNS tests skipped: this system does not loop multicast packets back\n');
});
beforeEach(({ skip }) => {
  if (!multicastWorks) skip();
  stops = [];
  log = [];
  serviceType = `t${Math.floor(Math.random() * 1e9).toString(36)}`;
});
afterEach(async () => {
  await Promise.all(stops.map(async (stop) => stop()));
});

function create(more: Partial<MdnsOptions> = {}): Discovery {
  return createMdnsDiscovery({
    log: (_level, message) => log.push(message),
    serviceType,
    listCards: listLoopback,
    ...more,
  });
}

function self(peerId: string, port: number): Announcement {
  return { peerId, port, protocolVersion: 3, fingerprint };
}

function announce(discovery: Discovery, peerId: string, port: number): Stop {
  const stop = discovery.announce(self(peerId, port));
  stops.push(stop);
  return stop;
}

function describeFound({ peerId, address, protocolVersion }: FoundPeer): string {
  return `${peerId.slice(0, 1)} ${address.host}:${address.port} v${protocolVersion}`;
}

/** Collects what is told, each line once; `until` waits for lines and answers all so far. */
function browse(discovery: Discovery) {
  const told: string[] = [];
  const waiting = new Set<() => void>();
  const tell = (line: string) => {
    if (!told.includes(line)) told.push(line);
    for (const check of waiting) check();
  };
  stops.push(
    discovery.browse(
      (found) => tell(describeFound(found)),
      (peerId) => tell(`lost ${peerId.slice(0, 1)}`),
    ),
  );
  const until = async (...lines: string[]) =>
    new Promise<string[]>((resolve) => {
      const check = () => {
        if (!lines.every((line) => told.includes(line))) return;
        waiting.delete(check);
        resolve([...told]);
      };
      waiting.add(check);
      check();
    });
  return { told, until };
}

describe('mDNS discovery', () => {
  it('lets two peers on one PC find each other, and neither itself', async () => {
    const [a, b] = [create(), create()];
    const [heardByA, heardByB] = [browse(a), browse(b)];
    announce(a, idA, 1111);
    announce(b, idB, 2222);
    await Promise.all([heardByA.until('b 127.0.0.1:2222 v3'), heardByB.until('a 127.0.0.1:1111 v3')]);
    expect([heardByA.told, heardByB.told]).toEqual([['b 127.0.0.1:2222 v3'], ['a 127.0.0.1:1111 v3']]);
  });

  it('finds who was there before', async () => {
    announce(create(), idA, 1111);
    await browse(create()).until('a 127.0.0.1:1111 v3');
    expect(await browse(create()).until('a 127.0.0.1:1111 v3')).toHaveLength(1);
  });

  it('tells of a goodbye, and of another port afterwards', async () => {
    const [a, b] = [create(), create()];
    const heard = browse(b);
    const stop = announce(a, idA, 1111);
    await heard.until('a 127.0.0.1:1111 v3');
    await stop();
    await heard.until('lost a');
    announce(a, idA, 1112);
    expect(await heard.until('a 127.0.0.1:1112 v3')).toHaveLength(3);
  });

  it('keeps rooms of different types apart', async () => {
    const stranger = create({ serviceType: `${serviceType}x` });
    const heard = browse(create());
    announce(stranger, idA, 1111);
    announce(create(), idB, 2222);
    await heard.until('b 127.0.0.1:2222 v3');
    expect(heard.told).toEqual(['b 127.0.0.1:2222 v3']);
  });

  it('uses a card that comes later, and opens one made anew without saying goodbye', async () => {
    const { clock, pass } = holdClock();
    let cards: NetworkCard[] = [];
    const moving = create({ clock, listCards: () => cards });
    const heard = browse(create());
    announce(moving, idA, 1111);
    cards = [loopback];
    pass(3000);
    await heard.until('a 127.0.0.1:1111 v3');
    cards = [{ ...loopback, index: 2 }];
    pass(3000);
    expect(log.filter((line) => line.includes('mDNS uses lo'))).toHaveLength(3);
    announce(moving, idB, 2222);
    await heard.until('b 127.0.0.1:2222 v3');
    expect(heard.told).not.toContain('lost a');
  });

  it('survives a card that is gone and mentions it once', async () => {
    const { clock, pass } = holdClock();
    const gone = { ...loopback, name: 'gone', address: '203.0.113.77', netmask: '255.255.255.255' };
    const failing = create({
      clock,
      listCards: () => {
        throw new Error('no list today');
      },
    });
    browse(failing);
    pass(60_000);
    expect(log).toEqual(['mDNS on the list of network cards does not work: no list today']);
    const a = create({ listCards: () => [gone, loopback] });
    announce(a, idA, 1111);
    await browse(create()).until('a 127.0.0.1:1111 v3');
  });

  it('leaves no timer and no socket behind', async () => {
    const { clock, pass, waits } = holdClock();
    const discovery = create({ clock });
    const stopBrowsing = discovery.browse(
      () => {},
      () => {},
    );
    const stopAnnouncing = discovery.announce(self(idA, 1111));
    pass(120_000);
    await Promise.all([stopAnnouncing(), stopAnnouncing(), stopBrowsing()]);
    expect(waits()).toEqual([]);
  });
});

async function canMulticast(): Promise<boolean> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  try {
    socket.bind(0, '0.0.0.0');
    await once(socket, 'listening');
    socket.addMembership('224.0.0.251', '127.0.0.1');
    socket.setMulticastInterface('127.0.0.1');
    socket.send('probe', socket.address().port, '224.0.0.251');
    await once(socket, 'message', { signal: AbortSignal.timeout(2000) });
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}
