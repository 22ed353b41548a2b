// What is announced, and which failures become toasts.
import { expect, it } from 'vitest';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import { standInSnapshot } from '../testing/stand-in-bridge.ts';
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
  [{ kind: 'install-failed', gameId: 'xonotic', error }, 'Xonotic: The disk is full.'],
])('announces $0.kind', (event, announcement) => {
  expect(notice(event)).toEqual({ announcement, toast: null });
});

it('makes a toast of a failure whose card is gone', () => {
  expect(notice({ kind: 'remove-failed', gameId: 'gone', error })).toEqual({
    announcement: null,
    toast: { title: 'gone', error },
  });
});

it('makes a toast of a failure of the peer itself', () => {
  expect(notice({ kind: 'runtime-failed', error }).toast?.error).toEqual(error);
});

it('says nothing about progress', () => {
  expect(notice({ kind: 'peer-count', count: 1 })).toEqual({ announcement: null, toast: null });
});
