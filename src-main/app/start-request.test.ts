import { describe, expect, it } from 'vitest';
import { findStartRequest, parseGameLink } from './start-request.ts';

describe('parseGameLink', () => {
  it.each([
    ['lanspread://game/openra', 'openra'],
    ['lanspread://game/openra/', 'openra'],
    ['LANSPREAD://GAME/openra', 'openra'],
    ['lanspread://game/warzone%202100', 'warzone 2100'],
  ])('%s', (link, gameId) => expect(parseGameLink(link)).toBe(gameId));

  it.each([
    '',
    'openra',
    'https://game/openra',
    'lanspread://other/openra',
    'lanspread://game/',
    'lanspread://game/..',
    'lanspread://game/a/b',
    'lanspread://game/a%2Fb',
    'lanspread://game/a%5Cb',
    'lanspread://game/%zz',
    `lanspread://game/${'x'.repeat(200)}`,
  ])('refuses %j', (link) => expect(parseGameLink(link)).toBeNull());
});

describe('findStartRequest', () => {
  it.each<[string[], object | null]>([
    [['lanspread.exe', '--hidden'], null],
    [['lanspread.exe', 'lanspread://game/openra'], { kind: 'show', gameId: 'openra' }],
    [['lanspread.exe', '--start', 'openra', '--hidden'], { kind: 'play', gameId: 'openra' }],
    [['lanspread.exe', '--start=openra'], { kind: 'play', gameId: 'openra' }],
    [['lanspread.exe', '--start'], null],
    [['lanspread.exe', '--start='], null],
    [['lanspread.exe', '--start', '../up'], null],
  ])('%j', (argv, request) => expect(findStartRequest(argv)).toEqual(request));
});
