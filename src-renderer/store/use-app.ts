// Hooks through which the views read the running app.
import { createContext, useContext, useMemo } from 'react';
import { useStore } from 'zustand';
import type { GameId, GameRow } from '../../src-shared/game.ts';
import { gameActions, type GameActions } from '../game-action.ts';
import { failureOf, stubRow, type AppState } from './app-state.ts';
import type { LiveApp } from './live-app.ts';
import { countGames, filterGames, sortGames } from './select-games.ts';
import type { UiState } from './ui-state.ts';

export const AppContext = createContext<LiveApp | null>(null);

export function useApp(): LiveApp {
  const app = useContext(AppContext);
  if (app === null) throw new Error('no app in the context');
  return app;
}

export function useAppState<T>(select: (state: AppState) => T): T {
  return useStore(useApp().store, select);
}

export function useUi<T>(select: (state: UiState) => T): T {
  return useStore(useApp().ui, select);
}

/** Everything that one card or the sheet shows of a game; null when the game is no longer in the list. */
export function useGame(gameId: GameId) {
  return useGameView(gameId, null);
}

/** The same for a line of the queue, which also holds what neither the room nor this PC has any more. */
export function useDownload(gameId: GameId): GameView {
  const stub = useMemo(() => stubRow(gameId), [gameId]);
  return useGameView(gameId, stub) as GameView;
}

function useGameView(gameId: GameId, stub: GameRow | null) {
  const row = useAppState((state) => state.games.get(gameId)) ?? stub;
  const operation = useAppState((state) => state.operations.get(gameId) ?? null);
  const checking = useAppState((state) => state.checking.has(gameId));
  const starting = useAppState((state) => state.starting.has(gameId));
  const playing = useAppState((state) => state.playing.get(gameId) ?? null);
  const serving = useAppState((state) => state.serving.get(gameId) ?? null);
  const ending = useAppState((state) => state.ending.has(gameId));
  const canServe = useAppState((state) => state.servers.has(gameId));
  const download = useAppState((state) => state.downloads.get(gameId) ?? null);
  const install = useAppState((state) => state.installs.get(gameId) ?? null);
  const verification = useAppState((state) => state.verifications.get(gameId) ?? null);
  const queued = useAppState((state) => state.queue.get(gameId) ?? null);
  const failure = useAppState((state) => failureOf(state, gameId));
  const canOpenFolder = useAppState((state) => state.host === 'electron');
  return useMemo(() => {
    if (row === null) return null;
    const runs = { starting, playing: playing !== null, serving: serving !== null, ending, canServe };
    const situation = { operation, queued, failure, checking, canOpenFolder, ...runs };
    const actions: GameActions = gameActions(row, situation);
    return { row, operation, queued, checking, playing, serving, download, install, verification, failure, actions };
  }, [
    row,
    operation,
    queued,
    checking,
    starting,
    playing,
    serving,
    ending,
    canServe,
    download,
    install,
    verification,
    failure,
    canOpenFolder,
  ]);
}

export type GameView = NonNullable<ReturnType<typeof useGame>>;

const NOTHING_PLAYED = new Map<GameId, number>();
const NOTHING_BUSY = new Map<GameId, unknown>();

/** The shown rows in order. Sorted only when rows or the order change; a keystroke costs one filter pass. */
export function useShownGames() {
  const games = useAppState((state) => state.games);
  const sort = useUi((state) => state.sort);
  const operations = useAppState((state) => (sort === 'status' ? state.operations : NOTHING_BUSY));
  const queue = useAppState((state) => (sort === 'status' ? state.queue : NOTHING_BUSY));
  const busy = useMemo(() => new Set([...operations.keys(), ...queue.keys()]), [operations, queue]);
  const lastPlayed = useAppState((state) => (sort === 'played' ? state.lastPlayed : NOTHING_PLAYED));
  const filter = useUi((state) => state.filter);
  const search = useUi((state) => state.search);
  const sorted = useMemo(() => sortGames(games.values(), sort, busy, lastPlayed), [games, sort, busy, lastPlayed]);
  return useMemo(() => filterGames(sorted, filter, search), [sorted, filter, search]);
}

export function useGameCounts() {
  const games = useAppState((state) => state.games);
  return useMemo(() => countGames(games.values()), [games]);
}
