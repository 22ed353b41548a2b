// Path policy: what is accepted stays as it is, everything else is refused with a reason.
import { describe, expect, test } from 'vitest';
import { findCaseTwins, findFolderConflict, parseSafePath } from './safe-path.ts';

const accepted = [
  'a',
  'version.ini',
  'data/maps/e1m1.bsp',
  '.hidden',
  '..double',
  'a..b/c',
  'with space/and-dash_1',
  'тест.txt',
  'Folder 中文/2中文.txt',
  'e\u0301',
  'console.log',
  'COM10',
  'com',
  'lpt',
  'NULL',
  'nul1.txt',
  'x.con',
  '$Recycle',
  '~1',
  '😀/😀',
  'x'.repeat(255),
  'é'.repeat(127),
  Array.from({ length: 64 }, () => 'd').join('/'),
  Array.from({ length: 4 }, () => 'x'.repeat(255)).join('/') + '/',
].map((path) => (path.endsWith('/') ? path.slice(0, -1) : path));

const refused: [string, string][] = [
  ['', 'is empty'],
  ['/etc/passwd', 'is an absolute path'],
  ['//server/share', 'is an absolute path'],
  ['a//b', 'has an empty part'],
  ['a/', 'has an empty part'],
  ['.', 'has a "." in it'],
  ['a/./b', 'has a "." in it'],
  ['..', 'has a ".." in it'],
  ['a/../../b', 'has a ".." in it'],
  ['...', 'ends in a dot or a space'],
  ['C:', 'has a : in it'],
  ['C:/Windows', 'has a : in it'],
  ['file.txt:stream', 'has a : in it'],
  ['a\\b', 'has a \\ in it'],
  ['..\\b', 'has a \\ in it'],
  ['a<b', 'has a < in it'],
  ['a>b', 'has a > in it'],
  ['a"b', 'has a " in it'],
  ['a|b', 'has a | in it'],
  ['a?b', 'has a ? in it'],
  ['a*b', 'has a * in it'],
  ['a\0b', 'control character'],
  ['a\nb', 'control character'],
  ['a\u007f', 'control character'],
  ['a\u0085', 'control character'],
  ['a/b.', 'ends in a dot or a space'],
  ['a /b', 'ends in a dot or a space'],
  ['CON', 'reserves for a device'],
  ['con', 'reserves for a device'],
  ['a/NUL.txt', 'reserves for a device'],
  ['nul.tar.gz', 'reserves for a device'],
  ['aux .h', 'reserves for a device'],
  ['prn', 'reserves for a device'],
  ['COM1', 'reserves for a device'],
  ['com¹', 'reserves for a device'],
  ['LPT³.log', 'reserves for a device'],
  ['CONIN$', 'reserves for a device'],
  ['conout$/x', 'reserves for a device'],
  ['clock$', 'reserves for a device'],
  ['a\ud800b', 'not valid Unicode'],
  ['x'.repeat(256), 'longer than 255 bytes'],
  ['é'.repeat(128), 'longer than 255 bytes'],
  ['😀'.repeat(64), 'longer than 255 bytes'],
  [Array.from({ length: 5 }, () => 'x'.repeat(255)).join('/'), 'longer than 1024 bytes'],
  [Array.from({ length: 65 }, () => 'd').join('/'), 'more than 64 folders deep'],
];

describe('parseSafePath', () => {
  test.each(accepted)('accepts %j as it is', (path) => {
    expect(parseSafePath(path)).toEqual({ path });
  });

  test.each(refused)('refuses %j', (path, reason) => {
    expect(parseSafePath(path)).toEqual({ refused: expect.stringContaining(reason) });
  });

  test('takes a backslash for a separator only when told to', () => {
    expect(parseSafePath('a\\b/c', { backslash: 'separator' })).toEqual({ path: 'a/b/c' });
    expect(parseSafePath('a\\b', { backslash: 'refuse' })).toHaveProperty('refused');
  });

  test.each(['..\\..\\x', '\\x', '\\\\server\\share', 'C:\\x', 'a\\', 'a\\\\b', 'a\\.\\b', 'a\\NUL'])(
    'refuses %j in an archive too',
    (path) => {
      expect(parseSafePath(path, { backslash: 'separator' })).toHaveProperty('refused');
    },
  );
});

describe('findCaseTwins', () => {
  test.each<[string[], [string, string] | null]>([
    [[], null],
    [['a', 'b', 'a/b'], null],
    [['dir', 'dir/a', 'dir/b'], null],
    [['dir/a', 'dir'], null],
    [
      ['a', 'A'],
      ['a', 'A'],
    ],
    [
      ['x', 'x'],
      ['x', 'x'],
    ],
    [
      ['\u00e9', 'e\u0301'],
      ['\u00e9', 'e\u0301'],
    ],
    [
      ['Data/a', 'data/b'],
      ['Data', 'data'],
    ],
    [
      ['data/sub/a', 'DATA'],
      ['data', 'DATA'],
    ],
    [
      ['ΣΑΣ', 'σας'],
      ['ΣΑΣ', 'σας'],
    ],
    [
      ['\u212a', 'k'],
      ['\u212a', 'k'],
    ],
    [
      ['straße', 'STRASSE'],
      ['straße', 'STRASSE'],
    ],
  ])('%j → %j', (paths, twins) => {
    expect(findCaseTwins(paths)).toEqual(twins);
  });
});

describe('findFolderConflict', () => {
  test.each<[string[], string[], { file: string; needsFolder: string } | null]>([
    [[], [], null],
    [['a/b', 'a/c', 'd'], ['a', 'e'], null],
    [['a', 'a/b'], [], { file: 'a', needsFolder: 'a/b' }],
    [['a/b/c', 'a'], [], { file: 'a', needsFolder: 'a/b/c' }],
    [['A', 'a/b'], [], { file: 'A', needsFolder: 'a/b' }],
    [['a'], ['a'], { file: 'a', needsFolder: 'a' }],
    [['a'], ['a/b'], { file: 'a', needsFolder: 'a/b' }],
  ])('files %j, folders %j → %j', (files, directories, conflict) => {
    expect(findFolderConflict(files, directories)).toEqual(conflict);
  });
});
