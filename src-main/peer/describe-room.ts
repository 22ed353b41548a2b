// Who of the room has what, what goes out to whom, and who is blocked.
import type { GameId } from '../../src-shared/game.ts';
import type { PeerCommand } from '../../src-shared/peer-command.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import type { RoomReport } from '../../src-shared/room-report.ts';
import type { PeerContext } from './context.ts';
import { columnsOf, describeSpread, heldPercent, type RoomLibrary } from './rules/spread.ts';
import type { UploadTotal } from './serve/upload-order.ts';

type DescribeRoom = Extract<PeerCommand, { kind: 'describe-room' }>;

export function describeRoom(context: PeerContext, { search, limit }: DescribeRoom): RoomReport {
  const { registry, clock, catalog, peerId, blocked } = context;
  const others = registry.libraries().toSorted((a, b) => a.name.localeCompare(b.name));
  const libraries = [ownLibrary(context), ...others];
  const titleOf = (gameId: GameId) => catalog.get(gameId)?.title ?? null;
  return {
    atMs: clock.nowMs(),
    columns: columnsOf(libraries, peerId),
    ...describeSpread({ libraries, titleOf, search, limit }),
    sent: sentTo(context, context.sentTotals()),
    blocked: blocked.list(),
  };
}

/** Of our own downloads it is known exactly how far they are. */
function ownLibrary({ peerId, ownName, ownLibrary: announced, partials }: PeerContext): RoomLibrary {
  const games = new Map(announced());
  for (const [gameId, summary] of games) {
    const partial = partials.get(gameId);
    if (partial !== null) games.set(gameId, { ...summary, heldPercent: heldPercent(partial.have) });
  }
  return { peerId, name: ownName(), games };
}

/** A connection that proves no more than membership is known by its host; where one peer alone is there, it is that one. */
function sentTo({ registry }: PeerContext, totals: readonly UploadTotal[]): RoomReport['sent'] {
  const rows = registry.rows();
  const sent = new Map<string, number>();
  for (const { who, bytes } of totals) {
    const atHost = rows.filter(({ address }) => address === who);
    const peerId = atHost.length === 1 ? (atHost[0]?.peerId ?? who) : who;
    sent.set(peerId, (sent.get(peerId) ?? 0) + bytes);
  }
  return rows.map(({ peerId }) => ({ peerId, bytes: sent.get(peerId) ?? 0 }));
}

/** Holds at once, also for what runs. Throws `unknown-peer`, or the disk's failure when it cannot be saved. */
export async function blockPeer(context: PeerContext, peerId: string, blocked: boolean): Promise<void> {
  const { registry } = context;
  const isKnown = registry.rows().some((row) => row.peerId === peerId) || context.blocked.has(peerId);
  if (!isKnown) throw new PeerError('unknown-peer', 'That PC is no longer in the room.', 'Block it when it is back.');
  const saved = context.blocked.set({ peerId, name: registry.name(peerId) }, blocked);
  registry.tellBlocked(peerId);
  if (blocked) context.room.cutOff(peerId);
  context.onBlocked();
  await saved;
}
