// From what was measured on the network to what is wrong with it. Pure; what nobody could measure is said to be unknown.
import type { DoctorFinding, FindingCode, FindingLevel } from '../../../src-shared/doctor.ts';

export interface CardFacts {
  name: string;
  address: string;
  /** `no-server`: it gave itself an address, since nobody else did. */
  kind: 'real' | 'no-server' | 'virtual' | 'loopback';
  /** null = the system does not tell. */
  speedMbit: number | null;
  halfDuplex: boolean | null;
  wireless: boolean | null;
  /** Whether an own multicast question came back; null where it could not be tried. */
  hearsItself: boolean | null;
}

export type FirewallState = 'allowed' | 'blocked' | 'no-rule' | 'off';

export interface DoctorFacts {
  cards: readonly CardFacts[];
  /** Name of the card that leads out of this network; null where there is none or it is not told. */
  routeCard: string | null;
  /** False: peers are met by address only. */
  discovers: boolean;
  connected: number;
  incompatible: readonly { name: string; protocolVersion: number }[];
  protocolVersion: number;
  /** Heard of just now, and no answer when called; `host:port`. */
  unreachable: readonly string[];
  /** Hosts that say they are this very peer. */
  twins: readonly string[];
  /** Somebody else's call has come in since the start. */
  calledByOthers: boolean;
  /** By how much the clock of each other PC that tells its time is ahead of the one here. */
  clockOffsetsMs: readonly number[];
  firewall: FirewallState | null;
  folder: { path: string | null; problem: string | null; freeBytes: number | null };
}

const slowBelowMbit = 1000;
const fullBelowBytes = 5_000_000_000;
const severity: readonly FindingLevel[] = ['bad', 'warn', 'unknown', 'good'];

/** The worst first; each check says something, if only that all is well. */
export function diagnose(facts: DoctorFacts): DoctorFinding[] {
  const findings = [
    ...checkCards(facts),
    ...checkLinks(facts),
    ...checkMulticast(facts),
    ...checkRoom(facts),
    checkClock(facts),
    checkFirewall(facts),
    checkReach(facts),
    checkFolder(facts),
  ];
  return findings.toSorted((a, b) => severity.indexOf(a.level) - severity.indexOf(b.level));
}

const say = (level: FindingLevel, code: FindingCode, about: Record<string, string> = {}): DoctorFinding => ({
  code,
  level,
  about,
});

function checkCards({ cards, routeCard }: DoctorFacts): DoctorFinding[] {
  const real = cards.filter(({ kind }) => kind === 'real');
  const unserved = cards.filter(({ kind }) => kind === 'no-server');
  const virtual = cards.filter(({ kind }) => kind === 'virtual');
  const findings: DoctorFinding[] = [];
  if (real.length > 0) findings.push(say('good', 'adapter-good', { cards: real.map(named).join(', ') }));
  else if (unserved.length > 0)
    findings.push(say('warn', 'no-address-server', { cards: unserved.map(named).join(', ') }));
  else if (virtual.length > 0) findings.push(say('bad', 'only-virtual', { cards: virtual.map(named).join(', ') }));
  else findings.push(say('bad', 'no-adapter'));
  const vpn = virtual.find(({ name }) => name === routeCard);
  if (vpn !== undefined) findings.push(say('warn', 'vpn-route', { card: vpn.name }));
  return findings;
}

const named = ({ name, address }: CardFacts) => `${name} (${address})`;

/** Only of cards that could carry a room. */
function checkLinks({ cards }: DoctorFacts): DoctorFinding[] {
  return cards.filter(({ kind }) => kind === 'real' || kind === 'no-server').map(checkLink);
}

function checkLink({ name, speedMbit, halfDuplex, wireless }: CardFacts): DoctorFinding {
  const about = { card: name, mbit: String(speedMbit ?? '') };
  if (halfDuplex === true && wireless !== true) return say('bad', 'link-half-duplex', about);
  if (wireless === true) return say('warn', 'link-wireless', about);
  if (speedMbit === null) return say('unknown', 'link-unknown', about);
  return speedMbit < slowBelowMbit ? say('warn', 'link-slow', about) : say('good', 'link-good', about);
}

function checkMulticast({ cards, discovers }: DoctorFacts): DoctorFinding[] {
  if (!discovers) return [say('warn', 'multicast-off')];
  const tried = cards.filter(({ kind, hearsItself }) => kind !== 'virtual' && hearsItself !== null);
  const deaf = tried.filter(({ hearsItself }) => hearsItself === false);
  if (deaf.length > 0) return deaf.map(({ name }) => say('bad', 'multicast-deaf', { card: name }));
  return [tried.length === 0 ? say('unknown', 'multicast-unknown') : say('good', 'multicast-good')];
}

function checkRoom(facts: DoctorFacts): DoctorFinding[] {
  const { connected, incompatible, unreachable, twins, protocolVersion } = facts;
  const findings: DoctorFinding[] = [];
  if (twins.length > 0) findings.push(say('bad', 'twin-id', { hosts: twins.join(', ') }));
  if (unreachable.length > 0) findings.push(say('bad', 'peers-unreachable', { addresses: unreachable.join(', ') }));
  if (incompatible.length > 0) {
    const peers = incompatible.map((peer) => `${peer.name} (${peer.protocolVersion})`).join(', ');
    findings.push(say('warn', 'version-mismatch', { peers, here: String(protocolVersion) }));
  }
  if (connected > 0) findings.push(say('good', 'peers-here', { count: String(connected) }));
  else if (findings.length === 0) findings.push(say('warn', 'nobody-heard'));
  return findings;
}

/** What one minute more or less on a wall clock would explain is let pass. */
const clockTolerance = 3 * 60_000;

function checkClock({ clockOffsetsMs }: DoctorFacts): DoctorFinding {
  const offset = roomOffset(clockOffsetsMs);
  if (offset === null) return say('unknown', 'clock-unknown');
  if (Math.abs(offset) <= clockTolerance) return say('good', 'clock-good');
  return say('warn', offset < 0 ? 'clock-ahead' : 'clock-behind', { by: spanText(Math.abs(offset)) });
}

/** The median; between two middle ones that which accuses this PC less. null where nobody tells the time. */
function roomOffset(offsets: readonly number[]): number | null {
  const sorted = offsets.toSorted((a, b) => a - b);
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
  return middle.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0] ?? null;
}

/** In the signs of minutes, hours and days that every language knows. */
function spanText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(minutes / 1440)} d`;
}

function checkFirewall({ firewall }: DoctorFacts): DoctorFinding {
  if (firewall === null) return say('unknown', 'firewall-unknown');
  if (firewall === 'blocked') return say('bad', 'firewall-blocked');
  return firewall === 'no-rule' ? say('warn', 'firewall-no-rule') : say('good', 'firewall-good');
}

const checkReach = ({ calledByOthers }: DoctorFacts): DoctorFinding =>
  calledByOthers ? say('good', 'reachable-good') : say('unknown', 'reachable-unknown');

function checkFolder({ folder: { path, problem, freeBytes } }: DoctorFacts): DoctorFinding {
  if (path === null) return say('warn', 'folder-unset');
  if (problem !== null) return say('bad', 'folder-unusable', { path, problem });
  const gigabytes = freeBytes === null ? '?' : (freeBytes / 1e9).toFixed(1);
  const isFull = freeBytes !== null && freeBytes < fullBelowBytes;
  return isFull ? say('warn', 'folder-full', { path, gigabytes }) : say('good', 'folder-good', { path, gigabytes });
}
