import { expect, it } from 'vitest';
import { holdClock } from '../peer/edge/testing/held-clock.ts';
import type { NetworkCard } from '../peer/room/network-cards.ts';
import type { NetworkLinks } from './doctor/read-links.ts';
import { createOwnLinks, linkKindTowards } from './own-links.ts';

const card = (name: string, address: string, rank = 0): NetworkCard => {
  return { name, address, netmask: '255.255.255.0', mac: name, index: 1, rank };
};
const link = (wireless: boolean | null) => ({ speedMbit: null, halfDuplex: null, wireless });
const cards = [card('eth0', '192.168.1.20'), card('wlan0', '10.0.0.20'), card('tun0', '10.8.0.2', 2)];
const links: NetworkLinks = {
  links: new Map([
    ['eth0', link(false)],
    ['wlan0', link(true)],
    ['tun0', link(false)],
  ]),
  routeCard: 'wlan0',
};

it.each([
  ['192.168.1.7', 'wired'],
  ['10.0.0.7', 'wifi'],
  ['172.16.0.1', 'wifi'],
  ['10.8.0.7', null],
])('meets %s by %s', (host, kind) => {
  expect(linkKindTowards(host, cards, links)).toBe(kind);
});

it('claims nothing that the system does not tell', () => {
  const silent = { links: new Map([['eth0', link(null)]]), routeCard: null };
  expect(linkKindTowards('192.168.1.7', cards, silent)).toBeNull();
  expect(linkKindTowards('10.0.0.7', cards, silent)).toBeNull();
  expect(linkKindTowards('192.168.1.7', [], links)).toBeNull();
});

it('asks the system again only when the cards are others, and says so', async () => {
  const { clock, passInTurns, waits } = holdClock();
  let present = [card('eth0', '192.168.1.20')];
  const asked: (readonly string[])[] = [];
  const told: (string | null)[] = [];
  const readLinks = async (names: readonly string[]) => {
    asked.push(names);
    return links;
  };
  const own = createOwnLinks({ listCards: () => present, readLinks });
  const stop = own.watch(clock, () => void told.push(own.kindTowards('192.168.1.7')));
  await passInTurns(40_000);
  await expect.poll(() => told).toEqual(['wired']);
  present = [card('wlan0', '192.168.1.21')];
  await passInTurns(40_000);
  expect(told).toEqual(['wired', 'wifi']);
  expect(asked).toEqual([['eth0'], ['wlan0']]);
  await stop();
  expect(waits()).toEqual([]);
});
