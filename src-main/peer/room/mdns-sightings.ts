// Which announcements are worth telling: a peer speaks on several cards, again and again.
import type { PeerId } from '../../../src-shared/game.ts';
import type { FoundPeer } from './discovery.ts';

/** An address that was not heard for this long no longer stands in the way of a worse one. */
const freshMs = 45_000;
/** The same announcement reaches every open socket within moments. */
const repeatMs = 1000;
/** Bounds what a flood of invented ids can cost. */
const maxPeers = 1024;
const maxAddressesPerPeer = 8;

interface Heard {
  rank: number;
  lastMs: number;
  toldMs: number;
}

export interface Sightings {
  /** Whether to tell of it: not when just told, nor while the peer is heard over a better card. */
  see: (found: FoundPeer, rank: number, nowMs: number) => boolean;
  /** Whether the peer was known. */
  forget: (peerId: PeerId) => boolean;
}

function addressKey({ address, protocolVersion }: FoundPeer): string {
  return `${address.host}:${address.port} ${protocolVersion}`;
}

function dropOldest<V>(map: Map<string, V>, max: number): void {
  for (const key of map.keys()) {
    if (map.size <= max) return;
    map.delete(key);
  }
}

export function createSightings(): Sightings {
  const peers = new Map<PeerId, Map<string, Heard>>();

  const heardOf = (peerId: PeerId, nowMs: number) => {
    const heard = peers.get(peerId) ?? new Map<string, Heard>();
    peers.delete(peerId);
    peers.set(peerId, heard);
    dropOldest(peers, maxPeers);
    for (const [key, entry] of heard) if (nowMs - entry.lastMs > freshMs) heard.delete(key);
    return heard;
  };

  return {
    see: (found, rank, nowMs) => {
      const heard = heardOf(found.peerId, nowMs);
      const key = addressKey(found);
      const toldMs = heard.get(key)?.toldMs ?? -Infinity;
      const better = [...heard.values()].some((entry) => entry.rank < rank);
      const tell = !better && nowMs - toldMs >= repeatMs;
      heard.delete(key);
      heard.set(key, { rank, lastMs: nowMs, toldMs: tell ? nowMs : toldMs });
      dropOldest(heard, maxAddressesPerPeer);
      return tell;
    },
    forget: (peerId) => peers.delete(peerId),
  };
}
