// What time it is on other PCs, as they tell it.
import type { PeerId } from '../../../src-shared/game.ts';
import type { Clock } from '../edge/clock.ts';

export interface PeerClocks {
  /** It said just now that it is this time, milliseconds since the epoch; undefined: it does not tell. */
  note: (peerId: PeerId, theirMs: number | undefined) => void;
  /** By how many milliseconds each of these is ahead of this PC; those that never told are left out. */
  offsets: (peerIds: readonly PeerId[]) => number[];
}

export function createPeerClocks(clock: Pick<Clock, 'wallMs' | 'nowMs'>): PeerClocks {
  /** Their time when ours since the start was 0, so that setting our clock right shows at once. */
  const starts = new Map<PeerId, number>();
  return {
    note: (peerId, theirMs) => {
      if (theirMs !== undefined) starts.set(peerId, theirMs - clock.nowMs());
    },
    offsets: (peerIds) =>
      peerIds.flatMap((peerId) => {
        const start = starts.get(peerId);
        return start === undefined ? [] : [Math.round(start + clock.nowMs() - clock.wallMs())];
      }),
  };
}
