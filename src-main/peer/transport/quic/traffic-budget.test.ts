import { describe, expect, it } from 'vitest';
import { mib } from '../limits.ts';
import { isOverBudget, type Traffic } from './traffic-budget.ts';

const quiet: Traffic = { receivedBytes: 0, sentBytes: 0, readBytes: 0, unreadBytes: 0, ageMs: 1000 };

describe('isOverBudget', () => {
  it.each<[string, Partial<Traffic>, boolean]>([
    ['a quiet connection', {}, false],
    ['a download', { receivedBytes: 1060 * mib, readBytes: 1024 * mib, sentBytes: 20 * mib }, false],
    ['an upload and its acknowledgements', { receivedBytes: 30 * mib, sentBytes: 1060 * mib }, false],
    ['a reader that is behind', { receivedBytes: 30 * mib, unreadBytes: 32 * mib }, false],
    ['an hour of keep-alive', { receivedBytes: 4 * mib, ageMs: 3_600_000 }, false],
    ['a flood without data', { receivedBytes: 20 * mib }, true],
    ['a flood beside some data', { receivedBytes: 200 * mib, readBytes: 100 * mib }, true],
  ])('%s', (_name, traffic, over) => {
    expect(isOverBudget({ ...quiet, ...traffic })).toBe(over);
  });
});
