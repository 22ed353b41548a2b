import { expect, test } from 'vitest';
import { isPlayerFile, planCarry, type InstalledFile } from './player-files.ts';

const file = (path: string, size = 1, mtimeMs = 1): InstalledFile => ({ path, size, mtimeMs });

test.each<[string, InstalledFile, InstalledFile[] | null, boolean]>([
  ['as installed', file('a'), [file('a')], false],
  ['another size', file('a', 2), [file('a')], true],
  ['another time', file('a', 1, 2), [file('a')], true],
  ['not installed', file('b'), [file('a')], true],
  ['another spelling', file('A'), [file('a')], true],
  ['nothing known', file('a'), null, true],
])('%s', (_, subject, listing, expected) => {
  expect(isPlayerFile(subject, listing && new Map(listing.map((entry) => [entry.path, entry])))).toBe(expected);
});

test.each<[string, string[], string[], string[], Record<string, string>]>([
  // player's files, new files, new folders → where they go
  ['its own path', ['a', 'd/b'], ['c'], ['d'], { a: 'a', 'd/b': 'd/b' }],
  ['beside the new file', ['a'], ['a'], [], { a: 'a.before-update' }],
  ['beside a new file of another spelling', ['A'], ['a'], [], { A: 'A.before-update' }],
  ['numbered where taken by the new version', ['a'], ['a', 'a.before-update'], [], { a: 'a.before-update-2' }],
  [
    'numbered where taken by an earlier update',
    ['a', 'a.before-update', 'a.before-update-2'],
    ['a'],
    [],
    { a: 'a.before-update-3', 'a.before-update': 'a.before-update', 'a.before-update-2': 'a.before-update-2' },
  ],
  ['beside a new folder', ['a'], ['a/b'], ['a'], { a: 'a.before-update' }],
  [
    'with its folder beside a new file',
    ['a/b', 'a/c/d', 'e'],
    ['a'],
    [],
    { 'a/b': 'a.before-update/b', 'a/c/d': 'a.before-update/c/d', e: 'e' },
  ],
])('carries to %s', (_, playerFiles, newFiles, newFolders, expected) => {
  const plan = planCarry(playerFiles, newFiles, newFolders);
  expect(Object.fromEntries(plan.map(({ from, to }) => [from, to]))).toEqual(expected);
});

test('names the new file to compare with', () => {
  expect(planCarry(['Config.ini'], ['config.ini'], [])[0]?.insteadOf).toBe('config.ini');
  expect(planCarry(['a'], [], [])[0]?.insteadOf).toBeNull();
});

test('keeps the targets of an earlier plan, also from files that came since', () => {
  const assigned = new Map([['b', 'b.before-update']]);
  const plan = planCarry(['a', 'b', 'b.before-update'], ['b'], [], assigned);
  expect(plan.map(({ to }) => to)).toEqual(['a', 'b.before-update', 'b.before-update.before-update']);
});
