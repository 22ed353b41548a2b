// Which archives of a game are unpacked, and how volumes are named.
import { describe, expect, test } from 'vitest';
import { firstVolumes, parseVolumeName, volumeNameAt } from './archive-volumes.ts';

describe('firstVolumes', () => {
  test.each<[string[], string[]]>([
    [[], []],
    [
      ['a.eti', 'b.eti'],
      ['a.eti', 'b.eti'],
    ],
    [['g.part1.eti', 'g.part2.eti', 'g.part3.eti'], ['g.part1.eti']],
    [['g.part01.eti', 'g.part02.eti', 'g.part10.eti'], ['g.part01.eti']],
    [['G.PART1.ETI', 'g.part2.eti'], ['G.PART1.ETI']],
    [
      ['a.eti', 'g.part1.eti', 'g.part2.eti', 'h.part1.eti', 'h.part2.eti', 'z.eti'],
      ['a.eti', 'g.part1.eti', 'h.part1.eti', 'z.eti'],
    ],
    [['g.part2.eti'], ['g.part2.eti']],
    [
      ['g.part2.eti', 'h.part1.eti'],
      ['g.part2.eti', 'h.part1.eti'],
    ],
    [
      ['part2.eti', 'g.part.eti', 'g.part2.rar'],
      ['part2.eti', 'g.part.eti', 'g.part2.rar'],
    ],
    [['g.part10.eti', 'g.part1.eti', 'g.part2.eti'], ['g.part1.eti']],
  ])('%j → %j', (names, firsts) => {
    expect(firstVolumes(names)).toEqual(firsts);
  });
});

describe('volumeNameAt', () => {
  test.each([
    ['g.part1.eti', 2, 'g.part2.eti'],
    ['g.part9.eti', 10, 'g.part10.eti'],
    ['g.part01.eti', 2, 'g.part02.eti'],
    ['g.part99.eti', 100, 'g.part100.eti'],
    ['Half.Life.2.part1.ETI', 2, 'Half.Life.2.part2.ETI'],
  ])('%s, %i → %s', (name, number, expected) => {
    const volume = parseVolumeName(name);
    expect(volume && volumeNameAt(volume, number)).toBe(expected);
  });
});
