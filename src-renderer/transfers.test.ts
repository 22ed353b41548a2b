// What is fetched now, in the queue and beside it.
import { expect, it } from 'vitest';
import type { OperationKind } from '../src-shared/operation.ts';
import { queuePlaces } from './queue-place.ts';
import { currentTransfer, streamedGames, transferCount } from './transfers.ts';

const operations = (...active: [string, OperationKind][]) => new Map(active);
const queue = (...states: ['a' | 'b', 'running' | 'paused'][]) =>
  queuePlaces(states.map(([gameId, state]) => ({ gameId, install: true, state, error: null })));

it('counts installs straight from the room beside the queue', () => {
  const state = { operations: operations(['a', 'downloading'], ['s', 'streaming'], ['i', 'installing']), queue: queue(['a', 'running'], ['b', 'paused']) }; // prettier-ignore
  expect(streamedGames(state)).toEqual(['s']);
  expect(transferCount(state)).toBe(3);
});

it('shows the first download that runs large, else the first install from the room', () => {
  const streaming = operations(['s', 'streaming'], ['t', 'streaming']);
  expect(currentTransfer({ operations: streaming, queue: queue(['a', 'running']) })).toBe('a');
  expect(currentTransfer({ operations: streaming, queue: queue(['a', 'paused']) })).toBe('s');
  expect(currentTransfer({ operations: new Map(), queue: queue(['a', 'paused']) })).toBeNull();
});
