import { expect, it } from 'vitest';
import { isHeldHere, type PieceStage } from './piece-stage.ts';

const cases: [PieceStage[], boolean][] = [
  [[], false],
  [['asked'], false],
  [['asked', 'reading'], false],
  [['reading', 'limited'], true],
  [['asked', 'writing'], true],
  [['asked', 'no-room'], true],
  // Its own silent pieces fill the memory: waiting for them would never end.
  [['reading', 'no-room'], false],
  [['reading', 'no-room', 'writing'], true],
];

it.each(cases)('%j: held here is %s', (stages, expected) => {
  expect(isHeldHere(stages)).toBe(expected);
});
