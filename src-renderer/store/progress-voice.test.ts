// What is said of progress, and how seldom.
import { expect, it } from 'vitest';
import type { OperationKind } from '../../src-shared/operation.ts';
import type { DownloadProgress, PeerEvent } from '../../src-shared/peer-event.ts';
import { downloadProgress, standInSnapshot } from '../testing/stand-in-snapshots.ts';
import { applyEvent } from './apply-event.ts';
import { applySnapshot, initialState } from './app-state.ts';
import { silentVoice, speakProgress } from './progress-voice.ts';

const gameId = 'xonotic';

/** Tells events one after the other and collects what is said. */
function listen() {
  let state = applySnapshot(initialState, standInSnapshot(), 0);
  let voice = silentVoice;
  const said: string[] = [];
  const tell = (nowMs: number, event: PeerEvent) => {
    const before = state;
    state = applyEvent(before, event, nowMs);
    const spoken = speakProgress(voice, event, { before, after: state, nowMs });
    voice = spoken.voice;
    if (spoken.announcement !== null) said.push(spoken.announcement);
  };
  return {
    said,
    runs: (kind: OperationKind | null) =>
      tell(0, { kind: 'active-operations-changed', operations: kind === null ? [] : [{ gameId, kind }] }),
    download: (seconds: number, share: number, change: Partial<DownloadProgress> = {}) =>
      tell(seconds * 1000, { kind: 'download-progress', ...downloadProgress(gameId, 1000, share), ...change }),
    verify: (seconds: number, share: number, waitingFor: string | null = null) =>
      tell(seconds * 1000, {
        kind: 'verify-progress',
        gameId,
        checkedBytes: share * 1000,
        totalBytes: 1000,
        waitingFor,
      }),
  };
}

it('says that it begins and each quarter, and leaves the end to its own event', () => {
  const { said, runs, download } = listen();
  runs('downloading');
  for (let percent = 0; percent <= 100; percent += 1) download(percent * 10, percent / 100);
  runs(null);
  expect(said).toEqual(['Downloading: Xonotic.', 'Xonotic: 25 % done.', 'Xonotic: 50 % done.', 'Xonotic: 75 % done.']);
});

it('says a quarter once a minute at most, then how far it really is', () => {
  const { said, runs, download } = listen();
  runs('downloading');
  for (let percent = 0; percent <= 90; percent += 1) download(percent, percent / 100);
  expect(said).toEqual(['Downloading: Xonotic.', 'Xonotic: 60 % done.']);
});

it('does not count what was kept of an earlier run', () => {
  const { said, runs, download } = listen();
  runs('downloading');
  download(0, 0.6);
  download(70, 0.7);
  expect(said).toEqual(['Downloading: Xonotic.']);
});

it('says what it waits for and that it goes on, however often that changes', () => {
  const { said, runs, download } = listen();
  runs('downloading');
  const waiting = { phase: 'waiting', waitingFor: 'Nobody here has the rest.' } as const;
  for (const at of [0, 10, 20]) {
    download(at, 0.1, waiting);
    download(at + 5, 0.1);
  }
  download(61, 0.1, waiting);
  expect(said.slice(1)).toEqual([
    'Xonotic: Nobody here has the rest.',
    'Xonotic goes on.',
    'Xonotic: Nobody here has the rest.',
  ]);
});

it('says the same of verifying, and begins anew with the next run', () => {
  const { said, runs, verify } = listen();
  for (let round = 0; round < 2; round += 1) {
    runs('verifying');
    verify(round * 200, 0);
    verify(round * 200 + 100, 0.5);
    runs(null);
  }
  expect(said).toEqual(['Verifying: Xonotic.', 'Xonotic: 50 % done.', 'Verifying: Xonotic.', 'Xonotic: 50 % done.']);
});

it('leaves what is not under way in silence', () => {
  const { said, verify, download } = listen();
  verify(0, 0.5);
  download(100, 0.9);
  expect(said).toEqual([]);
});
