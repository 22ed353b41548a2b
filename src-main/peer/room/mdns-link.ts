// mDNS on one network card: one bonjour instance that answers for us, asks, and hands over what it hears.
import Bonjour from 'bonjour-service';
import type { Announcement } from './discovery.ts';
import { queryName } from './mdns-packet.ts';
import type { NetworkCard } from './network-cards.ts';

export interface MdnsLinkEvents {
  /** Decoded packets, unchecked; `sender` is a dotted IPv4 address. */
  onQuery: (packet: unknown, sender: string) => void;
  onResponse: (packet: unknown, sender: string) => void;
  onProblem: (problem: Error) => void;
}

export interface Publication {
  announceAgain: () => void;
  /** Says goodbye; resolves when that has left. */
  unpublish: () => Promise<void>;
}

export interface MdnsLink {
  ask: () => void;
  publish: (self: Announcement) => Publication;
  /** Ends without a goodbye: other cards may still serve this peer. */
  close: () => void;
}

type Done = (problem?: Error | null) => void;

/** What we use of the package's own socket, which its types leave open. */
interface MdnsSocket {
  on: (event: string, listener: (...args: never[]) => void) => void;
  query: (name: string, type: string, done: Done) => void;
  respond: (records: unknown, done: Done) => void;
}

interface Sender {
  address: string;
}

/** Never throws for a card that went away: problems, now or later, go to `onProblem`. */
export function openMdnsLink(card: NetworkCard, serviceType: string, events: MdnsLinkEvents): MdnsLink {
  let open = true;
  const whenOpen =
    <A extends unknown[]>(run: (...args: A) => void) =>
    (...args: A) => {
      if (open) run(...args);
    };
  const report = whenOpen((problem?: Error | null) => {
    if (problem) events.onProblem(problem);
  });
  // `interface` alone is deaf on Linux, and without an error callback a missing route throws.
  const bonjour = new Bonjour({ interface: card.address, bind: '0.0.0.0' } as object, report);
  const socket = (bonjour as unknown as { server: { mdns: MdnsSocket } }).server.mdns;
  socket.on(
    'query',
    whenOpen((packet: unknown, sender: Sender) => events.onQuery(packet, sender.address)),
  );
  socket.on(
    'response',
    whenOpen((packet: unknown, sender: Sender) => events.onResponse(packet, sender.address)),
  );
  socket.on('error', report);

  return {
    ask: () => socket.query(queryName(serviceType), 'PTR', report),
    publish: (self) => {
      const service = bonjour.publish(describeService(self, serviceType));
      return {
        announceAgain: () => socket.respond(service.records(), report),
        unpublish: async () => new Promise((resolve) => void service.stop(() => resolve())),
      };
    },
    close: () => {
      open = false;
      bonjour.destroy();
    },
  };
}

/** Everything here is static: a changed text would flip back by itself after three seconds. */
function describeService(self: Announcement, type: string) {
  return {
    name: self.peerId,
    type,
    protocol: 'udp' as const,
    port: self.port,
    host: `${self.peerId}.local`,
    txt: { v: String(self.protocolVersion), id: self.peerId, fp: self.fingerprint },
    // Probing conflicts with our own instances on other cards, and costs a second.
    probe: false,
  };
}
