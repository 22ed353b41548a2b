import { expect, it } from 'vitest';
import { manifestProblem } from './check-manifest.ts';

const sentinel = { path: 'version.ini', size: 9 };

it('accepts what a game is made of', () => {
  expect(manifestProblem([sentinel, { path: 'a.eti', size: 1 }, { path: 'docs/read me.txt', size: 0 }])).toBeNull();
});

it.each([
  ['no sentinel', [{ path: 'a.eti', size: 1 }], /no version.ini/],
  ['a nested sentinel only', [{ path: 'sub/version.ini', size: 9 }], /no version.ini/],
  ['a huge sentinel', [{ path: 'version.ini', size: 65_537 }], /larger/],
  ['a path upwards', [sentinel, { path: '../x', size: 1 }], /".."/],
  ['an absolute path', [sentinel, { path: '/x', size: 1 }], /absolute/],
  ['the installed game', [sentinel, { path: 'local/x', size: 1 }], /reserved/],
  ['the installed game in other case', [sentinel, { path: 'LOCAL/x', size: 1 }], /reserved/],
  ['our marker', [sentinel, { path: '.lanspread_owned', size: 1 }], /reserved/],
  ['the payload', [sentinel, { path: '.download/x', size: 1 }], /reserved/],
  ['twins', [sentinel, { path: 'a', size: 1 }, { path: 'A', size: 1 }], /same file/],
  ['a path twice', [sentinel, sentinel], /same file/],
  ['a file that is a folder too', [sentinel, { path: 'a', size: 1 }, { path: 'a/b', size: 1 }], /folder/],
  ['litter', [sentinel, { path: 'sub/Thumbs.db', size: 1 }], /no part/],
  ['sizes beyond all disks', [sentinel, { path: 'a', size: 2 ** 53 - 1 }, { path: 'b', size: 2 ** 53 - 1 }], /larger/],
])('refuses %s', (_what, files, why) => {
  expect(manifestProblem(files)).toMatch(why);
});
