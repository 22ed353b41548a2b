// Tells every peer what changed in our library: one difference at a time per peer, later changes folded into the next.
import { randomUUID } from 'node:crypto';
import type { PeerId } from '../../../src-shared/game.ts';
import type { Clock } from '../edge/clock.ts';
import type { Library, LibraryDelta, LibrarySnapshot } from '../rules/game-summary.ts';
import { diffLibraries, isEmptyDiff } from '../rules/library-diff.ts';

/** Delivers a change; resolves once the peer has it (or asks for a snapshot itself), rejects when it did not take it. */
export type SendDelta = (peerId: PeerId, delta: LibraryDelta) => Promise<void>;

export interface LibraryAnnouncer {
  snapshot: () => LibrarySnapshot;
  /** The peer knows the snapshot that it was just given; it hears of all changes from there on. */
  start: (peerId: PeerId, told: LibrarySnapshot) => void;
  forget: (peerId: PeerId) => void;
  change: (library: Library) => void;
}

const retryMs = 500;

interface Told {
  rev: number;
  library: Library;
  sending: boolean;
}

/** A peer that does not take a change is offered it again until it is forgotten. */
export function createLibraryAnnouncer(send: SendDelta, clock: Clock): LibraryAnnouncer {
  const epoch = randomUUID();
  const told = new Map<PeerId, Told>();
  let rev = 1;
  let library: Library = new Map();

  const isCurrent = (peerId: PeerId, state: Told) => told.get(peerId) === state;

  const push = async (peerId: PeerId, state: Told): Promise<void> => {
    if (state.sending) return;
    state.sending = true;
    while (isCurrent(peerId, state) && state.rev < rev) {
      const next = { rev, library };
      const diff = diffLibraries(state.library, next.library);
      try {
        await send(peerId, { epoch, fromRev: state.rev, toRev: next.rev, ...diff });
        Object.assign(state, next);
      } catch {
        // Right after the hello the other side may not have let us in yet; a dead link is forgotten meanwhile.
        await new Promise<void>((resolve) => void clock.after(retryMs, resolve));
      }
    }
    state.sending = false;
  };

  return {
    snapshot: () => ({ epoch, rev, games: [...library.values()] }),
    start: (peerId, snapshot) => {
      const games = new Map(snapshot.games.map((game) => [game.id, game]));
      const state = { rev: snapshot.rev, library: games, sending: false };
      told.set(peerId, state);
      void push(peerId, state);
    },
    forget: (peerId) => void told.delete(peerId),
    change: (next) => {
      if (isEmptyDiff(diffLibraries(library, next))) return;
      library = next;
      rev += 1;
      for (const [peerId, state] of told) void push(peerId, state);
    },
  };
}
