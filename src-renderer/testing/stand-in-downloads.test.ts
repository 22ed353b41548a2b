// The stand-in's queue plays out as a peer's would.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PeerCommand } from '../../src-shared/peer-command.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import { createStandIn } from './stand-in-bridge.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const bridge = createStandIn({ tickMs: 10 });
  const events: PeerEvent[] = [];
  bridge.subscribe('peer-event', (event) => events.push(event));
  const send = async (command: PeerCommand) => bridge.call('send-command', command);
  return {
    bridge,
    send,
    happened: (kind: PeerEvent['kind']) => events.some((event) => event.kind === kind),
    states: () => bridge.snapshot.queue.map(({ gameId, state }) => `${gameId} ${state}`),
    shareOf: (gameId: string) => {
      const progress = bridge.snapshot.downloads.find((download) => download.gameId === gameId);
      return progress === undefined ? null : progress.downloadedBytes / progress.totalBytes;
    },
  };
}

const fetch = (gameId: string): PeerCommand => ({ kind: 'download-game-files', gameId, install: false });

it('runs one after the other, and each of them ends', async () => {
  const { bridge, send, states, happened } = setUp();
  await send(fetch('xonotic'));
  await send(fetch('wesnoth'));
  expect(states()).toEqual(['xonotic running', 'wesnoth queued']);
  expect(bridge.snapshot.operations).toEqual([{ gameId: 'xonotic', kind: 'downloading' }]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(states()).toEqual([]);
  expect(bridge.snapshot.operations).toEqual([]);
  expect(happened('download-finished')).toBe(true);
});

it('keeps the share over a pause', async () => {
  const { send, states, shareOf } = setUp();
  await send(fetch('xonotic'));
  await vi.advanceTimersByTimeAsync(300);
  await send({ kind: 'pause-download', gameId: 'xonotic' });
  const share = shareOf('xonotic');
  expect(share).toBeGreaterThan(0.4);
  await vi.advanceTimersByTimeAsync(1000);
  expect(shareOf('xonotic')).toBe(share);
  expect(states()).toEqual(['xonotic paused']);
  await send({ kind: 'resume-download', gameId: 'xonotic' });
  await vi.advanceTimersByTimeAsync(10);
  expect(shareOf('xonotic')).toBeGreaterThanOrEqual(share ?? 1);
  expect(states()).toEqual(['xonotic running']);
});

it('a cancelled one leaves nothing, and the next one starts', async () => {
  const { send, states, shareOf, happened } = setUp();
  await send(fetch('xonotic'));
  await send(fetch('wesnoth'));
  await vi.advanceTimersByTimeAsync(100);
  await send({ kind: 'cancel-download', gameId: 'xonotic' });
  expect(shareOf('xonotic')).toBeNull();
  expect(states()).toEqual(['wesnoth running']);
  expect(happened('download-cancelled')).toBe(true);
});

it('whoever is moved to the front runs', async () => {
  const { send, states } = setUp();
  await send(fetch('xonotic'));
  await send(fetch('wesnoth'));
  await send({ kind: 'move-download', gameId: 'wesnoth', position: 0 });
  expect(states()).toEqual(['wesnoth running', 'xonotic queued']);
});

it('a check ends with its outcome, or is stopped', async () => {
  const { bridge, send, happened } = setUp();
  await send({ kind: 'verify-game', gameId: 'assaultcube' });
  await vi.advanceTimersByTimeAsync(2000);
  expect(happened('verify-finished')).toBe(true);
  await send({ kind: 'verify-game', gameId: 'assaultcube' });
  await send({ kind: 'cancel-download', gameId: 'assaultcube' });
  await vi.advanceTimersByTimeAsync(100);
  expect(happened('verify-cancelled')).toBe(true);
  expect(bridge.snapshot.operations).toEqual([]);
});
