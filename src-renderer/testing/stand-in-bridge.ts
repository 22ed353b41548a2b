// An AppBridge without a peer: scripted games and PCs in memory, and operations that play out when asked for.
import type { AppBridge, AppCalls, AppSnapshot, AppTopics, CallName, TopicName } from '../../src-shared/app-bridge.ts';
import type { GameId, GameRow } from '../../src-shared/game.ts';
import type { OperationKind } from '../../src-shared/operation.ts';
import type { PeerCommand } from '../../src-shared/peer-command.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import type { GameEnd, RunningGame } from '../../src-shared/running-game.ts';
import { createStandInRoom, standInFindings } from './stand-in-room.ts';
import { createStandInDownloads, noSummary, STEPS } from './stand-in-downloads.ts';
import { gameRow } from './stand-in-games.ts';
import { standInLog, standInRuns } from './stand-in-logs.ts';
import { standInSnapshot, uninstallPreview } from './stand-in-snapshots.ts';

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
  /** Lets a call stay without an answer from now on. */
  silence: (name: CallName) => void;
}

export interface StandInOptions {
  snapshot?: Partial<AppSnapshot>;
  /** Between two steps of a scripted operation; 0 leaves commands without any effect. */
  tickMs?: number;
}

export function createStandIn({ snapshot, tickMs = 0 }: StandInOptions = {}): StandIn {
  const listeners = new Map<TopicName, Set<(data: never) => void>>();
  const watchers = new Set<(connected: boolean) => void>();
  const refusals = new Map<PeerCommand['kind'], PeerError>();
  const unverified = new Set<GameId>();
  const silent = new Set<CallName>();
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

  const setRunning = (running: RunningGame[], ended: GameEnd | null): undefined => {
    state.running = running;
    tell('running-changed', { running, ended });
  };

  const downloads = createStandInDownloads({
    state,
    emit,
    tick,
    setOperation,
    finish: (gameId, totalBytes, thenInstall) => {
      const { version } = rowOf(gameId);
      changeRow(gameId, { downloaded: true, localVersion: version, localBytes: totalBytes, availability: 'Ready' });
      setOperation(gameId, null);
      emit({ kind: 'download-finished', gameId, version, ...noSummary });
      if (thenInstall) void install(gameId);
    },
  });

  const verify = async (gameId: GameId, repair: boolean) => {
    setOperation(gameId, 'verifying');
    const totalBytes = rowOf(gameId).localBytes;
    for (let step = 0; step <= STEPS; step += 1) {
      if (unverified.delete(gameId)) {
        setOperation(gameId, null);
        emit({ kind: 'verify-cancelled', gameId });
        return;
      }
      emit({ kind: 'verify-progress', gameId, checkedBytes: (totalBytes * step) / STEPS, totalBytes });
      await tick();
    }
    setOperation(gameId, null);
    const badPieces = gameId === 'assaultcube' ? 3 : 0;
    const badBytes = badPieces * 2 ** 20;
    const found = { files: 214, badFiles: badPieces, badPieces, badBytes, repaired: repair && badPieces > 0 };
    emit({ kind: 'verify-finished', gameId, checkedBytes: totalBytes, ...found });
  };

  const cancel = (gameId: GameId) => {
    if (state.operations.some((operation) => operation.gameId === gameId && operation.kind === 'verifying')) {
      unverified.add(gameId);
    } else downloads.cancel(gameId);
  };

  const install = async (gameId: GameId) => {
    setOperation(gameId, 'installing');
    const totalBytes = rowOf(gameId).localBytes * 2;
    for (let step = 0; step <= STEPS; step += 1) {
      emit({ kind: 'install-progress', gameId, writtenBytes: (totalBytes * step) / STEPS, totalBytes });
      await tick();
    }
    changeRow(gameId, { installed: true, installedVersion: rowOf(gameId).localVersion });
    setOperation(gameId, null);
    emit({ kind: 'install-finished', gameId, version: rowOf(gameId).version, updated: false });
  };

  const uninstall = async (gameId: GameId) => {
    setOperation(gameId, 'uninstalling');
    await tick();
    changeRow(gameId, { installed: false, installedVersion: null });
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

  const room = createStandInRoom({ state, emit });
  const command = (input: PeerCommand): unknown => {
    const refusal = refusals.get(input.kind);
    if (refusal !== undefined) throw refusal;
    if (input.kind === 'connect-peer') return connect(input.address);
    if (input.kind === 'describe-room') return room.describe(input.search, input.limit);
    if (input.kind === 'block-peer') return room.block(input.peerId, input.blocked);
    if (input.kind === 'describe-uninstall') return uninstallPreview(input.gameId);
    if (tickMs === 0) return undefined;
    if (input.kind === 'download-game-files') downloads.add(input.gameId, input.install);
    if (input.kind === 'pause-download') downloads.pause(input.gameId);
    if (input.kind === 'resume-download') downloads.resume(input.gameId);
    if (input.kind === 'move-download') downloads.move(input.gameId, input.position);
    if (input.kind === 'verify-game') void verify(input.gameId, input.repair ?? false);
    if (input.kind === 'install-game') void install(input.gameId);
    if (input.kind === 'uninstall-game') void uninstall(input.gameId);
    if (input.kind === 'remove-downloaded-game') void remove(input.gameId);
    if (input.kind === 'cancel-download') cancel(input.gameId);
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
      if (tickMs > 0) downloads.settle();
      if (change.gameDir != null) {
        state.gameDir = { path: change.gameDir, freeBytes: 418_000_000_000, problem: null };
      }
      tell('settings-changed', { settings: state.settings, gameDir: state.gameDir });
      return state.settings;
    },
    'read-game-dir': () => state.gameDir,
    'choose-folder': () => '/home/robin/Games',
    'list-folders': ({ path }) => ({
      path: path ?? '/home/robin',
      parent: path === '/' ? null : '/',
      folders: ['Desktop', 'Documents', 'Downloads', 'Games', 'Music', 'Pictures', 'Videos'],
    }),
    'make-room': ({ path }) => path ?? '/home/robin/.local/state/lanspread/room',
    'play-game': ({ gameId }) => {
      if (gameId === 'openttd') {
        throw new PeerError('cannot-play', 'The game ended at once with exit code 3.', 'Install it again.', {
          output: 'error while loading shared libraries',
        });
      }
      setRunning([...state.running, { gameId, kind: 'game', sinceMs: 0 }], null);
      tell('game-played', { gameId, playedMs: Date.now() });
      return undefined;
    },
    'start-server': ({ gameId }) => setRunning([...state.running, { gameId, kind: 'server', sinceMs: 0 }], null),
    'stop-game': ({ gameId, kind }) => {
      const rest = state.running.filter((row) => row.gameId !== gameId || row.kind !== kind);
      return setRunning(rest, { gameId, kind, code: null, error: null });
    },
    'find-scripts': ({ gameId }) => ({ game: true, server: gameId === 'openra' }),
    'open-game-folder': () => undefined,
    'clear-finished': () => {
      state.finished = [];
      return undefined;
    },
    'unpack-log': standInRuns,
    'read-log': ({ afterSeq }) => standInLog().filter(({ seq }) => seq > afterSeq),
    'save-diagnostics': () => ({ kind: 'file', name: 'lanspread-diagnostics.zip', bytes: btoa('zip') }),
    'run-doctor': () => ({ findings: standInFindings }),
  };

  return {
    call: async (name, input) => {
      calls.push({ name, input });
      if (silent.has(name)) return new Promise(() => {});
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
    silence: (name) => void silent.add(name),
  };
}
