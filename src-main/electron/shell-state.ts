// What tray, taskbar and notifications need to know: the last snapshot plus what was told since. Pure.
import type { LanguageChoice } from '../../src-shared/appearance.ts';
import type { AppSnapshot } from '../../src-shared/app-bridge.ts';
import type { QueuedDownload } from '../../src-shared/download-queue.ts';
import type { GameId, GameRow } from '../../src-shared/game.ts';
import { hasUpdate } from '../../src-shared/game-version.ts';
import { rememberForNotices, type NoticeMemory } from '../../src-shared/notices.ts';
import type { ActiveOperation } from '../../src-shared/operation.ts';
import type { InstallProgress, PeerEvent } from '../../src-shared/peer-event.ts';
import type { SystemSettings } from '../../src-shared/system-settings.ts';
import type { TopicMessage } from '../app/app-host.ts';

/** Bytes of one download, or of an install straight from the room. */
export interface Amount {
  done: number;
  total: number;
}

export interface ShellState extends NoticeMemory {
  system: SystemSettings;
  language: LanguageChoice;
  titles: ReadonlyMap<GameId, string>;
  queue: readonly QueuedDownload[];
  operations: readonly ActiveOperation[];
  downloads: ReadonlyMap<GameId, Amount>;
  /** Of downloads that are done while others of the same queue are not, so that the sum never goes back. */
  finishedBytes: number;
}

export function firstShellState(snapshot: AppSnapshot): ShellState {
  const { settings, games, queue, operations, downloads, installs } = snapshot;
  return {
    system: settings.system,
    language: settings.language,
    titles: new Map(games.map(({ id, title }) => [id, title])),
    updatable: new Set(games.filter(hasUpdate).map(({ id }) => id)),
    queue,
    operations,
    downloads: new Map([
      ...downloads.map((progress) => [progress.gameId, amountOf(progress)] as const),
      ...installs.filter(isStreamed).map((progress) => [progress.gameId, installedOf(progress)] as const),
    ]),
    finishedBytes: 0,
    installing: new Set(queue.filter(({ install }) => install).map(({ gameId }) => gameId)),
  };
}

export function applyToShell(state: ShellState, message: TopicMessage): ShellState {
  if (message.topic === 'settings-changed') {
    const { system, language } = message.data.settings;
    return { ...state, system, language };
  }
  if (message.topic !== 'peer-event') return state;
  const next = applyEvent(state, message.data);
  const memory = rememberForNotices(state, message.data);
  return memory === state ? next : { ...next, installing: memory.installing, updatable: memory.updatable };
}

function applyEvent(state: ShellState, event: PeerEvent): ShellState {
  switch (event.kind) {
    case 'local-library-changed':
    case 'remote-library-changed':
      return applyGames(state, event.games);
    case 'active-operations-changed':
      return withoutEnded(state, { queue: state.queue, operations: event.operations });
    case 'download-queue-changed':
      return withoutEnded(state, { queue: event.queue, operations: state.operations });
    case 'download-progress':
      return withAmount(state, event.gameId, amountOf(event));
    case 'install-progress':
      return isStreamed(event) ? withAmount(state, event.gameId, installedOf(event)) : state;
    default:
      return state;
  }
}

function applyGames(state: ShellState, games: readonly GameRow[]): ShellState {
  const titles = new Map(state.titles);
  for (const { id, title } of games) titles.set(id, title);
  return { ...state, titles };
}

type Fetching = Pick<ShellState, 'queue' | 'operations'>;

/** Games that are installed straight from the room now, beside the queue. */
export const streamedGames = ({ operations }: Pick<ShellState, 'operations'>): GameId[] =>
  operations.filter(({ kind }) => kind === 'streaming').map(({ gameId }) => gameId);

/** What has ended goes out of the sum only when nothing is fetched any more. */
function withoutEnded(state: ShellState, next: Fetching): ShellState {
  const fetched = new Set([...next.queue.map(({ gameId }) => gameId), ...streamedGames(next)]);
  const ended = [...state.downloads].filter(([gameId]) => !fetched.has(gameId));
  const finished = ended.filter(([, { done, total }]) => done >= total).reduce((sum, [, { total }]) => sum + total, 0);
  return {
    ...state,
    ...next,
    downloads: new Map([...state.downloads].filter(([gameId]) => fetched.has(gameId))),
    finishedBytes: fetched.size === 0 ? 0 : state.finishedBytes + finished,
  };
}

const withAmount = (state: ShellState, gameId: GameId, amount: Amount): ShellState => ({
  ...state,
  downloads: new Map(state.downloads).set(gameId, amount),
});

const isStreamed = ({ streamed }: InstallProgress): boolean => streamed !== undefined;

const installedOf = ({ writtenBytes, totalBytes }: InstallProgress): Amount => ({
  done: writtenBytes,
  total: totalBytes,
});

const amountOf = ({ downloadedBytes, totalBytes }: { downloadedBytes: number; totalBytes: number }): Amount => ({
  done: downloadedBytes,
  total: totalBytes,
});
