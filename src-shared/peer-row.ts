// A peer of the room as the interface shows it.
import type { GameId, PeerId } from './game.ts';

/** `incompatible`: seen, but it speaks another protocol version and is never asked for anything. */
export type PeerState = 'connected' | 'incompatible';

/** How bulk bytes travel: `tls` is the fast one, `quic` what always works. */
export type Lane = 'tls' | 'quic';

/** Of the card that a PC meets this one over. */
export type LinkKind = 'wired' | 'wifi';

export interface PeerBan {
  /** It is asked for nothing any more; otherwise only not for `gameIds`. */
  everything: boolean;
  gameIds: GameId[];
  /** One sentence. */
  reason: string;
}

export interface PeerRow {
  peerId: PeerId;
  name: string;
  address: string;
  port: number;
  state: PeerState;
  protocolVersion: number;
  /** Of the program over there; null where it does not say. */
  appVersion: string | null;
  /** What the PC is called on its network; null where it does not say. */
  hostName: string | null;
  /** null where the system over there does not tell. */
  link: LinkKind | null;
  /** Number of games that this peer announces. */
  gameCount: number;
  /** The lane of the latest transfer with this peer, in either direction; null before the first. */
  lane: Lane | null;
  /** Set once it has sent wrong bytes. */
  ban: PeerBan | null;
  /** By the player here: it is asked for nothing and gets nothing. */
  blocked: boolean;
}
