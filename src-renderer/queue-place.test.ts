// Places in the queue, and whom “all” means.
import { expect, it } from 'vitest';
import type { QueueState } from '../src-shared/download-queue.ts';
import { dropPosition, pausable, queuePlaces, resumable } from './queue-place.ts';

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

it.each([
  ['a', 'c', 'after', 2],
  ['a', 'c', 'before', 1],
  ['c', 'a', 'before', 0],
  ['c', 'a', 'after', 1],
  ['b', 'a', 'after', null],
  ['b', 'c', 'before', null],
  ['b', 'b', 'before', null],
  ['b', 'gone', 'before', null],
] as const)('drops %s at %s, %s it', (moved, gameId, side, position) => {
  const order = ['a', 'b', 'c'];
  expect(dropPosition(order, moved, { gameId, side })).toBe(position);
  // What the queue makes of it: taken out, then put in.
  if (position === null) return;
  const after = order.filter((one) => one !== moved).toSpliced(position, 0, moved);
  expect(after.indexOf(moved) - after.indexOf(gameId)).toBe(side === 'before' ? -1 : 1);
});
