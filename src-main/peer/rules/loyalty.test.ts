import { expect, it } from 'vitest';
import { loyaltyMs } from './loyalty.ts';

it.each([
  ['next to nothing', 0, 3000],
  ['1 GB', 1e9, 20_000],
  ['20 GB', 20e9, 400_000],
  ['as much as a disk holds', 1e13, 600_000],
])('stands longer by what was begun the more of it is here: %s', (_what, haveBytes, expected) => {
  expect(loyaltyMs(haveBytes)).toBe(expected);
});
