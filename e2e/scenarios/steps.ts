// Steps that scenarios have in common: meet, ask, wait for an outcome, compare trees.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import type { QueuedDownload } from '../../src-shared/download-queue.ts';
import type { GameId, GameRow, PeerId } from '../../src-shared/game.ts';
import type { ErrorCode } from '../../src-shared/peer-error.ts';
import type { OperationKind } from '../../src-shared/operation.ts';
import type {
  DownloadProgress,
  HashingProgress,
  InstallProgress,
  PeerEvent,
  PeerEventKind,
  VerifyProgress,
} from '../../src-shared/peer-event.ts';
import type { PeerRow } from '../../src-shared/peer-row.ts';
import { installDirName } from '../../src-main/peer/disk/names.ts';
import { hashTree } from '../game-fixtures.ts';
import { CommandError, ofKind, type EventMatch, type PeerProcess, type WaitOptions } from '../peer-process.ts';
import type { Actor } from './stage.ts';

export type EventOf<K extends PeerEventKind> = Extract<PeerEvent, { kind: K }>;

/** Each knows the other, with its games, when this resolves. */
export async function connect(from: Actor, to: Actor): Promise<void> {
  const { peerId } = await from.command<{ peerId: PeerId }>('connect', { address: to.address });
  assert.equal(peerId, to.peerId);
}

export async function listGames(peer: PeerProcess): Promise<GameRow[]> {
  return (await peer.command<{ games: GameRow[] }>('list-games')).games;
}

/** Undefined when it is not in the list. */
export async function gameRow(peer: PeerProcess, gameId: GameId): Promise<GameRow | undefined> {
  return (await listGames(peer)).find(({ id }) => id === gameId);
}

export async function listPeers(peer: PeerProcess): Promise<PeerRow[]> {
  return (await peer.command<{ peers: PeerRow[] }>('list-peers')).peers;
}

/** The part of the answer to `status` that scenarios look at. */
export interface Status {
  gameDir: string;
  operations: { gameId: GameId; kind: OperationKind }[];
  downloads: DownloadProgress[];
  queue: QueuedDownload[];
  hashing: HashingProgress;
  verifications: VerifyProgress[];
  installs: InstallProgress[];
  outboundTransfers: Record<GameId, number>;
  peerCount: number;
  process: { pid: number; peakRssBytes: number };
}

export async function readStatus(peer: PeerProcess): Promise<Status> {
  return peer.command<Status>('status');
}

/** Fails unless the peer refuses the command with this code; answers its words. */
export async function assertRefused(
  peer: PeerProcess,
  code: ErrorCode,
  cmd: string,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const error = await peer.command(cmd, fields).then(
    () => assert.fail(`${peer.name} accepted ${cmd} ${JSON.stringify(fields)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CommandError)) throw error;
  assert.equal(error.data.code, code, error.message);
  return error.data.message;
}

/** As the peer's own wait, naming what was awaited. `since` must be a mark from before the cause. */
export async function until<E extends PeerEvent>(
  peer: PeerProcess,
  what: string,
  match: EventMatch<E>,
  options: WaitOptions & { since: number },
): Promise<E> {
  return peer.waitForEvent(match, options).catch((error: unknown) => {
    throw new Error(`${peer.name} waited for ${what}: ${(error as Error).message.split('\n')[0]}`, { cause: error });
  });
}

/** Asks the peer again and again until what it answers fulfils `holds`. */
export async function untilStatus(peer: PeerProcess, what: string, holds: (status: Status) => boolean): Promise<void> {
  const giveUpMs = performance.now() + pollLimitMs;
  while (!holds(await readStatus(peer))) {
    if (performance.now() > giveUpMs) throw new Error(`${peer.name}: ${what} did not come within ${pollLimitMs} ms`);
  }
}

const pollLimitMs = 10_000;

/** The download has begun to write. */
export const untilBytes = async (peer: PeerProcess) =>
  untilStatus(peer, 'the first piece', ({ downloads }) => downloads.some((download) => download.downloadedBytes > 0));

/** A library event after which the row of this game fulfils `holds`. */
export function showsRow(
  kind: 'local-library-changed' | 'remote-library-changed',
  gameId: GameId,
  holds: (row: GameRow) => boolean,
): EventMatch<PeerEvent> {
  return ofKind(kind, ({ games }) => games.some((row) => row.id === gameId && holds(row)));
}

const outcomes = new Set<PeerEventKind>([
  'download-finished',
  'download-failed',
  'download-cancelled',
  'download-paused',
  'install-finished',
  'install-failed',
  'uninstall-finished',
  'uninstall-failed',
  'remove-finished',
  'remove-failed',
  'verify-finished',
  'verify-failed',
  'verify-cancelled',
]);

/** The next outcome of an operation on the game; fails unless it is of this kind. */
export async function outcomeOf<K extends PeerEventKind>(
  peer: PeerProcess,
  gameId: GameId,
  kind: K,
  options: WaitOptions & { since: number },
): Promise<EventOf<K>> {
  const isOutcome = (event: PeerEvent) => outcomes.has(event.kind) && 'gameId' in event && event.gameId === gameId;
  const event = await until(peer, `${kind} of ${gameId}`, isOutcome, options);
  assert.equal(event.kind, kind, `${peer.name}: ${JSON.stringify(event)}`);
  return event as EventOf<K>;
}

/** Downloads without installing and waits for the success. */
export async function download(
  peer: PeerProcess,
  gameId: GameId,
  options: { timeoutMs?: number } = {},
): Promise<EventOf<'download-finished'>> {
  const since = peer.mark();
  await peer.command('download', { gameId, install: false });
  const finished = await outcomeOf(peer, gameId, 'download-finished', { since, ...options });
  assertOrder(peer, since, gameId, ['active(downloading)', 'got-game-files', 'download-begin', ...settled, finished.kind]); // prettier-ignore
  return finished;
}

/** One operation that needs nothing but the disk: the command, its success, and the order of what was told. */
async function operate(peer: PeerProcess, cmd: string, gameId: GameId, kind: OperationKind, success: PeerEventKind) {
  const since = peer.mark();
  await peer.command(cmd, { gameId });
  await outcomeOf(peer, gameId, success, { since });
  assertOrder(peer, since, gameId, [`active(${kind})`, ...settled, success]);
}

export const install = async (peer: PeerProcess, gameId: GameId) =>
  operate(peer, 'install', gameId, 'installing', 'install-finished');
/** An install over an installed game. */
export const update = async (peer: PeerProcess, gameId: GameId) =>
  operate(peer, 'install', gameId, 'updating', 'install-finished');
/** Without `keepPlayerFiles` everything goes. */
export async function uninstall(
  peer: PeerProcess,
  gameId: GameId,
  options: { keepPlayerFiles?: boolean } = {},
): Promise<void> {
  const since = peer.mark();
  await peer.command('uninstall', { gameId, ...options });
  await outcomeOf(peer, gameId, 'uninstall-finished', { since });
  assertOrder(peer, since, gameId, ['active(uninstalling)', ...settled, 'uninstall-finished']);
}
/** Installs straight from the room and waits for the success. */
export async function streamInstall(
  peer: PeerProcess,
  gameId: GameId,
  options: { timeoutMs?: number } = {},
): Promise<EventOf<'install-finished'>> {
  const since = peer.mark();
  await peer.command('stream-install', { gameId });
  const finished = await outcomeOf(peer, gameId, 'install-finished', { since, ...options });
  assertOrder(peer, since, gameId, ['active(streaming)', 'got-game-files', ...settled, finished.kind]);
  return finished;
}
export const removeDownload = async (peer: PeerProcess, gameId: GameId) =>
  operate(peer, 'remove-download', gameId, 'removing', 'remove-finished');

/** How every operation ends, before its outcome is told. */
export const settled = ['local-library-changed', 'active()'];

/** What was told of one game since the mark, without progress and without what others did. */
export function toldSince(peer: PeerProcess, since: number, gameId: GameId): string[] {
  return peer.events.slice(since).flatMap(({ event }): string[] => {
    if (event.kind === 'active-operations-changed') {
      const own = event.operations.filter((operation) => operation.gameId === gameId);
      return [`active(${own.map(({ kind }) => kind).join()})`];
    }
    if (event.kind === 'local-library-changed') {
      return event.games.some(({ id }) => id === gameId) || event.removed.includes(gameId) ? [event.kind] : [];
    }
    const counts = outcomes.has(event.kind) || event.kind === 'got-game-files' || event.kind === 'download-begin';
    return counts && 'gameId' in event && event.gameId === gameId ? [event.kind] : [];
  });
}

export function assertOrder(peer: PeerProcess, since: number, gameId: GameId, expected: readonly string[]): void {
  assert.deepEqual(toldSince(peer, since, gameId), expected, `${peer.name}: order of what was told of ${gameId}`);
}

/** Fails unless nothing of these kinds was told of the game since the mark. */
export function assertNeverTold(
  peer: PeerProcess,
  since: number,
  gameId: GameId,
  kinds: readonly PeerEventKind[],
): void {
  const told = toldSince(peer, since, gameId).filter((kind) => (kinds as readonly string[]).includes(kind));
  assert.deepEqual(told, [], peer.name);
}

const inInstallDir = (path: string) => path.startsWith(`${installDirName}/`);

/** The downloaded files of a game, all of them and with whatever else is in its folder; `local/` is left out. */
export const hashDownload = async (peer: Actor, gameId: GameId) => hashTree(peer.root(gameId), inInstallDir);

/** Fails unless both folders hold the same files with the same bytes, and no others. */
export async function assertSameDownload(one: Actor, other: Actor, gameId: GameId): Promise<void> {
  const [ours, theirs] = await Promise.all([hashDownload(one, gameId), hashDownload(other, gameId)]);
  assert.ok(ours.size > 0, `${one.name} has no file of ${gameId}`);
  assert.deepEqual(ours, theirs, `${gameId} at ${one.name} and at ${other.name}`);
}

/** Fails unless `local/` holds exactly what went into the archives of `from`'s copy. */
export async function assertInstalled(peer: Actor, gameId: GameId, from: Actor = peer): Promise<void> {
  const local = await hashTree(`${peer.root(gameId)}/${installDirName}`);
  const payload = from.games.get(gameId)?.payload;
  assert.ok(payload !== undefined && payload.size > 0, `${from.name} was given no ${gameId}`);
  assert.deepEqual(local, payload, `${installDirName}/ of ${gameId} at ${peer.name}`);
}

/** Direct children of the games folder. */
export const listRoots = async (peer: Actor): Promise<string[]> => (await readdir(peer.gamesDir)).toSorted();

/** Fails unless nothing runs, and nobody reads from it any more. */
export async function assertIdle(...peers: PeerProcess[]): Promise<void> {
  for (const peer of peers) {
    const { operations, outboundTransfers } = await readStatus(peer);
    assert.deepEqual({ operations, outboundTransfers }, { operations: [], outboundTransfers: {} }, peer.name);
  }
}
