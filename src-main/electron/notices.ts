// Which events are worth a message of the system, and in which words. Pure.
import { noticesFor as noticesOf, type Notice } from '../../src-shared/notices.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import type { ShellState } from './shell-state.ts';
import type { ShellTexts } from './shell-texts.ts';

/** `state` is the state before the event. */
export function noticesFor(event: PeerEvent, state: ShellState, texts: ShellTexts): Notice[] {
  if (!state.system.notifications) return [];
  const titleOf = (gameId: string) => state.titles.get(gameId) ?? gameId;
  return noticesOf(event, state, {
    words: texts,
    titleOf,
    messageOf: (error, gameId) => texts.wordError(error, titleOf(gameId)).message,
  });
}
