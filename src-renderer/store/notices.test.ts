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

it('makes a toast of a failure whose card is gone', () => {
  expect(notice({ kind: 'remove-failed', gameId: 'gone', error })).toEqual({
    announcement: null,
    toast: { title: 'gone', message: error.message, tone: 'bad' },
  });
});

it('makes a toast of a failure of the peer itself', () => {
  expect(notice({ kind: 'runtime-failed', error }).toast).toMatchObject({ message: error.message, tone: 'bad' });
});

it.each([
  [0, 0, 'Xonotic is complete and correct', 'All 1.2 GB were compared, and every byte is right.'],
  [1, 1_000_000, 'Xonotic is repaired', '1 piece was wrong and has been fetched again (1 MB).'],
  [3, 3_000_000, 'Xonotic is repaired', '3 pieces were wrong and have been fetched again (3 MB).'],
])('tells how verifying ended, with %d bad pieces', (badPieces, repairedBytes, title, message) => {
  const checkedBytes = 1_240_000_000;
  const { toast } = notice({ kind: 'verify-finished', gameId: 'xonotic', checkedBytes, badPieces, repairedBytes });
  expect(toast).toEqual({ title, message, tone: 'good' });
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
