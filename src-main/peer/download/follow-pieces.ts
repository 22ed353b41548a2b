// Listens to a peer that is downloading too: which pieces it has, as they come.
import type { GameId, PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { maxHaveBytes } from '../protocol/limits.ts';
import { parseHaveHead, parseHaveMore } from '../protocol/parse.ts';
import { withReset } from '../room/ask.ts';
import type { Room } from '../room/room.ts';
import { PieceSet } from '../rules/piece-set.ts';

export interface FollowOptions {
  room: Pick<Room, 'open'>;
  peerId: PeerId;
  gameId: GameId;
  manifestId: string;
  pieceCount: number;
  onHead: (has: PieceSet) => void;
  onMore: (added: readonly number[]) => void;
  signal: AbortSignal;
}

/** Resolves when the other side has nothing more to tell: it has finished, or given up. */
export async function followPieces(options: FollowOptions): Promise<void> {
  const { gameId, manifestId, pieceCount, signal } = options;
  const request = { type: 'have' as const, gameId, manifestId };
  const { head, reader, stream } = await options.room.open(options.peerId, request, signal);
  await withReset(stream, signal, async () => {
    const { count, pieces } = parseHaveHead(head);
    const bytes = Buffer.from(pieces, 'base64');
    if (count !== pieceCount || bytes.length !== Math.ceil(count / 8)) {
      throw new PeerError('protocol-error', 'Another peer cuts the game into other pieces.');
    }
    options.onHead(new PieceSet(count, bytes));
    for (let more = await reader.message(maxHaveBytes); more !== null; more = await reader.message(maxHaveBytes)) {
      options.onMore(parseHaveMore(more).added);
    }
    await stream.end();
  });
}
