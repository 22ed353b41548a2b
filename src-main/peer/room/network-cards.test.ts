import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  cardKey,
  cardTowards,
  diffCards,
  isVirtualCard,
  parseIpv4,
  selectCards,
  type NetworkCard,
} from './network-cards.ts';

const mac = 'a0:36:9f:00:00:01';

function v4(address: string, more: Partial<NetworkInterfaceInfo> = {}): NetworkInterfaceInfo {
  const base = { address, netmask: '255.255.255.0', family: 'IPv4', mac, internal: false, cidr: null };
  return { ...base, ...more } as NetworkInterfaceInfo;
}

function v6(scopeid: number): NetworkInterfaceInfo {
  return { address: 'fe80::1', netmask: 'ffff::', family: 'IPv6', mac, internal: false, cidr: null, scopeid };
}

const loopback = { lo: [v4('127.0.0.1', { internal: true, netmask: '255.0.0.0' })] };

function card(name: string, address: string, more: Partial<NetworkCard> = {}): NetworkCard {
  return { name, address, netmask: '255.255.255.0', mac, index: 2, rank: 0, ...more };
}

describe('selectCards', () => {
  const cases: [string, NodeJS.Dict<NetworkInterfaceInfo[]>, [string, number][]][] = [
    ['nothing at all', {}, []],
    ['no network: this PC only', loopback, [['127.0.0.1', 3]]],
    ['a card hides the loopback', { ...loopback, eth0: [v4('10.0.0.5')] }, [['10.0.0.5', 0]]],
    ['both addresses of a card', { eth0: [v4('10.0.0.5'), v4('10.1.0.5')] }, [['10.0.0.5', 0], ['10.1.0.5', 0]]], // prettier-ignore
    ['an IPv6-only card is no use', { ...loopback, eth0: [v6(3)] }, [['127.0.0.1', 3]]],
    [
      'virtual adapters last, self-given addresses before them',
      { docker0: [v4('172.17.0.1')], 'vEthernet (WSL)': [v4('172.20.0.1')], Ethernet: [v4('169.254.7.7')], 'Wi-Fi': [v4('192.168.0.9')] }, // prettier-ignore
      [['192.168.0.9', 0], ['169.254.7.7', 1], ['172.17.0.1', 2], ['172.20.0.1', 2]], // prettier-ignore
    ],
    ['a virtual adapter alone is used', { ...loopback, tun0: [v4('10.8.0.2')] }, [['10.8.0.2', 2]]],
  ];
  it.each(cases)('%s', (_name, raw, expected) => {
    expect(selectCards(raw, () => 7).map((each) => [each.address, each.rank])).toEqual(expected);
  });

  it('takes the index from IPv6, else from the system', () => {
    const cards = selectCards({ eth0: [v4('10.0.0.5'), v6(4)], eth1: [v4('10.1.0.5')] }, () => 9);
    expect(cards.map((each) => each.index)).toEqual([4, 9]);
  });
});

describe('isVirtualCard', () => {
  it.each([
    ['Ethernet', mac, false],
    ['enp3s0', mac, false],
    ['br0', mac, false],
    ['Wi-Fi 2', mac, false],
    ['br-12ab34', mac, true],
    ['VMware Network Adapter VMnet8', mac, true],
    ['VirtualBox Host-Only Network', mac, true],
    ['ZeroTier One [1234]', mac, true],
    ['Office VPN', mac, true],
    ['wg0', mac, true],
    ['Ethernet 4', '0A:00:27:00:00:11', true],
    ['Ethernet 5', '00:15:5d:01:02:03', true],
    ['point-to-point', '00:00:00:00:00:00', true],
  ])('%s %s: %s', (name, address, expected) => {
    expect(isVirtualCard(name, address)).toBe(expected);
  });
});

describe('diffCards', () => {
  const lan = card('eth0', '10.0.0.5');
  const cases: [string, NetworkCard[], NetworkCard[], string[], string[]][] = [
    ['nothing new', [lan], [lan], [], []],
    ['plugged in', [], [lan], ['10.0.0.5'], []],
    ['unplugged', [lan], [], [], [cardKey(lan)]],
    ['another address', [lan], [card('eth0', '10.0.0.9')], ['10.0.0.9'], [cardKey(lan)]],
    ['made anew with the same address', [lan], [card('eth0', '10.0.0.5', { index: 3 })], ['10.0.0.5'], [cardKey(lan)]],
    ['another MAC', [lan], [card('eth0', '10.0.0.5', { mac: 'a0:36:9f:00:00:02' })], ['10.0.0.5'], [cardKey(lan)]],
    ['rank alone is no reason', [lan], [card('eth0', '10.0.0.5', { rank: 2 })], [], []],
  ];
  it.each(cases)('%s', (_name, open, wanted, opened, closed) => {
    const change = diffCards(open.map(cardKey), wanted);
    expect(change.open.map((each) => each.address)).toEqual(opened);
    expect(change.close).toEqual(closed);
  });
});

describe('cardTowards', () => {
  const cards = [
    card('eth0', '192.168.1.5', { netmask: '255.255.255.128' }),
    card('wlan0', '10.20.30.40', { netmask: '255.0.0.0' }),
    card('tun0', '10.20.30.41', { netmask: '255.255.255.0', rank: 2 }),
  ];
  it.each([
    ['192.168.1.100', 'eth0'],
    ['192.168.1.200', undefined],
    ['10.255.0.1', 'wlan0'],
    ['10.20.30.99', 'wlan0'],
    ['8.8.8.8', undefined],
    ['fe80::1', undefined],
    ['garbage', undefined],
  ])('%s over %s', (address, name) => {
    expect(cardTowards(address, cards)?.name).toBe(name);
  });
});

describe('parseIpv4', () => {
  it.each([
    ['0.0.0.0', 0],
    ['255.255.255.255', 4_294_967_295],
    ['1.2.3.4', 16_909_060],
    ['256.1.1.1', null],
    ['1.2.3', null],
    ['1.2.3.4.5', null],
    ['', null],
    [' 1.2.3.4', null],
    ['::ffff:1.2.3.4', null],
  ])('%j is %j', (text, expected) => {
    expect(parseIpv4(text)).toBe(expected);
  });
});
