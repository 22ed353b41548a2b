// Finding the other peers on the network.
import type { PeerId } from '../../../src-shared/game.ts';
import type { PeerAddress } from '../transport/transport.ts';
import type { Stop } from '../edge/stop.ts';

/** What a peer says of itself before anybody has connected to it. */
export interface Announcement {
  peerId: PeerId;
  port: number;
  protocolVersion: number;
  /** SHA-256 of the peer's certificate, hex. */
  fingerprint: string;
}

export interface FoundPeer {
  peerId: PeerId;
  /** Where the packet came from, with the announced port. */
  address: PeerAddress;
  protocolVersion: number;
}

/** Hints only: a found peer counts once it has answered, a lost one once it no longer does. */
export interface Discovery {
  announce: (self: Announcement) => Stop;
  /** Hosts that announce one of our own ids: somebody has copied a state folder. */
  twins?: () => string[];
  browse: (onFound: (found: FoundPeer) => void, onLost: (peerId: PeerId) => void) => Stop;
}
