// What a browser tells of games while nobody looks at its page: the same as the desktop program. Pure.
import { hasUpdate } from '../src-shared/game-version.ts';
import { boundNotices, noticesFor, type Notice, type NoticeMemory } from '../src-shared/notices.ts';
import type { PeerEvent } from '../src-shared/peer-event.ts';
import { titleOf, type AppState } from './store/app-state.ts';
import { noticeTexts } from './texts/notice-texts.ts';

/** With what a snapshot has told meanwhile of the event's games. `state` is the state before the event. */
export function knownBefore(memory: NoticeMemory, state: AppState, event: PeerEvent): NoticeMemory {
  switch (event.kind) {
    case 'download-finished': {
      const isWanted = state.queue.get(event.gameId)?.install === true;
      return isWanted ? { ...memory, installing: new Set(memory.installing).add(event.gameId) } : memory;
    }
    case 'local-library-changed':
    case 'remote-library-changed': {
      const before = event.games.flatMap(({ id }) => state.games.get(id) ?? []);
      const updatable = before.filter(hasUpdate).map(({ id }) => id);
      return { ...memory, updatable: new Set([...memory.updatable, ...updatable]) };
    }
    default:
      return memory;
  }
}

/** `state` is the state before the event. */
export function browserNotices(event: PeerEvent, memory: NoticeMemory, state: AppState): Notice[] {
  const speech = { words: noticeTexts, titleOf: (gameId: string) => titleOf(state, gameId) };
  const notices = noticesFor(event, memory, { ...speech, messageOf: ({ message }) => message });
  return boundNotices(notices, noticeTexts);
}
