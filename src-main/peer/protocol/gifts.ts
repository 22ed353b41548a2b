// Which requests ask for something of a game: blocked peers get no answer to these, and are not asked them.
import type { PeerRequest } from './messages.ts';

/** All that is given away; the rest keeps the room together. */
const gifts: ReadonlySet<PeerRequest['type']> = new Set([
  'get-game',
  'get-manifest',
  'get-game-file-data',
  'get-game-file-chunk',
  'have',
  'stream-install',
]);

export const isGift = ({ type }: PeerRequest): boolean => gifts.has(type);
