// Which events are worth a message to somebody who looks elsewhere: of the system, or of a browser. Pure.
import type { QueuedDownload } from './download-queue.ts';
import type { GameId, GameRow } from './game.ts';
import { hasUpdate, isOutdated } from './game-version.ts';
import type { NoticeWords } from './notice-words.ts';
import type { ErrorData } from './peer-error.ts';
import type { PeerEvent } from './peer-event.ts';

export interface Notice {
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

export interface NoticeSpeech {
  words: NoticeWords;
  titleOf: (gameId: GameId) => string;
  /** What a failure says, in the language of the words. */
  messageOf: (error: ErrorData, gameId: GameId) => string;
}

/** More at once become a single message. */
const mostAtOnce = 3;

/** `memory`: from before the event. */
export function noticesFor(event: PeerEvent, memory: NoticeMemory, speech: NoticeSpeech): Notice[] {
  const { words, titleOf, messageOf } = speech;
  const about = (gameId: GameId, body: string): Notice[] => [{ title: titleOf(gameId), body, gameId }];
  const failed = (say: (message: string) => string, gameId: GameId, error: ErrorData): Notice[] =>
    isNoFailure(error) ? [] : about(gameId, say(messageOf(error, gameId)));
  switch (event.kind) {
    case 'download-finished':
      return memory.installing.has(event.gameId) ? [] : about(event.gameId, words.downloaded);
    case 'download-failed':
      return failed(words.downloadFailed, event.gameId, event.error);
    case 'install-finished':
      return about(event.gameId, event.updated ? words.updated : words.installed);
    case 'install-failed':
      return failed(words.installFailed, event.gameId, event.error);
    case 'local-library-changed':
    case 'remote-library-changed':
      return event.games
        .filter((row) => hasUpdate(row) && !memory.updatable.has(row.id))
        .map(({ id, title }) => ({ title, body: words.updateAvailable, gameId: id }));
    default:
      return [];
  }
}

const isNoFailure = ({ code }: ErrorData) => code === 'cancelled' || code === 'paused';

/** At the start of a party many updates appear at once: then one message is enough. */
export function boundNotices(notices: readonly Notice[], words: Pick<NoticeWords, 'updatesAvailable'>): Notice[] {
  const [first] = notices;
  if (first === undefined || notices.length <= mostAtOnce) return [...notices];
  return [{ title: 'Lanspread', body: words.updatesAvailable(notices.length), gameId: first.gameId }];
}

/** The memory itself where the event changes nothing of it. */
export function rememberForNotices(memory: NoticeMemory, event: PeerEvent): NoticeMemory {
  switch (event.kind) {
    case 'download-queue-changed':
      return { ...memory, installing: withQueue(memory.installing, event.queue) };
    case 'download-cancelled':
    case 'install-finished':
    case 'install-failed':
      return { ...memory, installing: new Set([...memory.installing].filter((id) => id !== event.gameId)) };
    case 'local-library-changed':
    case 'remote-library-changed':
      return { ...memory, updatable: withGames(memory.updatable, event.games) };
    default:
      return memory;
  }
}

/** What is not in the queue any more may still be installed. */
function withQueue(installing: ReadonlySet<GameId>, queue: readonly QueuedDownload[]): ReadonlySet<GameId> {
  const next = new Set(installing);
  for (const { gameId, install } of queue) {
    if (install) next.add(gameId);
    else next.delete(gameId);
  }
  return next;
}

function withGames(updatable: ReadonlySet<GameId>, games: readonly GameRow[]): ReadonlySet<GameId> {
  const next = new Set(updatable);
  for (const row of games) {
    if (hasUpdate(row)) next.add(row.id);
    // An update whose source went away is no news when it comes back.
    else if (!isOutdated(row)) next.delete(row.id);
  }
  return next;
}
