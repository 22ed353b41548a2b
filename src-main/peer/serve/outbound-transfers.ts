// Who is reading our files: a writer waits here until nobody is.
import type { GameId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';

export interface OutboundTransfer {
  /** Aborted when a writer needs the game; every wait of the sender must honour it. */
  signal: AbortSignal;
  end: () => void;
}

export interface OutboundTransfers {
  /** Registers before eligibility is checked, so that a writer never overlooks a transfer that is about to begin. */
  begin: (gameId: GameId) => OutboundTransfer;
  /** Cancels the game's transfers and resolves when none is left. */
  drain: (gameId: GameId) => Promise<void>;
  counts: () => Record<GameId, number>;
}

interface Entry {
  abort: AbortController;
  ended: Promise<void>;
}

/** `letGo` gives back what is still held of a game when its last transfer has ended. */
export function createOutboundTransfers(letGo: (gameId: GameId) => Promise<void> = async () => {}): OutboundTransfers {
  const active = new Map<GameId, Set<Entry>>();

  const leave = (gameId: GameId, entry: Entry) => {
    const entries = active.get(gameId);
    entries?.delete(entry);
    if (entries?.size === 0) active.delete(gameId);
  };

  return {
    begin: (gameId) => {
      const abort = new AbortController();
      const { promise, resolve } = Promise.withResolvers<void>();
      const entry = { abort, ended: promise };
      active.set(gameId, (active.get(gameId) ?? new Set()).add(entry));
      const end = () => {
        leave(gameId, entry);
        resolve();
      };
      return { signal: abort.signal, end };
    },
    drain: async (gameId) => {
      const entries = [...(active.get(gameId) ?? [])];
      for (const entry of entries)
        entry.abort.abort(new PeerError('operation-in-progress', 'The game is being changed.'));
      await Promise.all(entries.map((entry) => entry.ended));
      await letGo(gameId);
    },
    counts: () => Object.fromEntries([...active].map(([gameId, entries]) => [gameId, entries.size])),
  };
}
