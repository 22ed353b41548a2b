// What an event means to a person who looks or listens elsewhere: an announcement, a toast, or nothing. Pure.
import type { GameId } from '../../src-shared/game.ts';
import type { ErrorData } from '../../src-shared/peer-error.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import { strings } from '../strings.ts';
import type { AppState } from './app-state.ts';

export interface Notice {
  /** For screen readers. */
  announcement: string | null;
  /** A failure that no card shows. */
  toast: { title: string; error: ErrorData } | null;
}

const nothing: Notice = { announcement: null, toast: null };

/** `state` is the state after the event. */
export function noticeFor(state: AppState, event: PeerEvent): Notice {
  switch (event.kind) {
    case 'download-finished':
      return say(strings.announce.downloaded(titleOf(state, event.gameId)));
    case 'download-cancelled':
      return say(strings.announce.cancelled(titleOf(state, event.gameId)));
    case 'install-finished':
      return say(strings.announce[event.updated ? 'updated' : 'installed'](titleOf(state, event.gameId)));
    case 'uninstall-finished':
      return say(strings.announce.uninstalled(titleOf(state, event.gameId)));
    case 'remove-finished':
      return say(strings.announce.removed(titleOf(state, event.gameId)));
    case 'no-peers-have-game':
    case 'download-failed':
    case 'install-failed':
    case 'uninstall-failed':
    case 'remove-failed':
      return failureNotice(state, event.gameId);
    case 'runtime-failed':
      return { announcement: null, toast: { title: strings.errors.title, error: event.error } };
    default:
      return nothing;
  }
}

const say = (announcement: string): Notice => ({ announcement, toast: null });

const titleOf = (state: AppState, gameId: GameId) => state.games.get(gameId)?.title ?? gameId;

function failureNotice(state: AppState, gameId: GameId): Notice {
  const error = state.failures.get(gameId);
  if (error === undefined) return nothing;
  const title = titleOf(state, gameId);
  if (state.games.has(gameId)) return say(strings.announce.failed(title, error.message));
  return { announcement: null, toast: { title, error } };
}
