// What an event means to a person who looks or listens elsewhere: an announcement, a toast, or nothing. Pure.
import type { GameId } from '../../src-shared/game.ts';
import type { ErrorData } from '../../src-shared/peer-error.ts';
import type { PeerEvent, VerifySummary } from '../../src-shared/peer-event.ts';
import type { GameEnd } from '../../src-shared/running-game.ts';
import { formatBytes } from '../format.ts';
import { strings } from '../strings.ts';
import { titleOf, type AppState } from './app-state.ts';
import type { ToastText } from './ui-state.ts';

export interface Notice {
  /** For screen readers. */
  announcement: string | null;
  /** What no card shows. */
  toast: ToastText | null;
}

const nothing: Notice = { announcement: null, toast: null };

/** `state` is the state after the event. */
export function noticeFor(state: AppState, event: PeerEvent): Notice {
  switch (event.kind) {
    case 'download-finished':
      return say(strings.announce.downloaded(titleOf(state, event.gameId)));
    case 'download-cancelled':
      return say(strings.announce.cancelled(titleOf(state, event.gameId)));
    case 'download-paused':
      return say(strings.announce.paused(titleOf(state, event.gameId)));
    case 'verify-cancelled':
      return say(strings.announce.verifyCancelled(titleOf(state, event.gameId)));
    case 'verify-finished':
      return { announcement: null, toast: verifyToast(titleOf(state, event.gameId), event) };
    case 'source-banned':
      return { announcement: null, toast: banToast(titleOf(state, event.gameId), event) };
    case 'install-finished':
      return say(strings.announce[event.updated ? 'updated' : 'installed'](titleOf(state, event.gameId)));
    case 'uninstall-finished':
      return deleted(strings.announce.uninstalled(titleOf(state, event.gameId)), event.warning);
    case 'remove-finished':
      return deleted(strings.announce.removed(titleOf(state, event.gameId)), event.warning);
    case 'no-peers-have-game':
    case 'download-failed':
    case 'verify-failed':
    case 'install-failed':
    case 'uninstall-failed':
    case 'remove-failed':
    case 'recovery-failed':
      return failureNotice(state, event.gameId);
    case 'runtime-failed':
      return { announcement: null, toast: failureToast(strings.errors.title, event.error) };
    default:
      return nothing;
  }
}

/** A game that failed says so in a toast, since the player comes back from it and looks anywhere. */
export function noticeForEnd(state: AppState, { gameId, kind, error }: GameEnd): Notice {
  const title = titleOf(state, gameId);
  if (error !== null) return { announcement: null, toast: failureToast(title, error) };
  return say(strings.announce[kind === 'game' ? 'gameEnded' : 'serverEnded'](title));
}

const say = (announcement: string): Notice => ({ announcement, toast: null });

/** What is left of it no card shows. */
function deleted(announcement: string, warning: ErrorData | undefined): Notice {
  if (warning === undefined) return say(announcement);
  const { message, hint } = warning;
  return { announcement: null, toast: { title: announcement, message, hint, tone: 'warm' } };
}

function failureNotice(state: AppState, gameId: GameId): Notice {
  const error = state.failures.get(gameId);
  if (error === undefined) return nothing;
  const title = titleOf(state, gameId);
  if (state.games.has(gameId)) return say(strings.announce.failed(title, inFull(error)));
  return { announcement: null, toast: failureToast(title, error) };
}

/** What happened and what to do, in one breath. */
const inFull = ({ message, hint }: ErrorData) => (hint === undefined ? message : `${message} ${hint}`);

export function failureToast(title: string, error: ErrorData): ToastText {
  const { message, hint, output } = error;
  return { title, message, hint, ...(output === undefined ? {} : { output }), tone: 'bad', error };
}

type Happened<K extends PeerEvent['kind']> = Extract<PeerEvent, { kind: K }>;

function verifyToast(title: string, event: Happened<'verify-finished'>): ToastText {
  const { goodTitle, good, foundTitle, againToRepair, repairedTitle, repaired } = strings.verify;
  if (event.badFiles === 0) {
    return { title: goodTitle(title), message: good(formatBytes(event.checkedBytes)), tone: 'good' };
  }
  if (isLeft(event)) {
    return { title: foundTitle(title), message: differText(event), hint: againToRepair, tone: 'warm' };
  }
  return { title: repairedTitle(title), message: repaired(event.badFiles, formatBytes(event.badBytes)), tone: 'good' };
}

/** Found to be wrong, and not repaired. */
export const isLeft = ({ badFiles, repaired }: VerifySummary): boolean => badFiles > 0 && !repaired;

/** `3 of 214 files differ, 18 MB to fetch.` */
export const differText = ({ badFiles, files, badBytes }: VerifySummary): string =>
  strings.verify.differ(badFiles, files, formatBytes(badBytes));

function banToast(game: string, { name, everything, reason }: Happened<'source-banned'>): ToastText {
  const { toastTitle, toastText, forGame, forEverything } = strings.bans;
  return {
    title: toastTitle(name, game),
    message: [reason, toastText].join(' ').trim(),
    hint: everything ? forEverything(name) : forGame(name, game),
    tone: 'warm',
  };
}
