// What “as the system” comes to.
import { expect, it } from 'vitest';
import { settleTheme } from './appearance.ts';

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
