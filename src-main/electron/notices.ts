// Which events are worth a message of the system, and in which words. Pure.
import type { GameId } from '../../src-shared/game.ts';
import { hasUpdate } from '../../src-shared/game-version.ts';
import type { ErrorData } from '../../src-shared/peer-error.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import type { ShellState } from './shell-state.ts';
import type { ShellTexts } from './shell-texts.ts';

export interface ShellNotice {
  title: string;
  body: string;
  /** Where a click leads. */
  gameId: GameId;
}

/** `state` is the state before the event. */
export function noticesFor(event: PeerEvent, state: ShellState, texts: ShellTexts): ShellNotice[] {
  if (!state.system.notifications) return [];
  const about = (gameId: GameId, body: string): ShellNotice[] => [
    { title: state.titles.get(gameId) ?? gameId, body, gameId },
  ];
  const wordsOf = (error: ErrorData, gameId: GameId) =>
    texts.wordError(error, state.titles.get(gameId) ?? gameId).message;
  switch (event.kind) {
    case 'download-finished':
      return state.installing.has(event.gameId) ? [] : about(event.gameId, texts.downloaded);
    case 'download-failed':
      return isNoFailure(event.error)
        ? []
        : about(event.gameId, texts.downloadFailed(wordsOf(event.error, event.gameId)));
    case 'install-finished':
      return about(event.gameId, event.updated ? texts.updated : texts.installed);
    case 'install-failed':
      return isNoFailure(event.error)
        ? []
        : about(event.gameId, texts.installFailed(wordsOf(event.error, event.gameId)));
    case 'local-library-changed':
    case 'remote-library-changed':
      return event.games
        .filter((row) => hasUpdate(row) && !state.updatable.has(row.id))
        .map(({ id, title }) => ({ title, body: texts.updateAvailable, gameId: id }));
    default:
      return [];
  }
}

const isNoFailure = ({ code }: ErrorData) => code === 'cancelled' || code === 'paused';

/** At the start of a party many updates appear at once: then one message is enough. */
export function boundNotices(notices: readonly ShellNotice[], texts: ShellTexts): ShellNotice[] {
  const [first] = notices;
  if (first === undefined || notices.length <= 3) return [...notices];
  return [{ title: texts.name, body: texts.updatesAvailable(notices.length), gameId: first.gameId }];
}
