// An AppBridge without a peer: scripted games and PCs in memory, and operations that play out when asked for.
import type { AppBridge, AppCalls, AppSnapshot, AppTopics, CallName, TopicName } from '../../src-shared/app-bridge.ts';
import type { GameId, GameRow } from '../../src-shared/game.ts';
import type { OperationKind } from '../../src-shared/operation.ts';
import type { PeerCommand } from '../../src-shared/peer-command.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import type { DownloadProgress, PeerEvent, TransferSummary } from '../../src-shared/peer-event.ts';
import type { PeerRow } from '../../src-shared/peer-row.ts';
import { gameRow, standInGames } from './stand-in-games.ts';

export interface StandIn extends AppBridge {
  /** Tells the window something, as the peer would, without changing the stand-in's own state. */
  tell: <T extends TopicName>(topic: T, data: AppTopics[T]) => void;
  setConnected: (connected: boolean) => void;
  /** What the next snapshot holds. */
  snapshot: AppSnapshot;
  /** Every call so far. */
  calls: { name: CallName; input: unknown }[];
  /** Lets a command fail from now on. */
  refuse: (kind: PeerCommand['kind'], error: PeerError) => void;
}

export interface StandInOptions {
  snapshot?: Partial<AppSnapshot>;
  /** Between two steps of a scripted operation; 0 leaves commands without any effect. */
  tickMs?: number;
}

const peerNames = ['alice', 'bruno-desktop', 'Chiara', 'dmitri', 'Emil (attic)', 'franzi'];

export function standInPeers(): PeerRow[] {
  const peers = peerNames.map((name, index) => ({
    peerId: `peer-${name}`,
    name,
    address: `192.168.178.${21 + index * 7}`,
    port: 47_000,
    state: 'connected' as const,
    protocolVersion: 1,
    gameCount: 31 - index * 4,
  }));
  const old: PeerRow = { ...(peers[0] as PeerRow), peerId: 'peer-old', name: 'old-laptop', state: 'incompatible' };
  return [...peers, { ...old, address: '192.168.178.90', protocolVersion: 0, gameCount: 0 }];
}

export function standInSnapshot(changes: Partial<AppSnapshot> = {}): AppSnapshot {
  return {
    host: 'browser',
    self: {
      peerId: '3f9c1e7a5b2d48069c1a7e3b5d2f4860',
      name: 'Robin',
      addresses: ['192.168.178.20:47000'],
      appVersion: '0.1.0',
      protocolVersion: 1,
    },
    settings: { playerName: 'Robin', gameDir: '/home/robin/Games' },
    gameDir: { path: '/home/robin/Games', freeBytes: 418_000_000_000, problem: null },
    games: standInGames(),
    operations: [],
    downloads: [],
    installs: [],
    peers: standInPeers(),
    catalogSize: 120,
    ...changes,
  };
}

/** A busy evening: some downloads and an install under way. */
export function busySnapshot(changes: Partial<AppSnapshot> = {}): AppSnapshot {
  return standInSnapshot({
    operations: [
      { gameId: '0ad', kind: 'downloading' },
      { gameId: 'supertuxkart', kind: 'downloading' },
      { gameId: 'unvanquished', kind: 'installing' },
      { gameId: 'warsow', kind: 'downloading' },
    ],
    downloads: [
      downloadProgress('0ad', 2_860_000_000, 0.46),
      { ...downloadProgress('warsow', 517_000_000, 0), phase: 'checking-space', bytesPerSecond: 0 },
      downloadProgress('supertuxkart', 735_000_000, 0.83),
    ],
    installs: [{ gameId: 'unvanquished', writtenBytes: 512_000_000, totalBytes: 1_380_000_000 }],
    ...changes,
  });
}

export function downloadProgress(gameId: GameId, totalBytes: number, share: number): DownloadProgress {
  const rates = [46_200_000, 31_800_000, 22_400_000, 9_100_000];
  const weights = [0.42, 0.29, 0.2, 0.09];
  return {
    gameId,
    phase: 'downloading',
    downloadedBytes: totalBytes * share,
    totalBytes,
    bytesPerSecond: rates.reduce((sum, rate) => sum + rate, 0),
    sources: rates.map((bytesPerSecond, index) => ({
      peerId: `peer-${peerNames[index]}`,
      name: peerNames[index] as string,
      bytes: totalBytes * share * (weights[index] as number),
      bytesPerSecond,
    })),
  };
}

const summary: TransferSummary = {
  bytes: 0,
  pieces: 0,
  elapsedMs: 0,
  mibPerSecond: 0,
  mbitPerSecond: 0,
  sources: [],
};

/** Steps of one scripted download or install. */
const STEPS = 60;

export function createStandIn({ snapshot, tickMs = 0 }: StandInOptions = {}): StandIn {
  const listeners = new Map<TopicName, Set<(data: never) => void>>();
  const watchers = new Set<(connected: boolean) => void>();
  const refusals = new Map<PeerCommand['kind'], PeerError>();
  const cancelled = new Set<GameId>();
  const calls: StandIn['calls'] = [];
  const state = standInSnapshot(snapshot);

  const tell: StandIn['tell'] = (topic, data) => {
    for (const listener of listeners.get(topic) ?? []) listener(data as never);
  };
  const emit = (event: PeerEvent) => tell('peer-event', event);
  const tick = async () => new Promise((resolve) => void setTimeout(resolve, tickMs));

  const setOperation = (gameId: GameId, kind: OperationKind | null) => {
    state.operations = state.operations.filter((operation) => operation.gameId !== gameId);
    if (kind !== null) state.operations = [...state.operations, { gameId, kind }];
    emit({ kind: 'active-operations-changed', operations: state.operations });
  };
  const rowOf = (gameId: GameId) => state.games.find((row) => row.id === gameId) ?? gameRow({ id: gameId });
  const changeRow = (gameId: GameId, change: Partial<GameRow>) => {
    state.games = state.games.map((row) => (row.id === gameId ? { ...row, ...change } : row));
    emit({ kind: 'local-library-changed', games: [rowOf(gameId)], removed: [] });
  };

  const download = async (gameId: GameId, thenInstall: boolean) => {
    const row = rowOf(gameId);
    const totalBytes = row.remoteBytes ?? 0;
    await tick();
    await tick();
    setOperation(gameId, 'downloading');
    emit({ kind: 'download-begin', gameId, version: row.version, totalBytes, pieces: 1, sources: [] });
    for (let step = 0; step <= STEPS; step += 1) {
      if (cancelled.delete(gameId)) {
        setOperation(gameId, null);
        emit({ kind: 'download-cancelled', gameId, ...summary });
        return;
      }
      emit({ kind: 'download-progress', ...downloadProgress(gameId, totalBytes, step / STEPS) });
      await tick();
    }
    changeRow(gameId, { downloaded: true, localVersion: row.version, localBytes: totalBytes, availability: 'Ready' });
    setOperation(gameId, null);
    emit({ kind: 'download-finished', gameId, version: row.version, ...summary });
    if (thenInstall) await install(gameId);
  };

  const install = async (gameId: GameId) => {
    setOperation(gameId, 'installing');
    const totalBytes = rowOf(gameId).localBytes * 2;
    for (let step = 0; step <= STEPS; step += 1) {
      emit({ kind: 'install-progress', gameId, writtenBytes: (totalBytes * step) / STEPS, totalBytes });
      await tick();
    }
    changeRow(gameId, { installed: true });
    setOperation(gameId, null);
    emit({ kind: 'install-finished', gameId, version: rowOf(gameId).version, updated: false });
  };

  const uninstall = async (gameId: GameId) => {
    setOperation(gameId, 'uninstalling');
    await tick();
    changeRow(gameId, { installed: false });
    setOperation(gameId, null);
    emit({ kind: 'uninstall-finished', gameId });
  };

  const remove = async (gameId: GameId) => {
    setOperation(gameId, 'removing');
    await tick();
    changeRow(gameId, { downloaded: false, localVersion: null, localBytes: 0, availability: null });
    setOperation(gameId, null);
    emit({ kind: 'remove-finished', gameId });
  };

  const connect = (address: string) => {
    if (!/^[\d.]+:\d+$/u.test(address)) {
      throw new PeerError(
        'connect-failed',
        `No PC answers at ${address}.`,
        'Check the address, and the firewall there.',
      );
    }
    return { peerId: 'peer-new' };
  };

  const command = (input: PeerCommand): unknown => {
    const refusal = refusals.get(input.kind);
    if (refusal !== undefined) throw refusal;
    if (input.kind === 'connect-peer') return connect(input.address);
    if (tickMs === 0) return undefined;
    if (input.kind === 'download-game-files') void download(input.gameId, input.install);
    if (input.kind === 'install-game') void install(input.gameId);
    if (input.kind === 'uninstall-game') void uninstall(input.gameId);
    if (input.kind === 'remove-downloaded-game') void remove(input.gameId);
    if (input.kind === 'cancel-download') cancelled.add(input.gameId);
    return undefined;
  };

  const answers: { [K in CallName]: (input: AppCalls[K]['input']) => AppCalls[K]['output'] } = {
    'get-snapshot': () => structuredClone(state),
    'send-command': command,
    'save-settings': (change) => {
      if (change.gameDir?.startsWith('/root') === true) {
        throw new PeerError('game-dir-unusable', 'This folder cannot be written to.', 'Choose another one.');
      }
      state.settings = { ...state.settings, ...change };
      if (state.settings.gameDir !== null) {
        state.gameDir = { path: state.settings.gameDir, freeBytes: 418_000_000_000, problem: null };
      }
      tell('settings-changed', { settings: state.settings, gameDir: state.gameDir });
      return state.settings;
    },
    'choose-folder': () => '/home/robin/Games',
    'list-folders': ({ path }) => ({
      path: path ?? '/home/robin',
      parent: path === '/' ? null : '/',
      folders: ['Desktop', 'Documents', 'Downloads', 'Games', 'Music', 'Pictures', 'Videos'],
    }),
    'play-game': ({ gameId }) => {
      if (gameId === 'openttd') {
        throw new PeerError('cannot-play', 'The game ended at once with exit code 3.', 'Install it again.');
      }
      return undefined;
    },
    'open-game-folder': () => undefined,
  };

  return {
    call: async (name, input) => {
      calls.push({ name, input });
      return answers[name](input);
    },
    subscribe: (topic, listener) => {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(listener));
      return () => void set.delete(listener);
    },
    onConnection: (watcher) => {
      watchers.add(watcher);
      watcher(true);
      return () => void watchers.delete(watcher);
    },
    tell,
    setConnected: (connected) => {
      for (const watcher of watchers) watcher(connected);
    },
    snapshot: state,
    calls,
    refuse: (kind, error) => void refusals.set(kind, error),
  };
}
