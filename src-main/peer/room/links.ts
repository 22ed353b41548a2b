// The live connections to each peer, whoever dialled them; requests may go over any of them in either direction.
import type { PeerId } from '../../../src-shared/game.ts';
import type { Connection } from '../transport/transport.ts';

export interface Links {
  /** Keeps a connection until it ends; `onLast` is called when the peer has none left. */
  add: (peerId: PeerId, connection: Connection) => void;
  /** The newest one: after a peer has died and come back, older ones are dead without knowing it yet. */
  get: (peerId: PeerId) => Connection | null;
  peerIds: () => PeerId[];
  close: (peerId: PeerId) => Promise<void>;
}

export function createLinks(onLast: (peerId: PeerId) => void): Links {
  const links = new Map<PeerId, Set<Connection>>();

  const drop = (peerId: PeerId, connection: Connection) => {
    const open = links.get(peerId);
    if (open === undefined || !open.delete(connection) || open.size > 0) return;
    links.delete(peerId);
    onLast(peerId);
  };

  return {
    add: (peerId, connection) => {
      links.set(peerId, (links.get(peerId) ?? new Set()).add(connection));
      void connection.closed.then(() => drop(peerId, connection));
    },
    get: (peerId) => [...(links.get(peerId) ?? [])].at(-1) ?? null,
    peerIds: () => [...links.keys()],
    close: async (peerId) => {
      const open = [...(links.get(peerId) ?? [])];
      links.delete(peerId);
      await Promise.all(open.map((connection) => connection.close()));
    },
  };
}
