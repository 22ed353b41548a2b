// The network cards of this PC: which can carry a room, which is best, and what changed since the last look.
import { readFileSync } from 'node:fs';
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

/** One IPv4 address on one card; a card with two addresses counts twice. */
export interface NetworkCard {
  name: string;
  /** Dotted IPv4. */
  address: string;
  netmask: string;
  mac: string;
  /** The system's number of the card; 0 when unknown. A card that was made anew has another one. */
  index: number;
  /** 0 = real card, 1 = real card without an address server (169.254…), 2 = virtual adapter, 3 = this PC only. */
  rank: number;
}

type RawCards = NodeJS.Dict<NetworkInterfaceInfo[]>;

const virtualNames =
  /^(docker|br-|virbr|vboxnet|vmnet|veth|tun|tap|wg|zt|tailscale|ham|ppp|utun)|vethernet|vmware|virtualbox|hyper-v|wsl|vpn|zerotier|tailscale|hamachi|wireguard|wintun|tap-windows/i;
const virtualMacs = /^(00:15:5d|00:50:56|00:0c:29|00:05:69|0a:00:27|02:42|00:00:00:00:00:00)/i;

/** Hyper-V, WSL, VMware, VirtualBox, containers and VPNs, by their customary names and hardware addresses. */
export function isVirtualCard(name: string, mac: string): boolean {
  return virtualNames.test(name) || virtualMacs.test(mac);
}

function rankCard(name: string, info: NetworkInterfaceInfo): number {
  if (info.internal) return 3;
  if (isVirtualCard(name, info.mac)) return 2;
  return info.address.startsWith('169.254.') ? 1 : 0;
}

/**
 * The cards to use, best first: every IPv4 card that leads outside, virtual ones last; this PC's own 127.0.0.1 only
 * when there is none, so that two peers on a PC without a network still meet.
 */
export function selectCards(raw: RawCards, indexOf: (name: string) => number): NetworkCard[] {
  const cards: NetworkCard[] = [];
  for (const [name, infos] of Object.entries(raw)) {
    const scope = infos?.find((info) => info.family === 'IPv6' && (info.scopeid ?? 0) > 0)?.scopeid;
    for (const info of infos ?? []) {
      if (info.family !== 'IPv4') continue;
      const { address, netmask, mac } = info;
      cards.push({ name, address, netmask, mac, index: scope ?? indexOf(name), rank: rankCard(name, info) });
    }
  }
  const outside = cards.filter((card) => card.rank < 3);
  const chosen = outside.length > 0 ? outside : cards.filter((card) => card.address === '127.0.0.1');
  return chosen.toSorted((a, b) => a.rank - b.rank);
}

/** Linux tells a card's number also where no IPv6 address shows it. */
function readCardIndex(name: string): number {
  if (process.platform !== 'linux') return 0;
  try {
    return Number.parseInt(readFileSync(`/sys/class/net/${name}/ifindex`, 'utf8'), 10) || 0;
  } catch {
    return 0;
  }
}

/** The cards of this moment, best first. Throws what the system throws when it cannot list them. */
export function listNetworkCards(): NetworkCard[] {
  return selectCards(networkInterfaces(), readCardIndex);
}

/** Equal keys mean that a socket opened on the card still hears. */
export function cardKey(card: NetworkCard): string {
  return [card.name, card.address, card.mac, card.index].join(' ');
}

/** What to open and which keys to close so that the open ones are exactly `wanted`. */
export function diffCards(openKeys: Iterable<string>, wanted: NetworkCard[]): { open: NetworkCard[]; close: string[] } {
  const known = new Set(openKeys);
  const wantedKeys = new Set(wanted.map(cardKey));
  return {
    open: wanted.filter((card) => !known.has(cardKey(card))),
    close: [...known].filter((key) => !wantedKeys.has(key)),
  };
}

/** A dotted IPv4 address as a number; null for anything else. */
export function parseIpv4(text: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return null;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** The card on whose subnet `address` lies, the best one where several match. */
export function cardTowards(address: string, cards: readonly NetworkCard[]): NetworkCard | undefined {
  const target = parseIpv4(address);
  if (target === null) return undefined;
  return cards.find((card) => {
    const own = parseIpv4(card.address);
    const mask = parseIpv4(card.netmask);
    return own !== null && mask !== null && ((own ^ target) & mask) === 0;
  });
}
