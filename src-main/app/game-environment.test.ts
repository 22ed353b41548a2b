import { expect, it } from 'vitest';
import { gameEnvironment } from './game-environment.ts';

it.each([
  ['PATH', true],
  ['HOME', true],
  ['DISPLAY', true],
  ['XDG_RUNTIME_DIR', true],
  ['NODELESS', true],
  ['ELECTRON_RUN_AS_NODE', false],
  ['NODE_OPTIONS', false],
  ['Node_Options', false],
  ['npm_config_registry', false],
  ['LANSPREAD_HOME', false],
  ['APPIMAGE', false],
])('%s is handed on: %s', (name, kept) =>
  expect(gameEnvironment({ [name]: 'x' })).toEqual(kept ? { [name]: 'x' } : {}),
);
