// A game's title in place of its id, in every sentence of the peer that names a game.
import { expect, it } from 'vitest';
import { messages } from './german-sentences.ts';
import type { ErrorCode } from './peer-error.ts';
import { titledError } from './titled-errors.ts';

const said = (code: ErrorCode, message: string, title: string | null = 'Alpha Centauri') =>
  titledError({ code, message, hint: 'Look.' }, title);

it.each<[ErrorCode, string, string]>([
  ['operation-in-progress', 'alpha is busy: downloading.', 'Alpha Centauri is busy: downloading.'],
  ['not-installed', 'alpha is not installed.', 'Alpha Centauri is not installed.'],
  ['disk-full', 'Could not update alpha: the disk is full (/g/alpha/alpha.eti).', 'Could not update Alpha Centauri: the disk is full (/g/alpha/alpha.eti).'],
  ['disk-full', '2 GB of free space are needed to install alpha, but only 80.5 kB are free.', '2 GB of free space are needed to install Alpha Centauri, but only 80.5 kB are free.'],
  ['archive-corrupt', 'bob cannot unpack alpha: alpha.eti is not a RAR archive.', 'bob cannot unpack Alpha Centauri: alpha.eti is not a RAR archive.'],
  ['archive-corrupt', 'alpha.eti is not a RAR archive.', 'alpha.eti is not a RAR archive.'],
  ['internal', 'Something about alpha.', 'Something about alpha.'],
])('%s: %s', (code, message, titled) => {
  expect(said(code, message)).toEqual({ code, message: titled, hint: 'Look.' });
}); // prettier-ignore

it('leaves a sentence alone that is about no game', () => {
  expect(said('disk-full', 'Could not update alpha: the disk is full.', null).message).toContain('update alpha');
});

const named = Object.entries(messages).flatMap(([code, sentences]) =>
  sentences.filter(([english]) => english.includes('{game}')).map(([english]) => [code as ErrorCode, english] as const),
);

it.each(named)('%s: %s', (code, english) => {
  const filled = english.replaceAll(/\{(\w+)\}/gu, '«$1»');
  expect(said(code, filled).message).toBe(filled.replace('«game»', 'Alpha Centauri'));
});
