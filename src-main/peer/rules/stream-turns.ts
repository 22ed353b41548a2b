// Whose turn it is to send when an install is streamed: the one that has failed least, in the order of the vote.
import type { PeerId } from '../../../src-shared/game.ts';

/** Beyond this many failures without a file in between, a peer is asked no more. */
export const maxStrikes = 3;

/** `other-plan`: it would send something else than what was begun, so it can only begin anew. `out`: never again. */
export interface Sender {
  peerId: PeerId;
  strikes: number;
  state: 'ready' | 'other-plan' | 'out';
}

/** null when nobody is left. `startsOver`: what was begun has to be given up for it. */
export function nextSender(senders: readonly Sender[]): { peerId: PeerId; startsOver: boolean } | null {
  const ready = leastFailed(senders.filter(({ state }) => state === 'ready'));
  if (ready !== undefined) return { peerId: ready.peerId, startsOver: false };
  const other = leastFailed(senders.filter(({ state }) => state === 'other-plan'));
  return other === undefined ? null : { peerId: other.peerId, startsOver: true };
}

const leastFailed = (senders: readonly Sender[]): Sender | undefined =>
  senders.toSorted((a, b) => a.strikes - b.strikes)[0];

/** It failed once more; a file that it brought meanwhile makes up for what was before. */
export function strike(sender: Sender, broughtFiles: boolean): Sender {
  const strikes = broughtFiles ? 1 : sender.strikes + 1;
  return { ...sender, strikes, state: strikes >= maxStrikes ? 'out' : sender.state };
}
