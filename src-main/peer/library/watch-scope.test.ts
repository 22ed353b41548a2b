import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gameOfPath, isOutOfScope } from './watch-scope.ts';

const gameDir = join('/', 'party', 'games');

describe('isOutOfScope', () => {
  const cases: [path: string[], isDirectory: boolean | undefined, expected: boolean][] = [
    [[], true, false],
    [['quake'], undefined, false],
    [['quake'], true, false],
    [['quake'], false, true],
    [['.lanspread'], undefined, true],
    [['.lanspread'], true, true],
    [['..', 'elsewhere'], true, true],
    [['quake', 'version.ini'], undefined, false],
    [['quake', 'Version.ini'], false, false],
    [['quake', 'local'], true, false],
    [['quake', 'local', 'save.dat'], false, true],
    [['quake', 'local', 'version.ini'], false, true],
    [['quake', 'quake.eti'], false, true],
    [['quake', '.download'], true, true],
    [['quake', '.download', 'version.ini'], false, true],
    [['quake', '.version.ini.tmp'], false, true],
    [['quake', '.local.installing'], true, true],
  ];
  it.each(cases)('%j (directory: %s): %s', (path, isDirectory, expected) => {
    expect(isOutOfScope(gameDir, join(gameDir, ...path), isDirectory)).toBe(expected);
  });
});

describe('gameOfPath', () => {
  it.each([
    [[], null],
    [['quake'], 'quake'],
    [['quake', 'version.ini'], 'quake'],
    [['quake', 'local'], 'quake'],
  ])('%j is of %s', (path, expected) => {
    expect(gameOfPath(gameDir, join(gameDir, ...path))).toBe(expected);
  });
});
