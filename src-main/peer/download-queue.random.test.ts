import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import type { GameId } from '../../src-shared/game.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import type { DownloadQueue } from './download-queue.ts';
import { seededRandom } from './rules/testing/seeded-random.ts';
import { createQueueLab, settled, type QueueLab } from './testing/queue-lab.ts';

const seed = Number(process.env['LANSPREAD_SEED'] ?? randomInt(2 ** 31));
const rounds = 24;
const stepsPerRound = 120;
const games = ['a', 'b', 'c', 'd', 'e', 'f'];

/** What the player sees of the line must be this: ids in order. And who was cancelled, one by one. */
interface Model {
  order: GameId[];
  cancelled: GameId[];
}

type Act = (gameId: GameId) => Promise<void> | void;

function actions(queue: DownloadQueue, lab: QueueLab, model: Model, random: () => number): Act[] {
  const leave = (gameId: GameId) => (model.order = model.order.filter((other) => other !== gameId));
  return [
    (gameId) => {
      queue.add(gameId, { install: random() < 0.5, inPlace: false });
      if (!model.order.includes(gameId)) model.order.push(gameId);
    },
    (gameId) => queue.pause(gameId),
    (gameId) => queue.resume(gameId),
    (gameId) => {
      queue.cancel(gameId);
      leave(gameId);
      model.cancelled.push(gameId);
    },
    (gameId) => {
      const position = Math.floor(random() * 7);
      queue.move(gameId, position);
      leave(gameId);
      model.order.splice(position, 0, gameId);
    },
    async (gameId) => {
      // One that was cancelled and added again meanwhile keeps its place.
      const finishes = lab.live.has(gameId) && !lab.live.get(gameId)?.told.includes('cancelled');
      await lab.end(gameId, { kind: 'done', value: undefined });
      if (finishes) leave(gameId);
    },
    (gameId) => lab.end(gameId, { kind: 'failed', error: new PeerError('source-lost', 'Lost.') }),
    (gameId) => lab.obey(gameId),
    (gameId) => lab.obey(gameId),
    (gameId) => {
      const stateOf = () => queue.list().find((entry) => entry.gameId === gameId)?.state;
      const ran = stateOf() === 'running';
      queue.setStalled(gameId, true);
      if (ran) expect(stateOf()).toBe('stalled');
    },
    (gameId) => queue.setStalled(gameId, false),
    (gameId) => void lab.busy.add(gameId),
    (gameId) => {
      lab.busy.delete(gameId);
      queue.wake();
    },
  ];
}

function checkInvariants(queue: DownloadQueue, lab: QueueLab, model: Model, concurrency: number): void {
  const list = queue.list();
  expect(lab.wrong).toEqual([]);
  const inState = (...states: string[]) => list.filter(({ state }) => states.includes(state));
  const ids = (entries: { gameId: GameId }[]) => entries.map(({ gameId }) => gameId);
  expect(ids(list)).toEqual(model.order);
  expect(inState('running').length).toBeLessThanOrEqual(concurrency);

  const untold = [...lab.live.values()].filter(({ told }) => told.length === 0);
  const ending = lab.live.size - untold.length;
  expect(ids(untold.map(({ entry }) => entry)).toSorted()).toEqual(ids(inState('running', 'stalled')).toSorted());

  const canStart = inState('queued').filter(({ gameId }) => !lab.busy.has(gameId) && !lab.live.has(gameId));
  const isFull = inState('running').length + ending >= concurrency;
  expect(isFull || canStart.length === 0, 'a place is free and somebody waits').toBe(true);
  const able = list.filter((entry) => entry.state === 'running' || canStart.includes(entry));
  const lastRunning = able.findLastIndex(({ state }) => state === 'running');
  expect(lastRunning, 'somebody was overtaken').toBeLessThan(concurrency);

  for (const gameId of games) {
    const times = (ids: GameId[]) => ids.filter((id) => id === gameId).length;
    expect(times(lab.discarded), 'deleted without being cancelled').toBeLessThanOrEqual(times(model.cancelled));
    expect(times(lab.toldToDelete)).toBeLessThanOrEqual(times(model.cancelled));
  }
  expect(lab.saved).toEqual(
    list.map(({ state, ...rest }) => ({
      ...rest,
      inPlace: false,
      state: state === 'paused' || state === 'failed' ? state : 'queued',
    })),
  );
  expect(list.every(({ state, error }) => (state === 'failed') === (error !== null))).toBe(true);
}

/** Everything that runs ends well until nothing does: whoever waited must have had its turn. */
async function runOut(queue: DownloadQueue, lab: QueueLab): Promise<void> {
  lab.busy.clear();
  queue.wake();
  for (let left = 100; lab.live.size > 0 && left > 0; left--) {
    for (const [gameId, { told }] of lab.live) {
      if (told.length > 0) await lab.obey(gameId);
      else await lab.end(gameId, { kind: 'done', value: undefined });
    }
  }
  await settled();
  expect(lab.live.size).toBe(0);
  expect(queue.list().filter(({ state }) => state !== 'paused' && state !== 'failed')).toEqual([]);
}

it('keeps order, limit and what was fetched, whatever happens', async () => {
  const random = seededRandom(seed);
  for (let round = 0; round < rounds; round++) {
    const trace: string[] = [];
    const { queue, lab } = createQueueLab();
    const model: Model = { order: [], cancelled: [] };
    const acts = actions(queue, lab, model, random);
    const concurrency = 1 + (round % 3);
    lab.atStart = (gameId) => {
      const stalled = queue.list().filter(({ state }) => state === 'stalled');
      if (lab.live.size - stalled.length > concurrency) lab.wrong.push(`${gameId} starts before another has ended`);
    };
    await queue.restore();
    queue.setConcurrency(concurrency);
    try {
      for (let step = 0; step < stepsPerRound; step++) {
        const act = Math.floor(random() * acts.length);
        const gameId = games[Math.floor(random() * games.length)] ?? 'a';
        trace.push(`${act}${gameId}`);
        try {
          await acts[act]?.(gameId);
        } catch (error) {
          if (!(error instanceof PeerError)) throw error;
        }
        await settled();
        checkInvariants(queue, lab, model, concurrency);
      }
      await runOut(queue, lab);
    } catch (error) {
      console.log(`seed ${seed}, round ${round}: ${trace.join(' ')}`);
      throw error;
    }
  }
  console.log(`download queue: seed ${seed}`);
});
