// What “as the system” comes to.
import { expect, it } from 'vitest';
import { settleTheme, wantsLessMotion } from './appearance.ts';

it.each([
  ['system', false, false, 'dark'],
  ['system', true, false, 'light'],
  ['system', true, true, 'contrast'],
  ['dark', true, true, 'dark'],
  ['light', false, false, 'light'],
  ['contrast', true, false, 'contrast'],
] as const)('%s, light %s, contrast %s: %s', (theme, light, contrast, wanted) => {
  expect(settleTheme(theme, { light, contrast })).toBe(wanted);
});

it.each([
  ['reduced', false, true],
  ['system', true, true],
  ['system', false, false],
])('motion %s, reduced by the system %s: less motion %s', (motion, matches, wanted) => {
  const document = { documentElement: { dataset: { motion } } };
  expect(wantsLessMotion({ document, matchMedia: () => ({ matches }) })).toBe(wanted);
});
