import { expect, it } from 'vitest';
import { summarizeGame } from './sharing.ts';

const entry = { id: 'quux', title: 'Quux', version: '20240101' };
const local = { id: 'quux', downloaded: true, version: '20240101', bytes: 7, installed: false, installedVersion: null };

it.each([
  ['serves what is downloaded in the right version', entry, local, false, 'serving'],
  ['serves nothing while an operation runs', entry, local, true, 'busy'],
  ['shows another version without serving it', entry, { ...local, version: '20230101' }, false, 'other-version'],
  ['says nothing of games outside the catalog', undefined, local, false, undefined],
  ['says nothing of what is only installed', entry, { ...local, downloaded: false, version: null }, false, undefined],
  ['says nothing of a sentinel without a date', entry, { ...local, version: null }, false, undefined],
])('%s', (_what, catalogEntry, game, busy, state) => {
  expect(summarizeGame(catalogEntry, game, busy, { manifestId: null, unpackedBytes: null })?.state).toBe(state);
});

it.each([null, 12])('tells what it unpacks to only where that is known: %s', (unpackedBytes) => {
  const summary = summarizeGame(entry, local, false, { manifestId: null, unpackedBytes });
  expect(summary).toEqual({
    id: 'quux',
    version: '20240101',
    bytes: 7,
    state: 'serving',
    manifestId: null,
    ...(unpackedBytes === null ? {} : { unpackedBytes }),
  });
});
