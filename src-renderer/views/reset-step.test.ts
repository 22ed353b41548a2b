// What the button of a section offers.
import { expect, it } from 'vitest';
import { resetStep } from './reset-step.ts';

it.each([
  ['as at the start', 1, 1, '', null],
  ['changed', 2, 1, '', 'reset'],
  ['reset', 1, 1, '2', 'undo'],
  ['reset and changed again', 3, 1, '2', 'reset'],
  ['of several fields', { a: 1, b: [] }, { a: 1, b: [] }, '', null],
] as const)('%s', (_what, now, defaults, before, step) => {
  expect(resetStep(now, defaults, before)).toBe(step);
});
