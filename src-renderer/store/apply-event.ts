// One event of the peer applied to the state. Pure: (state, event, now) → state.
import { assertNever } from '../../src-shared/assert-never.ts';
import type { GameId, GameRow } from '../../src-shared/game.ts';
import type { OperationKind } from '../../src-shared/operation.ts';
import type { ErrorData } from '../../src-shared/peer-error.ts';
import type { LibraryChange, PeerEvent } from '../../src-shared/peer-event.ts';
import { strings } from '../strings.ts';
import type { AppState } from './app-state.ts';
import { nextDownloadView, nextInstallView } from './progress.ts';

/** `nowMs` only feeds the estimate of the time left. */
export function applyEvent(state: AppState, event: PeerEvent, nowMs: number): AppState {
  switch (event.kind) {
    case 'local-library-changed':
    case 'remote-library-changed':
      return applyLibraryChange(state, event);
    case 'active-operations-changed':
      return applyOperations(state, new Map(event.operations.map(({ gameId, kind }) => [gameId, kind])));
    case 'no-peers-have-game':
      return withFailure(state, event.gameId, {
        code: 'no-sources',
        message: strings.errors.noPeers,
        hint: strings.errors.noPeersHint,
      });
    case 'download-begin':
      return { ...state, downloads: without(state.downloads, event.gameId) };
    case 'download-progress':
      return {
        ...state,
        downloads: withEntry(
          state.downloads,
          event.gameId,
          nextDownloadView(state.downloads.get(event.gameId), event, nowMs),
        ),
      };
    case 'install-progress':
      return {
        ...state,
        installs: withEntry(state.installs, event.gameId, nextInstallView(state.installs.get(event.gameId), event)),
      };
    case 'download-failed':
    case 'install-failed':
    case 'uninstall-failed':
    case 'remove-failed':
      return withFailure(state, event.gameId, event.error);
    case 'download-finished':
    case 'download-cancelled':
    case 'install-finished':
    case 'uninstall-finished':
    case 'remove-finished':
      return settle(state, event.gameId);
    case 'peer-connected':
    case 'peer-updated':
      return { ...state, peers: withEntry(state.peers, event.peer.peerId, event.peer) };
    case 'peer-disconnected':
      return { ...state, peers: without(state.peers, event.peerId) };
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

/** A removed row stays while an operation runs on it: its progress and its Cancel button must remain in reach. */
function applyLibraryChange(state: AppState, change: LibraryChange): AppState {
  if (change.games.length === 0 && change.removed.length === 0) return state;
  const games = new Map(state.games);
  for (const game of change.games) games.set(game.id, game);
  for (const gameId of change.removed) {
    const row = games.get(gameId);
    if (row !== undefined && state.operations.has(gameId)) games.set(gameId, abandoned(row));
    else games.delete(gameId);
  }
  return { ...state, games };
}

const abandoned = (row: GameRow): GameRow => ({ ...row, peerCount: 0, remoteBytes: null, otherVersionPeerCount: 0 });

const isAbandoned = (row: GameRow) =>
  !row.downloaded &&
  !row.installed &&
  row.peerCount === 0 &&
  row.remoteBytes === null &&
  row.otherVersionPeerCount === 0;

function applyOperations(state: AppState, operations: ReadonlyMap<GameId, OperationKind>): AppState {
  const ended = [...state.operations.keys()].filter((gameId) => !operations.has(gameId));
  const gone = ended.filter((gameId) => {
    const row = state.games.get(gameId);
    return row !== undefined && isAbandoned(row);
  });
  const started = [...operations.keys()].filter((gameId) => state.operations.get(gameId) !== operations.get(gameId));
  return {
    ...state,
    operations,
    games: without(state.games, ...gone),
    checking: withoutMember(state.checking, started),
    failures: without(state.failures, ...started),
    downloads: without(onlyActive(state.downloads, operations), ...started),
    installs: without(onlyActive(state.installs, operations), ...started),
  };
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

function onlyActive<V>(map: ReadonlyMap<GameId, V>, operations: ReadonlyMap<GameId, unknown>): ReadonlyMap<GameId, V> {
  return without(map, ...[...map.keys()].filter((gameId) => !operations.has(gameId)));
}
