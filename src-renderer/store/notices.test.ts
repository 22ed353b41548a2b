// What is announced, and which failures become toasts.
import { expect, it } from 'vitest';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import { noSummary } from '../testing/stand-in-downloads.ts';
import { standInSnapshot } from '../testing/stand-in-snapshots.ts';
import { applyEvent } from './apply-event.ts';
import { applySnapshot, initialState } from './app-state.ts';
import { noticeFor } from './notices.ts';

const state = applySnapshot(initialState, standInSnapshot(), 0);
const error = { code: 'disk-full' as const, message: 'The disk is full.' };
const notice = (event: PeerEvent) => noticeFor(applyEvent(state, event, 0), event);

it.each<[PeerEvent, string]>([
  [{ kind: 'install-finished', gameId: 'xonotic', version: '1', updated: false }, 'Xonotic is installed.'],
  [{ kind: 'install-finished', gameId: 'xonotic', version: '1', updated: true }, 'Xonotic is updated.'],
  [{ kind: 'uninstall-finished', gameId: 'xonotic' }, 'Xonotic is uninstalled.'],
  [{ kind: 'remove-finished', gameId: 'xonotic' }, 'The files of Xonotic are removed.'],
  [{ kind: 'download-paused', gameId: 'xonotic', ...noSummary }, 'The download of Xonotic is paused.'],
  [{ kind: 'verify-cancelled', gameId: 'xonotic' }, 'Verifying Xonotic was stopped.'],
  [{ kind: 'verify-failed', gameId: 'xonotic', error }, 'Xonotic: The disk is full.'],
  [{ kind: 'install-failed', gameId: 'xonotic', error }, 'Xonotic: The disk is full.'],
])('announces $0.kind', (event, announcement) => {
  expect(notice(event)).toEqual({ announcement, toast: null });
});

it('makes a toast of what a deletion has left', () => {
  const warning = { ...error, hint: 'Later.' };
  for (const kind of ['uninstall-finished', 'remove-finished'] as const) {
    expect(notice({ kind, gameId: 'xonotic', warning })).toMatchObject({
      announcement: null,
      toast: {
        title: expect.stringContaining('Xonotic') as string,
        message: error.message,
        hint: 'Later.',
        tone: 'warm',
      },
    });
  }
});

it('announces with a failure what to do about it', () => {
  const hinted = { ...error, hint: 'Free some space, then try again.' };
  expect(notice({ kind: 'install-failed', gameId: 'xonotic', error: hinted }).announcement).toBe(
    'Xonotic: The disk is full. Free some space, then try again.',
  );
});

it('makes a toast of a failure whose card is gone', () => {
  expect(notice({ kind: 'remove-failed', gameId: 'gone', error })).toEqual({
    announcement: null,
    toast: { title: 'gone', message: error.message, tone: 'bad', error },
  });
});

it('makes a toast of a failure of the peer itself', () => {
  expect(notice({ kind: 'runtime-failed', error }).toast).toMatchObject({ message: error.message, tone: 'bad' });
});

it.each([
  [0, 0, false, 'good', 'Xonotic is complete and correct', 'All 1.2 GB were compared, and every byte is right.'],
  [1, 1e6, true, 'good', 'Xonotic is repaired', '1 file differed and is right again (1 MB fetched).'],
  [3, 18e6, true, 'good', 'Xonotic is repaired', '3 files differed and are right again (18 MB fetched).'],
  [3, 18e6, false, 'warm', 'Xonotic is not as the room has it', '3 of 214 files differ, 18 MB to fetch.'],
  [1, 18e6, false, 'warm', 'Xonotic is not as the room has it', '1 of 214 files differs, 18 MB to fetch.'],
])('tells how verifying ended: %d bad files, %d bytes, repaired: %s', (badFiles, badBytes, repaired, tone, ...text) => {
  const found = { files: 214, checkedBytes: 1_240_000_000, badFiles, badPieces: badFiles * 2, badBytes, repaired };
  const { toast } = notice({ kind: 'verify-finished', gameId: 'xonotic', ...found });
  expect(toast).toMatchObject({ title: text[0], message: text[1], tone });
});

it.each([
  [false, 'alice is not asked for Xonotic any more.'],
  [true, 'alice is not asked for anything any more; its disk may be damaged.'],
])('warns of a PC that sends wrong bytes, everything: %s', (everything, hint) => {
  const ban = { peerId: 'p', name: 'alice', gameId: 'xonotic', everything, reason: 'Its hash was wrong.' };
  expect(notice({ kind: 'source-banned', ...ban }).toast).toEqual({
    title: 'alice sent wrong data of Xonotic',
    message: 'Its hash was wrong. It was thrown away and is fetched from other PCs.',
    hint,
    tone: 'warm',
  });
});

it('says nothing about progress', () => {
  expect(notice({ kind: 'peer-count', count: 1 })).toEqual({ announcement: null, toast: null });
});

it('shows what recovery could not finish as the failure of the game, also to a window that comes later', () => {
  const late = applySnapshot(initialState, standInSnapshot({ recoveryFailures: [{ gameId: 'xonotic', error }] }), 0);
  expect(late.failures.get('xonotic')).toEqual(error);
  const event: PeerEvent = { kind: 'recovery-failed', gameId: 'xonotic', error };
  expect(applyEvent(state, event, 0).failures.get('xonotic')).toEqual(error);
  expect(notice(event)).toEqual({ announcement: 'Xonotic: The disk is full.', toast: null });
});
