// Asks peers that have been silent whether they are still there.
import type { PeerId } from '../../../src-shared/game.ts';
import type { Clock } from '../edge/clock.ts';
import type { Stop } from '../edge/stop.ts';
import type { Links } from './links.ts';
import type { PeerRegistry } from './peer-registry.ts';

/** Silence + unanswered ping + one redial stay under the ten seconds in which a vanished peer must be gone. */
const silenceMs = 3000;
const tickMs = 500;

export interface LivenessOptions {
  registry: PeerRegistry;
  links: Links;
  clock: Clock;
  probe: (peerId: PeerId) => Promise<void>;
}

export function startLiveness({ registry, links, clock, probe }: LivenessOptions): Stop {
  const probing = new Set<PeerId>();
  let callOff = () => {};

  const check = (peerId: PeerId) => {
    const seen = registry.lastSeenMs(peerId);
    if (seen === null || clock.nowMs() - seen < silenceMs || probing.has(peerId)) return;
    probing.add(peerId);
    void probe(peerId).finally(() => probing.delete(peerId));
  };

  const tick = () => {
    for (const peerId of links.peerIds()) check(peerId);
    registry.expireIncompatible();
    callOff = clock.after(tickMs, tick);
  };

  callOff = clock.after(tickMs, tick);
  return async () => callOff();
}
