// Events on the state, one rule at a time.
import { describe, expect, it } from 'vitest';
import type { QueuedDownload, QueueState } from '../../src-shared/download-queue.ts';
import type { GameRow } from '../../src-shared/game.ts';
import type { OperationKind } from '../../src-shared/operation.ts';
import type { InstallProgress, PeerEvent, TransferSummary } from '../../src-shared/peer-event.ts';
import {
  busySnapshot,
  downloadProgress,
  queueSnapshot,
  standInPeers,
  standInSnapshot,
} from '../testing/stand-in-snapshots.ts';
import { gameRow } from '../testing/stand-in-games.ts';
import { applyEvent } from './apply-event.ts';
import { applySnapshot, failureOf, initialState, type AppState } from './app-state.ts';

const summary: TransferSummary = {
  bytes: 0,
  pieces: 0,
  elapsedMs: 0,
  mibPerSecond: 0,
  mbitPerSecond: 0,
  sources: [],
};
const error = { code: 'disk-full' as const, message: 'The disk is full.', hint: 'Make room.' };

function stateWith(change: Partial<AppState> = {}): AppState {
  const games = [gameRow({ id: 'a', peerCount: 1, remoteBytes: 10 }), gameRow({ id: 'b', peerCount: 1 })];
  return { ...applySnapshot(initialState, standInSnapshot({ games, peers: [] }), 0), ...change };
}

const apply = (state: AppState, ...events: PeerEvent[]) =>
  events.reduce((current, event) => applyEvent(current, event, 0), state);

const operations = (...pairs: [string, OperationKind][]): PeerEvent => ({
  kind: 'active-operations-changed',
  operations: pairs.map(([gameId, kind]) => ({ gameId, kind })),
});
const entry = (gameId: string, state: QueueState): QueuedDownload => ({
  gameId,
  install: true,
  state,
  error: state === 'failed' ? error : null,
});
const queue = (...entries: [string, QueueState][]): PeerEvent => ({
  kind: 'download-queue-changed',
  queue: entries.map(([gameId, state]) => entry(gameId, state)),
});
const progress = (share: number): PeerEvent => ({ kind: 'download-progress', ...downloadProgress('a', 1000, share) });

describe('snapshot', () => {
  it('holds what the peer told', () => {
    const state = applySnapshot(initialState, busySnapshot(), 0);
    expect(state).toMatchObject({ loaded: true, connected: true, host: 'browser', catalogSize: 120 });
    expect(state.operations.get('0ad')).toBe('downloading');
    expect(state.downloads.get('0ad')?.fraction).toBeCloseTo(0.46);
    expect(state.installs.get('unvanquished')?.writtenBytes).toBe(512_000_000);
    expect(state.peers.size).toBe(7);
    expect(state.queue.get('xonotic')).toMatchObject({ state: 'queued', position: 3, count: 4, turn: 4 });
  });

  it('holds what is kept of paused downloads, verifications, and the hashing', () => {
    const state = applySnapshot(initialState, queueSnapshot(), 0);
    expect(state.downloads.get('red-eclipse')?.fraction).toBeCloseTo(0.38);
    expect(state.verifications.get('hedgewars')?.fraction).toBeCloseTo(0.62);
    expect(state.hashing).toEqual({ gameId: 'openra', hashedBytes: 620_000_000, totalBytes: 1_790_000_000 });
  });

  it('replaces everything, ends checking, and keeps failures', () => {
    const before = stateWith({ checking: new Set(['a']), failures: new Map([['b', error]]) });
    const state = applySnapshot(before, standInSnapshot({ games: [], peers: [] }), 0);
    expect(state.games.size).toBe(0);
    expect(state.checking.size).toBe(0);
    expect(state.failures.get('b')).toEqual(error);
  });
});

describe('library', () => {
  it.each(['local-library-changed', 'remote-library-changed'] as const)(
    '%s replaces, adds and removes rows',
    (kind) => {
      const games = [gameRow({ id: 'a', installed: true }), gameRow({ id: 'c' })];
      const state = apply(stateWith(), { kind, games, removed: ['b'] });
      expect([...state.games.keys()]).toEqual(['a', 'c']);
      expect(state.games.get('a')?.installed).toBe(true);
    },
  );

  it('an empty change changes nothing at all', () => {
    const state = stateWith();
    expect(apply(state, { kind: 'remote-library-changed', games: [], removed: [] })).toBe(state);
  });

  it('leaves other rows the same objects, so that their cards are not drawn again', () => {
    const before = stateWith();
    const state = apply(before, { kind: 'local-library-changed', games: [gameRow({ id: 'b' })], removed: [] });
    expect(state.games.get('a')).toBe(before.games.get('a'));
  });

  it('keeps a removed row while an operation runs on it, then lets it go', () => {
    const running = apply(stateWith(), operations(['a', 'downloading']), {
      kind: 'remote-library-changed',
      games: [],
      removed: ['a'],
    });
    expect(running.games.get('a')).toMatchObject({ peerCount: 0, remoteBytes: null });
    expect(apply(running, operations()).games.has('a')).toBe(false);
  });

  it('keeps the row when the operation made it a local one', () => {
    const local: GameRow = gameRow({ id: 'a', downloaded: true });
    const state = apply(
      stateWith(),
      operations(['a', 'downloading']),
      { kind: 'remote-library-changed', games: [], removed: ['a'] },
      { kind: 'local-library-changed', games: [local], removed: [] },
      operations(),
    );
    expect(state.games.get('a')).toEqual(local);
  });
});

describe('operations', () => {
  it('are the last list told', () => {
    const state = apply(stateWith(), operations(['a', 'downloading']), operations(['b', 'installing']));
    expect([...state.operations]).toEqual([['b', 'installing']]);
  });

  it('a start ends checking and clears the failure of that game alone', () => {
    const before = stateWith({
      checking: new Set(['a', 'b']),
      failures: new Map([
        ['a', error],
        ['b', error],
      ]),
    });
    const state = apply(before, operations(['a', 'downloading']));
    expect([...state.checking]).toEqual(['b']);
    expect([...state.failures.keys()]).toEqual(['b']);
  });

  it('an end takes the progress along', () => {
    const state = apply(stateWith(), operations(['a', 'downloading']), progress(0.5), operations());
    expect(state.downloads.size).toBe(0);
  });

  it('the next kind starts without the progress of the last', () => {
    const state = apply(stateWith(), operations(['a', 'downloading']), progress(1), operations(['a', 'installing']));
    expect(state.downloads.size).toBe(0);
    expect(state.operations.get('a')).toBe('installing');
  });

  it('the same operation told again keeps its progress', () => {
    const running = operations(['a', 'downloading']);
    const state = apply(stateWith(), running, progress(0.5), running);
    expect(state.downloads.get('a')?.fraction).toBe(0.5);
  });
});

describe('queue', () => {
  const down = operations(['a', 'downloading']);
  const idle = operations();

  it('is the last list told, in its order, and ends checking', () => {
    const before = stateWith({ checking: new Set(['a', 'b']) });
    const state = apply(before, queue(['b', 'running'], ['a', 'queued']));
    expect([...state.queue.keys()]).toEqual(['b', 'a']);
    expect(state.queue.get('a')).toMatchObject({ turn: 2, position: 1, count: 2 });
    expect(state.checking.size).toBe(0);
  });

  it('a queued download is no operation', () => {
    expect(apply(stateWith(), queue(['a', 'queued'])).operations.size).toBe(0);
  });

  it.each<QueueState>(['paused', 'failed', 'queued'])('%s keeps what is known of its share', (state) => {
    const stopped = apply(stateWith(), queue(['a', 'running']), down, progress(0.4), queue(['a', state]), idle);
    expect(stopped.downloads.get('a')?.fraction).toBe(0.4);
  });

  it('keeps the share in sight when it goes on, until it tells itself', () => {
    const paused = apply(stateWith(), queue(['a', 'running']), down, progress(0.4), queue(['a', 'paused']), idle);
    const again = apply(paused, queue(['a', 'running']), down);
    expect(again.downloads.get('a')?.fraction).toBe(0.4);
    expect(apply(again, progress(0.41)).downloads.get('a')?.fraction).toBeCloseTo(0.41);
  });

  it.each([
    ['the queue first', [queue(), idle]],
    ['the operation first', [idle, queue()]],
  ])('a cancelled download takes its share along, %s', (_, ends) => {
    const state = apply(stateWith(), queue(['a', 'running']), down, progress(0.4), ...ends);
    expect(state.downloads.size).toBe(0);
  });

  it('an install starts without the share of the download', () => {
    const state = apply(stateWith(), queue(['a', 'running']), down, progress(1), operations(['a', 'installing']));
    expect(state.downloads.size).toBe(0);
  });

  it('keeps a row that nobody has any more while it is in line, then lets it go', () => {
    const gone: PeerEvent = { kind: 'remote-library-changed', games: [], removed: ['a'] };
    const paused = apply(stateWith(), queue(['a', 'paused']), gone);
    expect(paused.games.get('a')).toMatchObject({ peerCount: 0 });
    expect(apply(paused, queue()).games.has('a')).toBe(false);
  });

  it.each([
    ['an operation takes over', operations(['a', 'installing'])],
    ['it is still in line', queue(['b', 'running'], ['a', 'paused'])],
  ])('a row without sources stays while %s', (_, event) => {
    const gone: PeerEvent = { kind: 'remote-library-changed', games: [], removed: ['a'] };
    const state = apply(
      stateWith(),
      queue(['a', 'paused']),
      gone,
      event,
      ...(event.kind === 'download-queue-changed' ? [] : [queue()]),
    );
    expect(state.games.has('a')).toBe(true);
  });

  it('shows the failure that the queue holds, also after a restart', () => {
    expect(failureOf(apply(stateWith(), queue(['a', 'failed'])), 'a')).toEqual(error);
    const unexplained = { ...entry('a', 'failed'), error: null };
    const state = apply(stateWith(), { kind: 'download-queue-changed', queue: [unexplained] });
    expect(failureOf(state, 'a')?.message).not.toBe('');
    expect(failureOf(apply(stateWith(), queue(['a', 'paused'])), 'a')).toBeNull();
  });

  it.each([
    ['tried again', queue(['a', 'queued'])],
    ['discarded', queue()],
  ])('its failure goes when it is %s', (_, event) => {
    const failed = apply(stateWith(), queue(['a', 'failed']), {
      kind: 'download-failed',
      gameId: 'a',
      error,
      ...summary,
    });
    expect(failureOf(failed, 'a')).toEqual(error);
    expect(failureOf(apply(failed, event), 'a')).toBeNull();
  });

  it('leaves a failure of another step alone', () => {
    const before = stateWith({ failures: new Map([['a', error]]) });
    expect(failureOf(apply(before, queue(['b', 'running'])), 'a')).toEqual(error);
  });
});

it('verifying shows its share until it ends', () => {
  const running: PeerEvent = {
    kind: 'active-operations-changed',
    operations: [{ gameId: 'a', kind: 'verifying' }],
  };
  const state = apply(stateWith(), running, { kind: 'verify-progress', gameId: 'a', checkedBytes: 1, totalBytes: 4 });
  expect(state.verifications.get('a')?.fraction).toBe(0.25);
  expect(apply(state, operations()).verifications.size).toBe(0);
});

it('keeps how far the hashing is', () => {
  const hashing = { gameId: 'a', hashedBytes: 1, totalBytes: 4 };
  expect(apply(stateWith(), { kind: 'hashing-progress', ...hashing }).hashing).toEqual(hashing);
});

describe('progress', () => {
  it('never goes backwards, until a new download begins', () => {
    const state = apply(stateWith(), operations(['a', 'downloading']), progress(0.5), progress(0.3));
    expect(state.downloads.get('a')?.fraction).toBe(0.5);
    const begin: PeerEvent = {
      kind: 'download-begin',
      gameId: 'a',
      version: '20250301',
      totalBytes: 1000,
      pieces: 1,
      sources: [],
    };
    expect(apply(state, begin, progress(0)).downloads.get('a')?.fraction).toBe(0);
  });

  it('of an install is kept apart', () => {
    const state = apply(stateWith(), operations(['a', 'installing']), {
      kind: 'install-progress',
      gameId: 'a',
      writtenBytes: 1,
      totalBytes: 4,
    });
    expect(state.installs.get('a')?.fraction).toBe(0.25);
  });

  it('of an install straight from the room is shown as that of a download, and ends with it', () => {
    const { sources } = downloadProgress('a', 4, 1);
    const streamed = { phase: 'downloading' as const, bytesPerSecond: 2000, writtenBytesPerSecond: 1000, sources };
    const told: InstallProgress = { gameId: 'a', writtenBytes: 10_000, totalBytes: 40_000, waitingFor: null, streamed };
    const state = apply(stateWith(), operations(['a', 'streaming']), { kind: 'install-progress', ...told });
    const shown = { downloadedBytes: 10_000, fraction: 0.25, bytesPerSecond: 2000, secondsLeft: 15, sources };
    expect(state.downloads.get('a')).toMatchObject(shown);
    expect(state.installs.size).toBe(0);
    expect(applySnapshot(initialState, standInSnapshot({ installs: [told] }), 0)).toMatchObject({
      downloads: new Map([['a', expect.objectContaining(shown)]]),
      installs: new Map(),
    });
    expect(apply(state, operations()).downloads.size).toBe(0);
  });

  it('of an install from the room says what it waits for', () => {
    const waitingFor = 'Every PC that has it sends to others now.';
    const nothing = { phase: 'waiting' as const, bytesPerSecond: 0, writtenBytesPerSecond: 0, sources: [] };
    const told = { gameId: 'a', writtenBytes: 0, totalBytes: 0, waitingFor, streamed: nothing };
    const state = apply(stateWith(), operations(['a', 'streaming']), { kind: 'install-progress', ...told });
    expect(state.downloads.get('a')).toMatchObject({ phase: 'waiting', waitingFor, fraction: null });
  });
});

describe('ends', () => {
  it.each<PeerEvent>([
    { kind: 'download-failed', gameId: 'a', error, ...summary },
    { kind: 'verify-failed', gameId: 'a', error },
    { kind: 'install-failed', gameId: 'a', error },
    { kind: 'uninstall-failed', gameId: 'a', error },
    { kind: 'remove-failed', gameId: 'a', error },
  ])('$kind is kept for the card and ends checking', (event) => {
    const state = apply(stateWith({ checking: new Set(['a']) }), event);
    expect(state.failures.get('a')).toEqual(error);
    expect(state.checking.size).toBe(0);
  });

  it.each<PeerEvent>([
    { kind: 'download-finished', gameId: 'a', version: '20250301', ...summary },
    { kind: 'download-cancelled', gameId: 'a', ...summary },
    { kind: 'download-paused', gameId: 'a', ...summary },
    {
      kind: 'verify-finished',
      gameId: 'a',
      files: 1,
      checkedBytes: 1,
      badFiles: 0,
      badPieces: 0,
      badBytes: 0,
      repaired: false,
    },
    { kind: 'verify-cancelled', gameId: 'a' },
    { kind: 'install-finished', gameId: 'a', version: '20250301', updated: false },
    { kind: 'uninstall-finished', gameId: 'a' },
    { kind: 'remove-finished', gameId: 'a' },
    { kind: 'install-failed', gameId: 'a', error: { code: 'cancelled', message: 'Cancelled.' } },
  ])('$kind clears failure and checking', (event) => {
    const before = stateWith({ checking: new Set(['a']), failures: new Map([['a', error]]) });
    const state = apply(before, event);
    expect(state.failures.size).toBe(0);
    expect(state.checking.size).toBe(0);
  });

  it('nobody having the game is a failure with a way out', () => {
    const state = apply(stateWith({ checking: new Set(['a']) }), { kind: 'no-peers-have-game', gameId: 'a' });
    expect(state.failures.get('a')).toMatchObject({ code: 'no-sources', hint: expect.any(String) });
    expect(state.checking.size).toBe(0);
  });
});

describe('peers', () => {
  it('come, change and go by id', () => {
    const [peer] = standInPeers();
    if (peer === undefined) throw new Error('no peer');
    const moved = { ...peer, address: '10.0.0.9', gameCount: 2 };
    const state = apply(stateWith(), { kind: 'peer-connected', peer }, { kind: 'peer-updated', peer: moved });
    expect([...state.peers.values()]).toEqual([moved]);
    expect(apply(state, { kind: 'peer-disconnected', peerId: peer.peerId }).peers.size).toBe(0);
  });
});

it.each<PeerEvent>([
  { kind: 'local-peer-ready', peerId: 'p', name: 'n', address: '1.2.3.4', port: 1 },
  { kind: 'got-game-files', gameId: 'a', version: '20250301', files: [], totalBytes: 0, sources: [] },
  { kind: 'peer-count', count: 3 },
  { kind: 'source-banned', peerId: 'p', name: 'n', gameId: 'a', everything: false, reason: '' },
  { kind: 'runtime-failed', error },
  { kind: 'log', level: 'info', message: '' },
])('$kind changes nothing', (event) => {
  const state = stateWith({ checking: new Set(['a']) });
  expect(apply(state, event)).toBe(state);
});
