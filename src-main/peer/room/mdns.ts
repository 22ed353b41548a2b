// Finding peers by mDNS on every network card.
import type { PeerId } from '../../../src-shared/game.ts';
import { systemClock, type Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import type { Stop } from '../edge/stop.ts';
import type { Discovery, FoundPeer } from './discovery.ts';
import { createMdnsCards } from './mdns-cards.ts';
import { readAnnouncements } from './mdns-packet.ts';
import { createSightings } from './mdns-sightings.ts';
import { listNetworkCards, type NetworkCard } from './network-cards.ts';

/** How long the same problem of the same card stays unmentioned. */
const sameProblemMs = 10 * 60_000;
/** A sender outside all our subnets ranks behind every card. */
const strangeSubnetRank = 4;

export interface MdnsOptions {
  log: Log;
  clock?: Clock;
  /** Cards to use, best first. */
  listCards?: () => NetworkCard[];
  /** In [0, 1). */
  random?: () => number;
  /** Peers of different types do not see each other; at most 15 letters, digits and hyphens. */
  serviceType?: string;
}

interface Listener {
  onFound: (found: FoundPeer) => void;
  onLost: (peerId: PeerId) => void;
}

/**
 * Discovery over mDNS. Sockets are open while anything is announced or browsed. A card that vanishes or fails is only
 * logged; what comes back is picked up within three seconds. `onFound` comes for every announcement heard, at most once
 * a second for the same address, and for the best card only where a peer is heard over several.
 */
export function createMdnsDiscovery(options: MdnsOptions): Discovery {
  const { log, clock = systemClock, serviceType = 'lanspread' } = options;
  const ownIds = new Set<PeerId>();
  const listeners = new Set<Listener>();
  const sightings = createSightings();
  const twins = new Set<string>();
  const listCards = options.listCards ?? listNetworkCards;
  const isOwnAddress = (address: string) =>
    address.startsWith('127.') || listCards().some((card) => card.address === address);
  let users = 0;

  const hear = (packet: unknown, sender: string, card: NetworkCard | undefined) => {
    // What nobody was told must not count as told.
    if (listeners.size === 0) return;
    for (const reading of readAnnouncements(packet, sender, serviceType)) {
      const peerId = reading.kind === 'lost' ? reading.peerId : reading.found.peerId;
      if (ownIds.has(peerId)) {
        if (reading.kind === 'found' && !isOwnAddress(sender)) twins.add(sender);
        continue;
      }
      if (reading.kind === 'lost') {
        if (sightings.forget(peerId)) for (const listener of listeners) listener.onLost(peerId);
      } else if (sightings.see(reading.found, card?.rank ?? strangeSubnetRank, clock.nowMs())) {
        for (const listener of listeners) listener.onFound(reading.found);
      }
    }
  };

  const cards = createMdnsCards({
    clock,
    serviceType,
    listCards,
    random: options.random ?? Math.random,
    onResponse: hear,
    onOpened: (card) => log('debug', `mDNS uses ${card.name} (${card.address})`),
    onProblem: createProblemLog(log, clock),
  });

  /** Sockets are open as long as somebody uses them. */
  const use = (release: () => Promise<void>): Stop => {
    users += 1;
    if (users === 1) cards.start();
    return once(async () => {
      await release();
      users -= 1;
      if (users === 0) cards.stop();
    });
  };

  return {
    announce: (self) => {
      ownIds.add(self.peerId);
      cards.publish(self);
      return use(async () => cards.withdraw(self));
    },
    twins: () => [...twins],
    browse: (onFound, onLost) => {
      const listener = { onFound, onLost };
      listeners.add(listener);
      if (users > 0) cards.askNow();
      return use(async () => void listeners.delete(listener));
    },
  };
}

function createProblemLog(log: Log, clock: Clock): (where: string, problem: Error) => void {
  const lastMs = new Map<string, number>();
  return (where, problem) => {
    const key = `${where} ${(problem as NodeJS.ErrnoException).code ?? problem.message}`;
    const silentMs = clock.nowMs() - (lastMs.get(key) ?? -Infinity);
    if (silentMs < sameProblemMs) return;
    lastMs.set(key, clock.nowMs());
    log('warn', `mDNS on ${where} does not work: ${problem.message}`);
  };
}

function once(stop: Stop): Stop {
  let stopping: Promise<void> | null = null;
  return async () => (stopping ??= stop());
}
