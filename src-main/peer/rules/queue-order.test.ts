import { describe, expect, it } from 'vitest';
import type { QueueState } from '../../../src-shared/download-queue.ts';
import { decideQueue, moveTo, type QueueItem } from './queue-order.ts';

const letters: Record<string, QueueState> = { q: 'queued', r: 'running', s: 'stalled', p: 'paused', f: 'failed' };

/** `r1 q2 q3!`: the letter is the state, the rest the id; `!` = busy with something else. */
const read = (text: string): QueueItem[] =>
  text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => ({
      gameId: word.slice(1).replace('!', ''),
      state: letters[word[0] ?? ''] ?? 'queued',
      busy: word.endsWith('!'),
    }));

describe('decideQueue', () => {
  it.each<[string, string, number, number, { start?: string[]; suspend?: string[] }]>([
    ['nothing', '', 1, 0, {}],
    ['the first starts', 'q1 q2', 1, 0, { start: ['1'] }],
    ['as many as may', 'q1 q2 q3', 2, 0, { start: ['1', '2'] }],
    ['one is running', 'r1 q2', 1, 0, {}],
    ['another place is free', 'r1 q2 q3', 2, 0, { start: ['2'] }],
    ['paused and failed ones hold up nobody', 'p1 f2 q3', 1, 0, { start: ['3'] }],
    ['a stalled one does not count', 's1 q2 q3', 1, 0, { start: ['2'] }],
    ['neither do many', 's1 s2 s3 q4', 1, 0, { start: ['4'] }],
    ['one that goes on takes its place back', 'r1 r2', 1, 0, { suspend: ['2'] }],
    ['one that goes on behind the running one waits', 's1 r2 r3', 1, 0, { suspend: ['3'] }],
    ['a waiting one was moved before the running one', 'q1 r2', 1, 0, { suspend: ['2'] }],
    ['the moved one starts once the other has ended', 'q1 q2!', 1, 0, { start: ['1'] }],
    ['an ending one holds its place', 'q1 q2!', 1, 1, {}],
    ['an ending one holds one of two places', 'q1 q2 p3', 2, 1, { start: ['1'] }],
    ['only the last of the running ones has to go', 'r1 q2 r3', 2, 0, { suspend: ['3'] }],
    ['a free place and one to start', 'q1 r2', 2, 0, { start: ['1'] }],
    ['fewer may run than do', 'r1 r2 r3', 1, 0, { suspend: ['2', '3'] }],
    ['fewer may run, and one ends already', 'r1 r2 q3', 1, 1, { suspend: ['2'] }],
    ['a busy one is passed over', 'q1! q2', 1, 0, { start: ['2'] }],
    ['a busy one displaces nobody', 'q1! r2', 1, 0, {}],
    ['one that is no longer busy has its place', 'q1 r2', 1, 0, { suspend: ['2'] }],
    ['all are busy', 'q1! q2!', 2, 0, {}],
    ['a paused one does not displace', 'p1 r2', 1, 0, {}],
  ])('%s: %s', (_what, items, concurrency, ending, expected) => {
    expect(decideQueue(read(items), concurrency, ending)).toEqual({ start: [], suspend: [], ...expected });
  });
});

describe('moveTo', () => {
  it.each<[string, number, string]>([
    ['1', 0, '123'],
    ['3', 0, '312'],
    ['1', 1, '213'],
    ['1', 2, '231'],
    ['2', 99, '132'],
    ['9', 0, '123'],
  ])('%s to %i: %s', (gameId, position, expected) => {
    const items = ['1', '2', '3'].map((id) => ({ gameId: id }));
    expect(
      moveTo(items, gameId, position)
        .map((item) => item.gameId)
        .join(''),
    ).toBe(expected);
  });
});
