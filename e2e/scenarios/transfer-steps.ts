// Steps of downloads under way: how fast, how far, in which order, and from whom.
import assert from 'node:assert/strict';
import type { QueuedDownload, QueueState } from '../../src-shared/download-queue.ts';
import type { GameId } from '../../src-shared/game.ts';
import { defaultLimits, type TransferLimits } from '../../src-shared/transfer-limits.ts';
import { payloadDirName } from '../../src-main/peer/disk/names.ts';
import { ofKind, type PeerProcess } from '../peer-process.ts';
import { mebibyte } from './games.ts';
import type { Actor } from './stage.ts';
import { gameRow, hashDownload, outcomeOf, readStatus, until, type EventOf } from './steps.ts';

export type Finished = EventOf<'download-finished'>;

/** What is not named has no limit; one download at a time. */
export async function setLimits(peer: PeerProcess, limits: Partial<TransferLimits> = {}): Promise<void> {
  await peer.command('limits', { ...defaultLimits, ...limits });
}

/** Lets the peer give so much per second in all, so that what it gives takes its time. */
export const slowDown = async (peer: PeerProcess, mibPerSecond: number) =>
  setLimits(peer, { upload: mibPerSecond * mebibyte });

/** Resolves at the first progress since the mark that shows so many bytes of the game. */
export async function untilDownloaded(
  peer: PeerProcess,
  gameId: GameId,
  bytes: number,
  { since }: { since: number },
): Promise<EventOf<'download-progress'>> {
  const enough = ofKind('download-progress', (event) => event.gameId === gameId && event.downloadedBytes >= bytes);
  return until(peer, `${bytes} bytes of ${gameId}`, enough, { since });
}

export const readQueue = async (peer: PeerProcess): Promise<QueuedDownload[]> => (await readStatus(peer)).queue;

/** Resolves when the queue is so, at once or later. */
export async function untilQueue(
  peer: PeerProcess,
  what: string,
  holds: (queue: readonly QueuedDownload[]) => boolean,
): Promise<void> {
  const since = peer.mark();
  if (holds(await readQueue(peer))) return;
  await until(peer, what, ofKind('download-queue-changed', ({ queue }) => holds(queue)), { since }); // prettier-ignore
}

export const untilQueued = async (peer: PeerProcess, gameId: GameId, state: QueueState): Promise<void> =>
  untilQueue(peer, `${gameId} ${state}`, (queue) => queue.some((entry) => entry.gameId === gameId && entry.state === state)); // prettier-ignore

/** The queue as `game state` in its order. */
export const describeQueue = (queue: readonly QueuedDownload[]): string[] =>
  queue.map(({ gameId, state }) => `${gameId} ${state}`);

/** Waits for the end of a download that is in the queue already, or starts it. */
export async function finishDownload(peer: PeerProcess, gameId: GameId, since: number): Promise<Finished> {
  const queued = (await readQueue(peer)).some((entry) => entry.gameId === gameId);
  const ended = peer.events.slice(since).some(({ event }) => event.kind === 'download-finished' && event.gameId === gameId); // prettier-ignore
  if (!ended && !queued) await peer.command('download', { gameId, install: false });
  return outcomeOf(peer, gameId, 'download-finished', { since });
}

export const bytesFrom = ({ sources }: Pick<Finished, 'sources'>, { peerId }: { peerId: string }): number =>
  sources.find((source) => source.peerId === peerId)?.bytes ?? 0;

/** Every byte that crossed the wire, those that came twice included. */
export const rawBytes = ({ sources }: Pick<Finished, 'sources'>): number =>
  sources.reduce((sum, source) => sum + source.bytes, 0);

/** At the very end a piece may be asked of two sources, and the slower one is cut off in the middle. */
const endgameBytes = 8 * mebibyte;

/** Every byte of the game was counted once, and crossed the wire once but for the very last ones. */
export function assertNoneTwice(finished: Finished, totalBytes: number): void {
  const said = JSON.stringify(finished);
  assert.equal(finished.bytes, totalBytes, said);
  const twice = rawBytes(finished) - totalBytes;
  assert.ok(twice >= 0 && twice <= endgameBytes, `${twice} bytes came twice: ${said}`);
}

/** Bytes of a game that the peer has. */
export const sizeOf = async (peer: PeerProcess, gameId: GameId): Promise<number> =>
  (await gameRow(peer, gameId))?.localBytes ?? 0;

/** Fails when anything but pieces under way is in the game's folder: nothing of an unfinished download counts yet. */
export async function assertNothingCommitted(peer: Actor, gameId: GameId): Promise<void> {
  const paths = [...(await hashDownload(peer, gameId)).keys()];
  const committed = paths.filter((path) => !path.startsWith(`${payloadDirName}/`));
  assert.deepEqual(committed, [], `${peer.name}: files of ${gameId}`);
}

/** The longest time, in milliseconds, in which a download did not grow between `fromMs` and its last byte. */
export function longestPauseMs(peer: PeerProcess, gameId: GameId, fromMs: number): number {
  let [longestMs, bytes, lastMs] = [0, -1, fromMs];
  for (const { event, atMs } of peer.events) {
    if (event.kind !== 'download-progress' || event.gameId !== gameId || event.downloadedBytes <= bytes) continue;
    bytes = event.downloadedBytes;
    if (atMs <= fromMs) continue;
    longestMs = Math.max(longestMs, atMs - lastMs);
    lastMs = atMs;
  }
  return longestMs;
}
