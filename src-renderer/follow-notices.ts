// Shows what a browser tells of games while its page is hidden; a click leads to the game.
import type { AppBridge } from '../src-shared/app-bridge.ts';
import type { GameId } from '../src-shared/game.ts';
import { rememberForNotices, type Notice, type NoticeMemory } from '../src-shared/notices.ts';
import { browserNotices, knownBefore } from './browser-notices.ts';
import type { AppState } from './store/app-state.ts';

/** What it takes of the browser. */
export interface NoticePage {
  isHidden: () => boolean;
  /** The player wants it, and the browser allows it. */
  isWanted: () => boolean;
  show: (notice: Notice, onClick: () => void) => void;
}

interface NoticeApp {
  state: () => AppState;
  showGame: (gameId: GameId) => void;
}

/** To be called before the app hears of events, so that `state` still answers the one from before. Answers how to stop. */
export function followNotices(bridge: Pick<AppBridge, 'subscribe'>, app: NoticeApp, page: NoticePage): () => void {
  let memory: NoticeMemory = { installing: new Set(), updatable: new Set() };
  return bridge.subscribe('peer-event', (event) => {
    const state = app.state();
    if (state.host === 'electron') return;
    const known = knownBefore(memory, state, event);
    memory = rememberForNotices(known, event);
    // Before the first snapshot everything would be news.
    if (!state.loaded || !page.isHidden() || !page.isWanted()) return;
    for (const notice of browserNotices(event, known, state)) page.show(notice, () => app.showGame(notice.gameId));
  });
}

const storageKey = 'lanspread-notices';

export const canNotify = (): boolean => 'Notification' in globalThis;

/** Of this browser alone, so it is no setting of the peer. */
export function isNotifying(): boolean {
  try {
    return canNotify() && Notification.permission === 'granted' && localStorage.getItem(storageKey) === 'on';
  } catch {
    return false;
  }
}

/** Asks the player for the browser's consent; answers whether notices are shown from now on. */
export async function chooseNotifying(wanted: boolean): Promise<boolean> {
  const allowed = wanted && canNotify() && (await Notification.requestPermission()) === 'granted';
  try {
    localStorage.setItem(storageKey, allowed ? 'on' : 'off');
  } catch {
    return false;
  }
  return isNotifying();
}

export const browserPage: NoticePage = {
  isHidden: () => document.hidden,
  isWanted: isNotifying,
  show: ({ title, body, gameId }, onClick) => {
    const shown = new Notification(title, { body, tag: `lanspread-${gameId}` });
    shown.addEventListener('click', () => {
      shown.close();
      window.focus();
      onClick();
    });
  },
};
