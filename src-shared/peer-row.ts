// A peer of the room as the interface shows it.
import type { PeerId } from './game.ts';

/** `incompatible`: seen, but it speaks another protocol version and is never asked for anything. */
export type PeerState = 'connected' | 'incompatible';

export interface PeerRow {
  peerId: PeerId;
  name: string;
  address: string;
  port: number;
  state: PeerState;
  protocolVersion: number;
  /** Number of games that this peer announces. */
  gameCount: number;
}
