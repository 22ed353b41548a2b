import { expect, test } from 'vitest';
import { gameState, type RootFacts } from './game-state.ts';

test.each<[RootFacts['sentinel'], boolean, boolean, boolean, string | null]>([
  // sentinel, local directory → downloaded, installed, availability
  ['regular', true, true, true, 'Ready'],
  ['regular', false, true, false, 'Ready'],
  ['other', true, false, true, 'LocalOnly'],
  ['other', false, false, false, null],
  ['missing', true, false, true, 'LocalOnly'],
  ['missing', false, false, false, null],
])('sentinel %s, local %s', (sentinel, localIsDirectory, downloaded, installed, availability) => {
  expect(gameState({ sentinel, localIsDirectory })).toEqual({ downloaded, installed, availability });
});
