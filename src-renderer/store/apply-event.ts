// One event of the peer applied to the state. Pure: (state, event, now) → state.
import { assertNever } from '../../src-shared/assert-never.ts';
import type { QueuedDownload } from '../../src-shared/download-queue.ts';
import type { GameId, GameRow } from '../../src-shared/game.ts';
import type { OperationKind } from '../../src-shared/operation.ts';
import type { ErrorData } from '../../src-shared/peer-error.ts';
import type { DownloadProgress, InstallProgress, LibraryChange, PeerEvent } from '../../src-shared/peer-event.ts';
import { queuePlaces } from '../queue-place.ts';
import { strings } from '../strings.ts';
import type { AppState } from './app-state.ts';
import { withFinished } from '../../src-shared/finished-download.ts';
import { asDownload, nextDownloadView, nextInstallView, verifyView } from './progress.ts';

/** `nowMs` only feeds the estimate of the time left. */
export function applyEvent(state: AppState, event: PeerEvent, nowMs: number): AppState {
  switch (event.kind) {
    case 'local-library-changed':
    case 'remote-library-changed':
    case 'unpacked-sizes-changed':
      return applyLibraryChange(state, event);
    case 'active-operations-changed':
      return applyOperations(state, new Map(event.operations.map(({ gameId, kind }) => [gameId, kind])));
    case 'download-queue-changed':
      return applyQueue(state, event.queue);
    case 'no-peers-have-game':
      return withFailure(state, event.gameId, {
        code: 'no-sources',
        message: strings.errors.noPeers,
        hint: strings.errors.noPeersHint,
      });
    case 'download-begin':
      return { ...state, downloads: without(state.downloads, event.gameId) };
    case 'download-progress':
      return applyDownloadProgress(state, event, nowMs);
    case 'install-progress':
      return applyInstallProgress(state, event, nowMs);
    case 'hashing-progress':
      return {
        ...state,
        hashing: { gameId: event.gameId, hashedBytes: event.hashedBytes, totalBytes: event.totalBytes },
      };
    case 'verify-progress':
      return { ...state, verifications: withEntry(state.verifications, event.gameId, verifyView(event)) };
    case 'download-failed':
    case 'verify-failed':
    case 'install-failed':
    case 'uninstall-failed':
    case 'remove-failed':
    case 'recovery-failed':
      return withFailure(state, event.gameId, event.error);
    case 'download-finished':
    case 'install-finished':
      return withFinished(settle(state, event.gameId), event);
    case 'download-cancelled':
    case 'download-paused':
    case 'verify-finished':
    case 'verify-cancelled':
    case 'uninstall-finished':
    case 'remove-finished':
      return settle(state, event.gameId);
    case 'peer-connected':
    case 'peer-updated':
      return { ...state, peers: withEntry(state.peers, event.peer.peerId, event.peer) };
    case 'peer-disconnected':
      return { ...state, peers: without(state.peers, event.peerId) };
    // The row of the peer tells of the ban itself.
    case 'source-banned':
    // The host tells the state of the folder with the settings.
    case 'game-dir-changed':
    case 'local-peer-ready':
    case 'got-game-files':
    case 'peer-count':
    case 'runtime-failed':
    case 'log':
      return state;
    default:
      return assertNever(event);
  }
}

function applyDownloadProgress(state: AppState, progress: DownloadProgress, nowMs: number): AppState {
  const view = nextDownloadView(state.downloads.get(progress.gameId), progress, nowMs);
  return { ...state, downloads: withEntry(state.downloads, progress.gameId, view) };
}

function applyInstallProgress(state: AppState, progress: InstallProgress, nowMs: number): AppState {
  const { gameId, streamed } = progress;
  if (streamed !== undefined) return applyDownloadProgress(state, asDownload(progress, streamed), nowMs);
  return {
    ...state,
    installs: withEntry(state.installs, gameId, nextInstallView(state.installs.get(gameId), progress)),
  };
}

/** A removed row stays while something is under way with it: its progress and its buttons must remain in reach. */
function applyLibraryChange(state: AppState, change: LibraryChange): AppState {
  if (change.games.length === 0 && change.removed.length === 0) return state;
  const games = new Map(state.games);
  for (const game of change.games) games.set(game.id, game);
  for (const gameId of change.removed) {
    const row = games.get(gameId);
    if (row !== undefined && isUnderWay(state, gameId)) games.set(gameId, abandoned(row));
    else games.delete(gameId);
  }
  return { ...state, games };
}

type UnderWay = Pick<AppState, 'operations' | 'queue'>;

const isUnderWay = ({ operations, queue }: UnderWay, gameId: GameId) => operations.has(gameId) || queue.has(gameId);

const abandoned = (row: GameRow): GameRow => ({ ...row, peerCount: 0, remoteBytes: null, otherVersionPeerCount: 0 });

const isAbandoned = (row: GameRow) =>
  !row.downloaded &&
  !row.installed &&
  row.peerCount === 0 &&
  row.remoteBytes === null &&
  row.otherVersionPeerCount === 0;

function applyOperations(state: AppState, operations: ReadonlyMap<GameId, OperationKind>): AppState {
  const started = [...operations.keys()].filter((gameId) => state.operations.get(gameId) !== operations.get(gameId));
  // What is kept of a paused download stays in sight until the first word of how it goes on.
  const anew = started.filter((gameId) => operations.get(gameId) !== 'downloading' || !state.queue.has(gameId));
  return {
    ...withoutLeftovers(state, { operations, queue: state.queue }),
    checking: withoutMember(state.checking, started),
    failures: without(state.failures, ...started),
    downloads: without(onlyUnderWay(state.downloads, { operations, queue: state.queue }), ...anew),
    installs: without(onlyActive(state.installs, operations), ...started),
    verifications: without(onlyActive(state.verifications, operations), ...started),
  };
}

/** A failure goes with the try that it was of: by itself the queue would show it again. */
function applyQueue(state: AppState, entries: readonly QueuedDownload[]): AppState {
  const queue = queuePlaces(entries);
  const over = [...state.queue.values()].filter(
    ({ gameId, state: before }) => before === 'failed' && queue.get(gameId)?.state !== 'failed',
  );
  return {
    ...withoutLeftovers(state, { operations: state.operations, queue }),
    checking: withoutMember(state.checking, [...queue.keys()]),
    failures: without(state.failures, ...over.map(({ gameId }) => gameId)),
    downloads: onlyUnderWay(state.downloads, { operations: state.operations, queue }),
  };
}

/** Rows that were only kept for what is over now go. */
function withoutLeftovers(state: AppState, next: UnderWay): AppState {
  const before = [...state.operations.keys(), ...state.queue.keys()];
  const gone = before.filter((gameId) => {
    const row = state.games.get(gameId);
    return row !== undefined && isAbandoned(row) && !isUnderWay(next, gameId);
  });
  return { ...state, ...next, games: without(state.games, ...gone) };
}

function settle(state: AppState, gameId: GameId): AppState {
  return {
    ...state,
    checking: withoutMember(state.checking, [gameId]),
    failures: without(state.failures, gameId),
  };
}

/** Cancelling is no failure: it only settles. */
export function withFailure(state: AppState, gameId: GameId, error: ErrorData): AppState {
  if (error.code === 'cancelled') return settle(state, gameId);
  return {
    ...state,
    checking: withoutMember(state.checking, [gameId]),
    failures: withEntry(state.failures, gameId, error),
  };
}

function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}

/** The same map when nothing is to be removed, so that nothing is drawn again. */
function without<K, V>(map: ReadonlyMap<K, V>, ...keys: K[]): ReadonlyMap<K, V> {
  if (!keys.some((key) => map.has(key))) return map;
  const copy = new Map(map);
  for (const key of keys) copy.delete(key);
  return copy;
}

function withoutMember<T>(set: ReadonlySet<T>, members: T[]): ReadonlySet<T> {
  if (!members.some((member) => set.has(member))) return set;
  return new Set([...set].filter((member) => !members.includes(member)));
}

function onlyUnderWay<V>(map: ReadonlyMap<GameId, V>, next: UnderWay): ReadonlyMap<GameId, V> {
  return without(map, ...[...map.keys()].filter((gameId) => !isUnderWay(next, gameId)));
}

function onlyActive<V>(map: ReadonlyMap<GameId, V>, operations: ReadonlyMap<GameId, unknown>): ReadonlyMap<GameId, V> {
  return without(map, ...[...map.keys()].filter((gameId) => !operations.has(gameId)));
}
