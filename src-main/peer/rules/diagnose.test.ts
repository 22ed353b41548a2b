import { describe, expect, it } from 'vitest';
import type { FindingCode } from '../../../src-shared/doctor.ts';
import { diagnose, type CardFacts, type DoctorFacts } from './diagnose.ts';

const card = (more: Partial<CardFacts> = {}): CardFacts => ({
  name: 'eth0',
  address: '192.168.1.20',
  kind: 'real',
  speedMbit: 1000,
  halfDuplex: false,
  wireless: false,
  hearsItself: true,
  ...more,
});

const healthy: DoctorFacts = {
  cards: [card()],
  routeCard: 'eth0',
  discovers: true,
  connected: 3,
  incompatible: [],
  protocolVersion: 1,
  unreachable: [],
  twins: [],
  calledByOthers: true,
  clockOffsetsMs: [0, -900, 1500],
  firewall: 'allowed',
  folder: { path: '/games', problem: null, freeBytes: 90e9 },
};

const levels = (facts: Partial<DoctorFacts>) =>
  diagnose({ ...healthy, ...facts }).map(({ code, level }) => `${level} ${code}`);

it('finds nothing wrong where nothing is', () => {
  expect(levels({})).toEqual([
    'good adapter-good',
    'good link-good',
    'good multicast-good',
    'good peers-here',
    'good clock-good',
    'good firewall-good',
    'good reachable-good',
    'good folder-good',
  ]);
});

const cases: [string, Partial<DoctorFacts>, FindingCode, string][] = [
  ['no card at all', { cards: [] }, 'no-adapter', 'bad'],
  ['only this PC itself', { cards: [card({ kind: 'loopback' })] }, 'no-adapter', 'bad'],
  ['only virtual cards', { cards: [card({ name: 'vEthernet', kind: 'virtual' })] }, 'only-virtual', 'bad'],
  ['nobody who gives addresses', { cards: [card({ kind: 'no-server' })] }, 'no-address-server', 'warn'],
  [
    'a VPN that takes all',
    { cards: [card(), card({ name: 'tun0', kind: 'virtual' })], routeCard: 'tun0' },
    'vpn-route',
    'warn',
  ],
  ['a slow link', { cards: [card({ speedMbit: 100 })] }, 'link-slow', 'warn'],
  ['a half duplex link', { cards: [card({ speedMbit: 100, halfDuplex: true })] }, 'link-half-duplex', 'bad'],
  [
    'Wi-Fi, which is always half duplex',
    { cards: [card({ wireless: true, halfDuplex: true })] },
    'link-wireless',
    'warn',
  ],
  ['a link that says nothing', { cards: [card({ speedMbit: null })] }, 'link-unknown', 'unknown'],
  ['a card that does not hear itself', { cards: [card({ hearsItself: false })] }, 'multicast-deaf', 'bad'],
  ['multicast that could not be tried', { cards: [card({ hearsItself: null })] }, 'multicast-unknown', 'unknown'],
  ['discovery switched off', { discovers: false }, 'multicast-off', 'warn'],
  ['PCs that are heard and do not answer', { unreachable: ['10.0.0.3:1'] }, 'peers-unreachable', 'bad'],
  ['nobody', { connected: 0 }, 'nobody-heard', 'warn'],
  ['another version', { incompatible: [{ name: 'ben', protocolVersion: 2 }] }, 'version-mismatch', 'warn'],
  ['the same identity twice', { twins: ['10.0.0.9'] }, 'twin-id', 'bad'],
  ['a firewall that blocks', { firewall: 'blocked' }, 'firewall-blocked', 'bad'],
  ['a firewall without a rule', { firewall: 'no-rule' }, 'firewall-no-rule', 'warn'],
  ['a firewall that is off', { firewall: 'off' }, 'firewall-good', 'good'],
  ['a firewall that cannot be asked', { firewall: null }, 'firewall-unknown', 'unknown'],
  ['nobody who has called', { calledByOthers: false }, 'reachable-unknown', 'unknown'],
  ['a clock behind that of the only other PC', { clockOffsetsMs: [4 * 60_000] }, 'clock-behind', 'warn'],
  ['a clock ahead of those of the others', { clockOffsetsMs: [-5 * 60_000, -4 * 60_000, 0] }, 'clock-ahead', 'warn'],
  ['one wrong clock among the others', { clockOffsetsMs: [0, 0, 9e9] }, 'clock-good', 'good'],
  ['two others who disagree', { clockOffsetsMs: [-9e9, 100] }, 'clock-good', 'good'],
  ['a difference of a few minutes', { clockOffsetsMs: [3 * 60_000] }, 'clock-good', 'good'],
  ['nobody who tells the time', { clockOffsetsMs: [] }, 'clock-unknown', 'unknown'],
  ['no folder', { folder: { path: null, problem: null, freeBytes: null } }, 'folder-unset', 'warn'],
  ['a folder that is read-only', { folder: { path: '/g', problem: 'No.', freeBytes: 1 } }, 'folder-unusable', 'bad'],
  ['a full disk', { folder: { path: '/g', problem: null, freeBytes: 1e9 } }, 'folder-full', 'warn'],
];

it.each(cases)('names %s', (_, facts, code, level) => {
  expect(levels(facts)).toContain(`${level} ${code}`);
});

it.each([
  [4 * 60_000 + 20_000, '4 min'],
  [60 * 60_000, '1 h'],
  [-90 * 60_000, '1 h 30 min'],
  [3 * 86_400_000, '3 d'],
])('says that a clock is %d ms off as %s', (offset, by) => {
  const found = diagnose({ ...healthy, clockOffsetsMs: [offset] });
  expect(found[0]).toMatchObject({ code: offset < 0 ? 'clock-ahead' : 'clock-behind', about: { by } });
});

describe('order and restraint', () => {
  it('puts the worst first', () => {
    const found = diagnose({ ...healthy, twins: ['10.0.0.9'], firewall: 'no-rule', calledByOthers: false });
    expect(found.slice(0, 3).map(({ level }) => level)).toEqual(['bad', 'warn', 'unknown']);
  });

  it('does not say that nobody is here when somebody was heard', () => {
    expect(levels({ connected: 0, unreachable: ['10.0.0.3:1'] }).join()).not.toContain('nobody-heard');
  });

  it('leaves virtual cards out of links and multicast', () => {
    const virtual = card({ name: 'docker0', kind: 'virtual', speedMbit: 10, hearsItself: false });
    expect(levels({ cards: [card(), virtual] })).toEqual(levels({}));
  });
});
