// What is being taken from a peer ends the moment that it is blocked.
import type { PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Connection } from '../transport/transport.ts';

export interface CutOffs {
  /** `signal`, aborted also once the peer is blocked. Throws `request-refused` when it is blocked already. */
  within: (peerId: PeerId, signal: AbortSignal) => AbortSignal;
  /** Closes the connection once the peer is blocked. */
  close: (peerId: PeerId, connection: Connection) => void;
  /** The peer was blocked just now. */
  cut: (peerId: PeerId) => void;
}

export function createCutOffs(isBlocked: (peerId: PeerId) => boolean): CutOffs {
  const cuts = new Map<PeerId, AbortController>();
  const cutOf = (peerId: PeerId): AbortSignal => {
    const cut = cuts.get(peerId) ?? new AbortController();
    cuts.set(peerId, cut);
    return cut.signal;
  };
  return {
    within: (peerId, signal) => {
      if (isBlocked(peerId)) throw blocked();
      return AbortSignal.any([signal, cutOf(peerId)]);
    },
    close: (peerId, connection) => {
      const cut = cutOf(peerId);
      const close = () => void connection.close().catch(() => undefined);
      cut.addEventListener('abort', close, { once: true });
      void connection.closed.then(() => cut.removeEventListener('abort', close));
      if (isBlocked(peerId)) close();
    },
    cut: (peerId) => {
      const cut = cuts.get(peerId);
      cuts.delete(peerId);
      cut?.abort(blocked());
    },
  };
}

const blocked = (): PeerError => new PeerError('request-refused', 'That PC is blocked here.', 'Unblock it first.');
