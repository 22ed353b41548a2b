// What the systems answer, as it is read; and one real check of this PC.
import { expect, it } from 'vitest';
import { createFakePeer } from '../testing/fake-peer.ts';
import { questionFor } from './probe-multicast.ts';
import { parseFirewall } from './read-firewall.ts';
import { parseLinuxLink, parseLinuxRoute, parseWindowsLinks } from './read-links.ts';
import { runDoctor } from './run-doctor.ts';

it.each([
  ['1000', 'full', 1000, false],
  ['100', 'half', 100, true],
  ['-1', 'unknown', null, null],
  ['', '', null, null],
])('reads a Linux link of %j %j', (speed, duplex, speedMbit, halfDuplex) => {
  expect(parseLinuxLink(speed, duplex)).toEqual({ speedMbit, halfDuplex });
});

const routes = `Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0
tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0
`;

it('finds the card that leads out by the lowest metric, and none where there is none', () => {
  expect(parseLinuxRoute(routes)).toBe('tun0');
  expect(parseLinuxRoute('')).toBeNull();
});

it('reads what PowerShell says of cards, and nothing out of nonsense', () => {
  const cards = [
    { Name: 'Ethernet', Speed: 1_000_000_000, FullDuplex: true, NdisPhysicalMedium: 14 },
    { Name: 'WLAN', Speed: 866_700_000, FullDuplex: false, NdisPhysicalMedium: 9 },
    { Name: 'Old', Speed: null, FullDuplex: null, NdisPhysicalMedium: null },
    'nonsense',
  ];
  const { links, routeCard } = parseWindowsLinks({ cards, route: 'Ethernet' });
  expect(routeCard).toBe('Ethernet');
  expect(Object.fromEntries(links)).toEqual({
    Ethernet: { speedMbit: 1000, halfDuplex: false, wireless: false },
    WLAN: { speedMbit: 867, halfDuplex: true, wireless: true },
    Old: { speedMbit: null, halfDuplex: null, wireless: null },
  });
  expect(parseWindowsLinks(null)).toEqual({ links: new Map(), routeCard: null });
});

it.each([
  [null, null],
  [{ on: false, actions: ['Block'] }, 'off'],
  [{ on: true, actions: ['Allow', 'Block'] }, 'blocked'],
  [{ on: true, actions: ['Allow'] }, 'allowed'],
  [{ on: true, actions: [] }, 'no-rule'],
  [{ on: true }, 'no-rule'],
])('reads the firewall from %j', (answer, state) => {
  expect(parseFirewall(answer)).toBe(state);
});

it('asks for a name as mDNS writes it', () => {
  expect(questionFor('ab').toString('latin1')).toBe('\0\0\0\0\0\x01\0\0\0\0\0\0\x02ab\x05local\0\0\x0c\0\x01');
});

it('checks this PC, and every part of the check says something', async () => {
  const peer = createFakePeer();
  const settings = { gameDir: import.meta.dirname };
  const { findings } = await runDoctor({ peer, settings, protocolVersion: 1 });
  const parts = new Set(findings.map(({ code }) => code.split('-')[0]));
  for (const part of ['multicast', 'nobody', 'firewall', 'reachable', 'folder']) expect(parts).toContain(part);
});
