// Reads what other hosts say over mDNS. Anybody on the network can send these packets, so nothing in them is trusted.
import type { PeerId } from '../../../src-shared/game.ts';
import type { FoundPeer } from './discovery.ts';
import { parseIpv4 } from './network-cards.ts';

/** A peer that says where it listens, or that it leaves. */
export type Reading = { kind: 'found'; found: FoundPeer } | { kind: 'lost'; peerId: PeerId };

interface DnsRecord {
  name: string;
  type: string;
  ttl: number;
  data: unknown;
}

/** A peer announces itself only; more in one packet is a relay at best. */
const maxReadingsPerPacket = 16;
const idPattern = /^[0-9a-f]{32}$/;

/** The name under which all peers are asked for, e.g. `_lanspread._udp.local`. */
export function queryName(serviceType: string): string {
  return `_${serviceType}._udp.local`;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function readRecord(raw: unknown): DnsRecord | null {
  const { name, type, ttl, data } = asObject(raw);
  if (typeof name !== 'string' || typeof type !== 'string' || typeof ttl !== 'number') return null;
  return { name: name.toLowerCase(), type, ttl, data };
}

function readRecords(packet: unknown): DnsRecord[] {
  const { answers, additionals } = asObject(packet);
  return [...asList(answers), ...asList(additionals)].map(readRecord).filter((record) => record !== null);
}

/** The peer id in `<id>._lanspread._udp.local`, or null. */
function readInstanceId(data: unknown, service: string): PeerId | null {
  if (typeof data !== 'string') return null;
  const instance = data.toLowerCase();
  if (!instance.endsWith(`.${service}`)) return null;
  const id = instance.slice(0, -service.length - 1);
  return idPattern.test(id) ? id : null;
}

function readPort(record: DnsRecord | undefined): number | null {
  const { port } = asObject(record?.data);
  return typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : null;
}

/** `key=value` strings of a TXT record; the first of equal keys counts (RFC 6763 section 6.4). */
function readTexts(record: DnsRecord | undefined): Map<string, string> {
  const texts = new Map<string, string>();
  for (const item of asList(record?.data)) {
    if (!(item instanceof Uint8Array)) continue;
    const text = Buffer.from(item).toString('utf8');
    const cut = text.indexOf('=');
    const key = text.slice(0, Math.max(cut, 0)).toLowerCase();
    if (cut > 0 && !texts.has(key)) texts.set(key, text.slice(cut + 1));
  }
  return texts;
}

function readVersion(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

function readFound(id: PeerId, service: string, records: DnsRecord[], sender: string): Reading | null {
  const own = records.filter((record) => record.name === `${id}.${service}` && record.ttl > 0);
  const port = readPort(own.find((record) => record.type === 'SRV'));
  const texts = readTexts(own.find((record) => record.type === 'TXT'));
  const protocolVersion = readVersion(texts.get('v'));
  if (port === null || protocolVersion === null || texts.get('id') !== id) return null;
  return { kind: 'found', found: { peerId: id, address: { host: sender, port }, protocolVersion } };
}

/**
 * What a decoded mDNS response says about peers. `sender` is the address that the packet came from: it is the one that
 * surely reaches the peer, so address records are never looked at. Garbage yields an empty list.
 */
export function readAnnouncements(packet: unknown, sender: string, serviceType = 'lanspread'): Reading[] {
  if (parseIpv4(sender) === null) return [];
  const service = queryName(serviceType);
  const records = readRecords(packet);
  const readings = new Map<PeerId, Reading>();
  for (const record of records) {
    if (record.type !== 'PTR' || record.name !== service || readings.size >= maxReadingsPerPacket) continue;
    const id = readInstanceId(record.data, service);
    if (id === null || readings.has(id)) continue;
    const reading: Reading | null =
      record.ttl === 0 ? { kind: 'lost', peerId: id } : readFound(id, service, records, sender);
    if (reading !== null) readings.set(id, reading);
  }
  return [...readings.values()];
}

/** Whether a decoded mDNS query asks for all peers. */
export function asksForPeers(packet: unknown, serviceType = 'lanspread'): boolean {
  const service = queryName(serviceType);
  return asList(asObject(packet)['questions']).some((raw) => {
    const { name, type } = asObject(raw);
    return typeof name === 'string' && name.toLowerCase() === service && (type === 'PTR' || type === 'ANY');
  });
}
