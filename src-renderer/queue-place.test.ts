// Places in the queue, and whom “all” means.
import { expect, it } from 'vitest';
import type { QueueState } from '../src-shared/download-queue.ts';
import { pausable, queuePlaces, resumable } from './queue-place.ts';

const queueOf = (...states: QueueState[]) =>
  queuePlaces(states.map((state, index) => ({ gameId: `g${index}`, install: true, state, error: null })));

it.each<[QueueState[], number[]]>([
  [[], []],
  [['running'], [1]],
  [
    ['running', 'queued', 'queued'],
    [1, 2, 3],
  ],
  [
    ['paused', 'queued'],
    [1, 1],
  ],
  [
    ['failed', 'stalled', 'queued', 'running', 'queued'],
    [1, 1, 1, 2, 3],
  ],
])('%j have the turns %j: nobody waits for what does not run', (states, turns) => {
  expect([...queueOf(...states).values()].map(({ turn }) => turn)).toEqual(turns);
});

it('keeps order, place and number', () => {
  expect([...queueOf('running', 'paused').values()]).toMatchObject([
    { gameId: 'g0', position: 0, count: 2 },
    { gameId: 'g1', position: 1, count: 2 },
  ]);
});

it('“all” is what still can be paused, from behind, or resumed, from the front', () => {
  const queue = queueOf('running', 'paused', 'failed', 'stalled', 'queued', 'paused');
  expect(pausable(queue)).toEqual(['g4', 'g3', 'g0']);
  expect(resumable(queue)).toEqual(['g1', 'g5']);
});
