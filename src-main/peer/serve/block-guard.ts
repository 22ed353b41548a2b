// Gives nothing to peers that the player has blocked, and ends what they are being given.
import { PeerError } from '../../../src-shared/peer-error.ts';
import { isGift } from '../protocol/gifts.ts';
import type { PeerRequest } from '../protocol/messages.ts';
import type { Connection } from '../transport/transport.ts';

export interface BlockGuard {
  /** Throws `request-refused` when this asks for a game on a connection of a blocked peer. */
  check: (connection: Connection, request: PeerRequest) => void;
  /** `cut` is called when the one at the other end becomes blocked; answers how to leave. */
  watch: (connection: Connection, cut: () => void) => () => void;
  /** Somebody was blocked or unblocked. */
  recheck: () => void;
}

export function createBlockGuard(isBlocked: (connection: Connection) => boolean): BlockGuard {
  const watched = new Set<{ connection: Connection; cut: () => void }>();
  return {
    check: (connection, request) => {
      if (isGift(request) && isBlocked(connection)) {
        throw new PeerError('request-refused', 'This PC gives you nothing.');
      }
    },
    watch: (connection, cut) => {
      const entry = { connection, cut };
      watched.add(entry);
      return () => void watched.delete(entry);
    },
    recheck: () => {
      for (const { connection, cut } of watched) if (isBlocked(connection)) cut();
    },
  };
}
