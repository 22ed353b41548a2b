// What the window knows: the last snapshot plus the events since. Settled by the peer, never by the window.
import type { AppSnapshot, GameDirInfo, HostKind, SelfInfo, Settings } from '../../src-shared/app-bridge.ts';
import { defaultAppearance } from '../../src-shared/appearance.ts';
import type { FinishedDownload } from '../../src-shared/finished-download.ts';
import type { GameId, GameRow, PeerId } from '../../src-shared/game.ts';
import type { OperationKind } from '../../src-shared/operation.ts';
import type { ErrorData } from '../../src-shared/peer-error.ts';
import type { HashingProgress, InstallProgress } from '../../src-shared/peer-event.ts';
import type { PeerRow } from '../../src-shared/peer-row.ts';
import type { RunningGame } from '../../src-shared/running-game.ts';
import { defaultNetworkSettings, type StartedNetwork } from '../../src-shared/network-settings.ts';
import { defaultSystemSettings } from '../../src-shared/system-settings.ts';
import { defaultLimits } from '../../src-shared/transfer-limits.ts';
import { queuePlaces, type QueuePlace } from '../queue-place.ts';
import { strings } from '../strings.ts';
import {
  asDownload,
  downloadViewAfterGap,
  firstInstallView,
  verifyView,
  withoutRates,
  type DownloadView,
  type InstallView,
  type VerifyView,
} from './progress.ts';

export interface AppState {
  /** False until the first snapshot. */
  loaded: boolean;
  connected: boolean;
  host: HostKind;
  self: SelfInfo | null;
  settings: Settings;
  /** What the settings are where nothing was chosen. */
  defaults: Settings;
  gameDir: GameDirInfo | null;
  /** What the peer was started with; null before the first snapshot. */
  network: StartedNetwork | null;
  catalogSize: number;
  games: ReadonlyMap<GameId, GameRow>;
  operations: ReadonlyMap<GameId, OperationKind>;
  /** Every download that is not finished, in order. */
  queue: ReadonlyMap<GameId, QueuePlace>;
  /** Also of paused and failed ones, what is kept of them; and of installs straight from the room. */
  downloads: ReadonlyMap<GameId, DownloadView>;
  installs: ReadonlyMap<GameId, InstallView>;
  verifications: ReadonlyMap<GameId, VerifyView>;
  hashing: HashingProgress;
  peers: ReadonlyMap<PeerId, PeerRow>;
  /** The only optimistic state: Download was pressed and the peer has told nothing yet. */
  checking: ReadonlySet<GameId>;
  /** Calls to play that wait for their answer. */
  starting: ReadonlySet<GameId>;
  /** Games that run, and servers, each by the game's id. */
  playing: ReadonlyMap<GameId, RunningGame>;
  serving: ReadonlyMap<GameId, RunningGame>;
  /** When games were last started from here, milliseconds since the epoch. */
  lastPlayed: ReadonlyMap<GameId, number>;
  /** Calls to stop that wait for their answer. */
  ending: ReadonlySet<GameId>;
  /** Games that were found to have a script for their server. */
  servers: ReadonlySet<GameId>;
  /** What has finished since the host began, the latest first, until it is cleared. */
  finished: readonly FinishedDownload[];
  /** The last failure of a game, until the next try. */
  failures: ReadonlyMap<GameId, ErrorData>;
}

const defaults: Settings = {
  playerName: '',
  gameDir: null,
  limits: defaultLimits,
  language: 'system',
  appearance: defaultAppearance,
  system: defaultSystemSettings,
  network: defaultNetworkSettings,
};

export const initialState: AppState = {
  loaded: false,
  connected: false,
  host: 'browser',
  self: null,
  settings: defaults,
  defaults,
  gameDir: null,
  network: null,
  catalogSize: 0,
  games: new Map(),
  operations: new Map(),
  queue: new Map(),
  downloads: new Map(),
  installs: new Map(),
  verifications: new Map(),
  hashing: { gameId: null, hashedBytes: 0, totalBytes: 0 },
  peers: new Map(),
  checking: new Set(),
  starting: new Set(),
  playing: new Map(),
  serving: new Map(),
  lastPlayed: new Map(),
  ending: new Set(),
  servers: new Set(),
  finished: [],
  failures: new Map(),
};

/** Replaces everything that the peer knows. Of failures it carries those of recovery; others stay, but for that of the link. */
export function applySnapshot(state: AppState, snapshot: AppSnapshot, nowMs: number): AppState {
  return {
    loaded: true,
    connected: true,
    host: snapshot.host,
    self: snapshot.self,
    settings: snapshot.settings,
    defaults: snapshot.defaults,
    gameDir: snapshot.gameDir,
    network: snapshot.network,
    catalogSize: snapshot.catalogSize,
    games: new Map(snapshot.games.map((game) => [game.id, game])),
    operations: new Map(snapshot.operations.map(({ gameId, kind }) => [gameId, kind])),
    downloads: new Map(
      [...snapshot.downloads, ...streamedOf(snapshot.installs)].map((progress) => [
        progress.gameId,
        downloadViewAfterGap(state.downloads.get(progress.gameId), progress, nowMs),
      ]),
    ),
    queue: queuePlaces(snapshot.queue),
    installs: new Map(storedOf(snapshot.installs).map((progress) => [progress.gameId, firstInstallView(progress)])),
    verifications: new Map(snapshot.verifications.map((progress) => [progress.gameId, verifyView(progress)])),
    hashing: snapshot.hashing,
    peers: new Map(snapshot.peers.map((peer) => [peer.peerId, peer])),
    checking: new Set(),
    starting: state.starting,
    ...runningById(snapshot.running),
    lastPlayed: new Map(Object.entries(snapshot.lastPlayed)),
    ending: state.ending,
    servers: state.servers,
    finished: snapshot.finished,
    failures: new Map([
      ...snapshot.recoveryFailures.map(({ gameId, error }) => [gameId, error] as const),
      ...[...state.failures].filter(([, { code }]) => code !== 'connection-closed'),
    ]),
  };
}

const streamedOf = (installs: readonly InstallProgress[]) =>
  installs.flatMap((progress) => (progress.streamed === undefined ? [] : [asDownload(progress, progress.streamed)]));

const storedOf = (installs: readonly InstallProgress[]) => installs.filter(({ streamed }) => streamed === undefined);

/** What is known stays in sight, without what moves. */
export function disconnected({ downloads }: AppState): Pick<AppState, 'connected' | 'downloads'> {
  const still = [...downloads].map(([gameId, view]) => [gameId, withoutRates(view)] as const);
  return { connected: false, downloads: new Map(still) };
}

/** What runs, apart by kind. */
export function runningById(running: readonly RunningGame[]): Pick<AppState, 'playing' | 'serving'> {
  const byId = (kind: RunningGame['kind']) =>
    new Map(running.filter((row) => row.kind === kind).map((row) => [row.gameId, row]));
  return { playing: byId('game'), serving: byId('server') };
}

const unexplained: ErrorData = { code: 'internal', message: strings.downloads.failed };

/** The last failure of a game: of what was tried here, else of its download. */
export function failureOf({ failures, queue }: AppState, gameId: GameId): ErrorData | null {
  const place = queue.get(gameId);
  return failures.get(gameId) ?? (place?.state === 'failed' ? (place.error ?? unexplained) : null);
}

export const titleOf = ({ games }: Pick<AppState, 'games'>, gameId: GameId): string =>
  games.get(gameId)?.title ?? gameId;

/** All that is known of a game that is no longer in the list. */
export function stubRow(gameId: GameId): GameRow {
  return {
    id: gameId,
    title: gameId,
    version: '',
    downloaded: false,
    installed: false,
    availability: null,
    localVersion: null,
    installedVersion: null,
    localBytes: 0,
    peerCount: 0,
    remoteBytes: null,
    unpackedBytes: null,
    otherVersionPeerCount: 0,
  };
}
