// Which events a browser tells of while nobody looks at the page: the same as the desktop program. Pure.
import type { GameId } from '../src-shared/game.ts';
import type { ErrorData } from '../src-shared/peer-error.ts';
import type { PeerEvent } from '../src-shared/peer-event.ts';
import { hasUpdate } from '../src-shared/game-version.ts';
import type { AppState } from './store/app-state.ts';
import { noticeTexts } from './texts/notice-texts.ts';

export interface BrowserNotice {
  title: string;
  body: string;
  /** Where a click leads. */
  gameId: GameId;
}

/** What was told before of games, in so far as it decides what is told next. */
export interface NoticeMemory {
  /** Games whose download leads to an install: that one is told, and not both. */
  installing: ReadonlySet<GameId>;
  /** Games whose update has been told; one whose source went away is no news when it comes back. */
  updatable: ReadonlySet<GameId>;
}

export const firstMemory: NoticeMemory = { installing: new Set(), updatable: new Set() };

/** `state` is the state before the event. */
export function browserNotices(state: AppState, event: PeerEvent, memory: NoticeMemory): BrowserNotice[] {
  const about = (gameId: GameId, body: string): BrowserNotice[] => [
    { title: state.games.get(gameId)?.title ?? gameId, body, gameId },
  ];
  switch (event.kind) {
    case 'download-finished':
      return willInstall(state, event.gameId, memory) ? [] : about(event.gameId, noticeTexts.downloaded);
    case 'download-failed':
      return isNoFailure(event.error) ? [] : about(event.gameId, noticeTexts.downloadFailed(event.error.message));
    case 'install-finished':
      return about(event.gameId, event.updated ? noticeTexts.updated : noticeTexts.installed);
    case 'install-failed':
      return isNoFailure(event.error) ? [] : about(event.gameId, noticeTexts.installFailed(event.error.message));
    case 'local-library-changed':
    case 'remote-library-changed':
      return bounded(
        event.games
          .filter((row) => hasUpdate(row) && !wasUpdatable(state, row.id, memory))
          .map(({ id, title }) => ({ title, body: noticeTexts.updateAvailable, gameId: id })),
      );
    default:
      return [];
  }
}

/** At the start of a party many updates appear at once: then one message is enough. */
function bounded(notices: BrowserNotice[]): BrowserNotice[] {
  const [first] = notices;
  if (first === undefined || notices.length <= 3) return notices;
  return [{ ...first, title: 'Lanspread', body: noticeTexts.updatesAvailable(notices.length) }];
}

/** `state` is the state before the event. */
export function rememberForNotices(state: AppState, event: PeerEvent, memory: NoticeMemory): NoticeMemory {
  switch (event.kind) {
    case 'download-queue-changed': {
      const queued = event.queue.filter(({ install }) => install).map(({ gameId }) => gameId);
      const others = new Set(event.queue.map(({ gameId }) => gameId));
      const kept = [...memory.installing].filter((gameId) => !others.has(gameId));
      return { ...memory, installing: new Set([...kept, ...queued]) };
    }
    case 'download-cancelled':
    case 'install-finished':
    case 'install-failed':
      return { ...memory, installing: new Set([...memory.installing].filter((id) => id !== event.gameId)) };
    case 'local-library-changed':
    case 'remote-library-changed': {
      const told = event.games.filter((row) => hasUpdate(row) || wasUpdatable(state, row.id, memory));
      const over = new Set(
        event.games.filter(({ version, localVersion }) => version === localVersion).map(({ id }) => id),
      );
      const updatable = [...memory.updatable, ...told.map(({ id }) => id)].filter((id) => !over.has(id));
      return { ...memory, updatable: new Set(updatable) };
    }
    default:
      return memory;
  }
}

const willInstall = ({ queue }: AppState, gameId: GameId, { installing }: NoticeMemory) =>
  installing.has(gameId) || queue.get(gameId)?.install === true;

function wasUpdatable({ games }: AppState, gameId: GameId, { updatable }: NoticeMemory): boolean {
  const before = games.get(gameId);
  return updatable.has(gameId) || (before !== undefined && hasUpdate(before));
}

const isNoFailure = ({ code }: ErrorData) => code === 'cancelled' || code === 'paused';
