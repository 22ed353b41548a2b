import { expect, it } from 'vitest';
import type { HashingProgress } from '../../../src-shared/peer-event.ts';
import { holdClock } from '../edge/testing/held-clock.ts';
import { createHashQueue } from './hash-queue.ts';

interface Call {
  gameId: string;
  signal: AbortSignal;
  onBytes: (count: number) => void;
  end: (error?: Error) => Promise<void>;
}

/** A queue whose work ends when the test says so, at a time that the test sets. */
function createLab() {
  const calls: Call[] = [];
  const told: HashingProgress[] = [];
  const failures: string[] = [];
  const { clock, pass, waits } = holdClock();
  const queue = createHashQueue({
    hash: async (gameId, signal, onBytes) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => reject(signal.reason));
      const end = async (error?: Error) => {
        if (error === undefined) resolve();
        else reject(error);
        await turn();
      };
      calls.push({ gameId, signal, onBytes, end });
      return promise;
    },
    onFailure: (gameId, error) => failures.push(`${gameId}: ${String(error)}`),
    onProgress: (progress) => told.push(progress),
    clock,
  });
  const last = () => calls.at(-1) as Call;
  return { queue, calls, last, told, failures, waits, pass };
}

const turn = async () => new Promise((resolve) => setImmediate(resolve));

it('does one game at a time, the smallest of those that wait', async () => {
  const { queue, calls, last } = createLab();
  queue.add('large', 30);
  queue.add('middle', 20);
  queue.add('small', 10);
  expect(calls).toHaveLength(1);
  for (let game = 0; game < 3; game++) await last().end();
  expect(calls.map(({ gameId }) => gameId)).toEqual(['large', 'small', 'middle']);
});

it('adds up what is done since there was last nothing to do', async () => {
  const { queue, last } = createLab();
  queue.add('a', 10);
  queue.add('b', 20);
  last().onBytes(4);
  expect(queue.progress()).toEqual({ gameId: 'a', hashedBytes: 4, totalBytes: 30 });
  await last().end();
  expect(queue.progress()).toEqual({ gameId: 'b', hashedBytes: 10, totalBytes: 30 });
  queue.add('c', 30);
  await last().end(new Error('unreadable'));
  expect(queue.progress()).toEqual({ gameId: 'c', hashedBytes: 30, totalBytes: 60 });
  await last().end();
  expect(queue.progress()).toEqual({ gameId: null, hashedBytes: 0, totalBytes: 0 });
  queue.add('d', 5);
  expect(queue.progress()).toEqual({ gameId: 'd', hashedBytes: 0, totalBytes: 5 });
});

it('never goes back over a hundred games, nor when one is dropped', async () => {
  const { queue, last } = createLab();
  const shares: number[] = [];
  const note = () => {
    const { hashedBytes, totalBytes } = queue.progress();
    shares.push(hashedBytes / totalBytes);
  };
  for (let game = 0; game < 100; game++) queue.add(`game-${game}`, 100);
  for (let game = 0; game < 100; game++) {
    last().onBytes(50);
    note();
    if (game === 40) queue.drop(last().gameId);
    else await last().end();
    await turn();
    if (game < 99) note();
  }
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBeGreaterThan(0.98);
});

it('tells at once, then every half second, and the end at once', async () => {
  const { queue, last, told, waits, pass } = createLab();
  queue.add('a', 10);
  for (let count = 0; count < 4; count++) last().onBytes(1);
  expect(told.map(({ hashedBytes }) => hashedBytes)).toEqual([1]);
  pass(499);
  expect(told).toHaveLength(1);
  pass(1);
  expect(told.map(({ hashedBytes }) => hashedBytes)).toEqual([1, 4]);
  last().onBytes(1);
  await last().end();
  expect(told.at(-1)).toEqual({ gameId: null, hashedBytes: 0, totalBytes: 0 });
  expect(told).toHaveLength(3);
  expect(waits()).toEqual([]);
});

it('tells nothing of games that took no time to speak of', async () => {
  const { queue, last, told } = createLab();
  queue.add('a', 10);
  await last().end();
  expect(told).toEqual([]);
});

it('goes on with the next game after a failure, and does not try again by itself', async () => {
  const { queue, calls, last, failures } = createLab();
  queue.add('a', 10);
  queue.add('b', 20);
  await last().end(new Error('unreadable'));
  await last().end();
  expect(calls.map(({ gameId }) => gameId)).toEqual(['a', 'b']);
  expect(failures).toEqual(['a: Error: unreadable']);
});

it('breaks off for a pause and takes the game up again', async () => {
  const { queue, calls, last, told, failures, pass } = createLab();
  queue.add('a', 10);
  last().onBytes(4);
  queue.setPaused(true);
  expect(last().signal.aborted).toBe(true);
  await turn();
  expect(queue.progress()).toEqual({ gameId: null, hashedBytes: 0, totalBytes: 10 });
  pass(500);
  expect(told.at(-1)).toEqual({ gameId: null, hashedBytes: 0, totalBytes: 10 });
  queue.add('b', 5);
  await turn();
  expect(calls).toHaveLength(1);
  queue.setPaused(false);
  await last().end();
  await last().end();
  expect(calls.map(({ gameId }) => gameId)).toEqual(['a', 'b', 'a']);
  expect(failures).toEqual([]);
});

it('is not confused by a short pause', async () => {
  const { queue, calls, last } = createLab();
  queue.add('a', 10);
  queue.setPaused(true);
  queue.setPaused(false);
  await turn();
  expect(calls).toHaveLength(2);
  await last().end();
  expect(calls).toHaveLength(2);
});

it('drops a game, and takes it up from the start when it is added again meanwhile', async () => {
  const { queue, calls, last, failures } = createLab();
  queue.add('a', 10);
  queue.drop('a');
  queue.add('a', 12);
  await turn();
  expect(calls).toHaveLength(2);
  queue.drop('a');
  await turn();
  expect([calls.length, queue.progress().totalBytes, failures]).toEqual([2, 0, []]);
  queue.add('b', 1);
  await last().end();
  expect(last().gameId).toBe('b');
});

it('takes what is added at the very end', async () => {
  const { queue, calls, last, told, pass } = createLab();
  queue.add('a', 10);
  last().onBytes(1);
  pass(500);
  const tell = told.push.bind(told);
  told.push = (...progress) => {
    queue.add('b', 1);
    return tell(...progress);
  };
  await last().end();
  expect(calls.map(({ gameId }) => gameId)).toEqual(['a', 'b']);
});

it('stops in the middle, and begins nothing afterwards', async () => {
  const { queue, calls, last, told, waits } = createLab();
  queue.add('a', 10);
  queue.add('b', 10);
  for (let count = 0; count < 2; count++) last().onBytes(1);
  await queue.stop();
  queue.add('c', 1);
  expect(last().signal.aborted).toBe(true);
  expect([calls.length, told.length, waits().length]).toEqual([1, 1, 0]);
});
