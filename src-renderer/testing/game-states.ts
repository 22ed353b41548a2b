// Every state that the card and the buttons of a game can be in, one game each, for the sheet of states in the gallery.
import type { AppSnapshot } from '../../src-shared/app-bridge.ts';
import type { QueuedDownload } from '../../src-shared/download-queue.ts';
import type { GameId, GameRow } from '../../src-shared/game.ts';
import type { OperationKind } from '../../src-shared/operation.ts';
import type { ErrorData } from '../../src-shared/peer-error.ts';
import type { DownloadProgress, InstallProgress } from '../../src-shared/peer-event.ts';
import type { AppState } from '../store/app-state.ts';
import { withoutRates } from '../store/progress.ts';
import { gameRow } from './stand-in-games.ts';
import { downloadProgress, standInSettings, standInSnapshot } from './stand-in-snapshots.ts';

export interface GameState {
  /** The state in a few words; it is the title of the game too. */
  title: string;
  row: Partial<GameRow>;
  operation?: OperationKind;
  download?: Partial<DownloadProgress>;
  /** Share of 1 that is written or compared. */
  done?: number;
  queued?: { state: QueuedDownload['state']; error?: ErrorData };
  failure?: ErrorData;
  /** What it waits for before it begins. */
  waitingFor?: string;
  /** The connection to the peer was lost while it ran. */
  isLost?: boolean;
  /** What the window alone knows, or the host tells of running games. */
  window?: 'checking' | 'starting' | 'ending';
  running?: readonly ('game' | 'server')[];
  /** It has a script for its server. */
  canServe?: boolean;
}

const bytes = 1_240_000_000;
const inRoom: Partial<GameRow> = { peerCount: 5, remoteBytes: bytes, size: bytes };
const here: Partial<GameRow> = {
  ...inRoom,
  downloaded: true,
  availability: 'Ready',
  localVersion: '20250301',
  localBytes: bytes,
};
const old: Partial<GameRow> = { ...here, localVersion: '20240115' };
const playable: Partial<GameRow> = { ...here, installed: true, installedVersion: '20250301' };

/** As the peer says it. */
const untilClosed = 'Waits until the game is closed.';

const full: ErrorData = {
  code: 'disk-full',
  message: 'The disk has 80 MB free, and the update needs 1.2 GB.',
  hint: 'Make room, or let it replace the old version.',
};
const damaged: ErrorData = {
  code: 'archive-corrupt',
  message: 'The archive is damaged.',
  hint: "Verify the game's files or fetch it again.",
};
const tied: ErrorData = {
  code: 'no-majority',
  message: 'The PCs in the room have different files of this version.',
  hint: 'Ask whose copy is the right one, and verify it there.',
};

export const gameStates: Record<string, GameState> = {
  download: { title: 'In the room', row: inRoom },
  'download-unknown': { title: 'Size unknown', row: { peerCount: 2 } },
  'long-title': { title: 'Super Extraordinarily Longwinded Championship: The Definitive Anniversary', row: inRoom },
  checking: { title: 'Asking the room', row: inRoom, window: 'checking' },
  queued: { title: 'Next in line', row: inRoom, queued: { state: 'queued' } },
  'queued-later': { title: 'Later in line', row: inRoom, queued: { state: 'queued' } },
  'finding-peers': {
    title: 'Finding PCs',
    row: inRoom,
    operation: 'downloading',
    download: { phase: 'finding-peers', bytesPerSecond: 0, downloadedBytes: 0, sources: [] },
  },
  'checking-space': {
    title: 'Checking space',
    row: inRoom,
    operation: 'downloading',
    download: { phase: 'checking-space', bytesPerSecond: 0, downloadedBytes: 0, sources: [] },
  },
  downloading: { title: 'Downloading', row: inRoom, operation: 'downloading', download: {} },
  'downloading-slowly': {
    title: 'No byte comes',
    row: inRoom,
    operation: 'downloading',
    download: { bytesPerSecond: 0 },
  },
  waiting: {
    title: 'Waiting for a PC',
    row: { ...inRoom, peerCount: 0 },
    operation: 'downloading',
    queued: { state: 'stalled' },
    download: {
      phase: 'waiting',
      bytesPerSecond: 0,
      sources: [],
      waitingFor: 'Waiting for a PC that has the last 423 MB.',
    },
  },
  'connection-lost': { title: 'Connection lost', row: inRoom, operation: 'downloading', download: {}, isLost: true },
  finalising: { title: 'Finalising', row: inRoom, operation: 'downloading', download: { phase: 'finalising' } },
  paused: { title: 'Paused', row: inRoom, queued: { state: 'paused' }, download: { bytesPerSecond: 0, sources: [] } },
  failed: { title: 'Download failed', row: inRoom, queued: { state: 'failed', error: tied }, download: {} },
  streaming: { title: 'Low-disk install', row: inRoom, operation: 'streaming', done: 0.62 },
  'stream-waits': {
    title: 'Low-disk install waits',
    row: inRoom,
    operation: 'streaming',
    done: 0,
    waitingFor: 'Every PC that has it sends to others now. It goes on by itself.',
  },
  downloaded: { title: 'Downloaded', row: here },
  installing: { title: 'Installing', row: here, operation: 'installing', done: 0.37 },
  'install-waits': {
    title: 'Install waits',
    row: here,
    operation: 'installing',
    done: 0,
    waitingFor: untilClosed,
    running: ['server'],
  },
  'install-failed': { title: 'Installation failed', row: here, failure: damaged },
  verifying: { title: 'Verifying', row: here, operation: 'verifying', done: 0.71 },
  'repair-waits': {
    title: 'Repair waits',
    row: playable,
    operation: 'verifying',
    done: 1,
    waitingFor: untilClosed,
    running: ['game'],
  },
  removing: { title: 'Removing', row: here, operation: 'removing' },
  installed: { title: 'Installed', row: playable, canServe: true },
  unshareable: {
    title: 'Not shareable',
    row: { ...inRoom, installed: true, installedVersion: '20250301', availability: 'LocalOnly' },
  },
  starting: { title: 'Starting', row: playable, window: 'starting' },
  playing: { title: 'Playing', row: playable, running: ['game'] },
  serving: { title: 'Its server runs', row: playable, running: ['server'], canServe: true },
  'playing-serving': { title: 'Game and server run', row: playable, running: ['game', 'server'], canServe: true },
  ending: { title: 'Ending', row: playable, running: ['game'], window: 'ending' },
  uninstalling: { title: 'Uninstalling', row: playable, operation: 'uninstalling' },
  update: { title: 'Update', row: { ...old, installed: true } },
  'update-not-installed': {
    title: 'Install lags behind',
    row: { ...playable, installedVersion: '20240115' },
  },
  'update-unshareable': {
    title: 'Update, not shareable',
    row: { ...inRoom, installed: true, installedVersion: '20240115', availability: 'LocalOnly' },
  },
  'update-downloaded': { title: 'Update, not installed', row: old },
  'update-full': {
    title: 'Update does not fit',
    row: { ...old, installed: true },
    queued: { state: 'failed', error: full },
  },
  updating: { title: 'Updating', row: { ...old, installed: true }, operation: 'updating', done: 0.18 },
  'update-waits': {
    title: 'Update waits',
    row: { ...here, installed: true },
    operation: 'updating',
    done: 0,
    waitingFor: untilClosed,
    running: ['game'],
  },
  'outdated-alone': { title: 'Outdated, nobody has it', row: { ...old, peerCount: 0, remoteBytes: null } },
  busy: { title: 'Busy everywhere', row: { remoteBytes: bytes } },
  'other-version': { title: 'Other version only', row: { otherVersionPeerCount: 2 } },
  nobody: { title: 'Nobody has it', row: {} },
};

/** What the peer would tell of all of them at once. */
export function statesSnapshot(): AppSnapshot {
  const states = Object.entries(gameStates);
  const operations = states.flatMap(([gameId, { operation }]) => (operation ? [{ gameId, kind: operation }] : []));
  const partsOf = (kinds: readonly OperationKind[]) =>
    states.filter(
      ([, { operation, done }]) => operation !== undefined && done !== undefined && kinds.includes(operation),
    );
  return standInSnapshot({
    host: 'electron',
    settings: standInSettings(),
    games: states.map(([id, { title, row }]) => gameRow({ id, title, genre: 'Real-time strategy', ...row })),
    operations,
    queue: states.flatMap(([gameId, { queued }]) =>
      queued ? [{ gameId, install: true, state: queued.state, error: queued.error ?? null }] : [],
    ),
    downloads: states.flatMap(([gameId, { download }]) =>
      download ? [{ ...downloadProgress(gameId, bytes, 0.46), ...download }] : [],
    ),
    installs: partsOf(['installing', 'updating', 'streaming']).map(([gameId, state]) => installOf(gameId, state)),
    verifications: partsOf(['verifying']).map(([gameId, { done = 0, waitingFor }]) => ({
      gameId,
      checkedBytes: bytes * done,
      totalBytes: bytes,
      waitingFor,
    })),
    running: states.flatMap(([gameId, { running = [] }]) =>
      running.map((kind) => ({ gameId, kind, sinceMs: Date.UTC(2026, 10, 27, 19, 30) })),
    ),
  });
}

function installOf(gameId: GameId, state: GameState): InstallProgress {
  const { operation, done = 0 } = state;
  const waitingFor = state.waitingFor ?? null;
  const install = { gameId, writtenBytes: bytes * 2 * done, totalBytes: bytes * 2, waitingFor };
  if (operation !== 'streaming') return install;
  const { bytesPerSecond, writtenBytesPerSecond, sources } = downloadProgress(gameId, bytes * 2, done);
  const phase = waitingFor === null ? 'downloading' : 'waiting';
  return { ...install, streamed: { phase, bytesPerSecond, writtenBytesPerSecond, sources: sources.slice(0, 1) } };
}

/** What no snapshot carries: what the window alone knows of them. */
export function windowStates(
  downloads: AppState['downloads'],
): Pick<AppState, 'downloads' | 'checking' | 'starting' | 'ending' | 'servers' | 'failures'> {
  const states = Object.entries(gameStates);
  const those = (which: NonNullable<GameState['window']>) =>
    new Set(states.flatMap(([gameId, { window }]) => (window === which ? [gameId] : [])));
  const isLost = (gameId: string) => gameStates[gameId]?.isLost === true;
  return {
    downloads: new Map([...downloads].map(([id, view]) => [id, isLost(id) ? withoutRates(view) : view])),
    checking: those('checking'),
    starting: those('starting'),
    ending: those('ending'),
    servers: new Set(states.flatMap(([gameId, { canServe }]) => (canServe === true ? [gameId] : []))),
    failures: new Map(states.flatMap(([gameId, { failure }]) => (failure ? [[gameId, failure] as const] : []))),
  };
}
