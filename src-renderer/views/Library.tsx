// The library: the grid of games, or a page that says why there is none.
import { useCallback, useEffect, useMemo, type KeyboardEvent, type ReactNode } from 'react';
import { failureOf } from '../store/app-state.ts';
import type { LibraryView } from '../store/ui-state.ts';
import { useApp, useAppState, useShownGames, useUi } from '../store/use-app.ts';
import { gameActions } from '../game-action.ts';
import { strings } from '../strings.ts';
import { EmptyLibrary } from './EmptyLibrary.tsx';
import { FolderNotice } from './FolderNotice.tsx';
import { GameCard } from './GameCard.tsx';
import { GameLine } from './GameLine.tsx';
import { libraryShape } from './library-shape.ts';
import { NetworkNotice } from './NetworkNotice.tsx';
import { useLibraryKeys } from './use-library-keys.ts';
import { VirtualGrid, type GridCell } from './VirtualGrid.tsx';

const renderers: Record<LibraryView, (cell: GridCell) => ReactNode> = {
  grid: ({ id, ...cell }) => <GameCard key={id} id={id} {...cell} />,
  list: ({ id, ...cell }) => <GameLine key={id} id={id} {...cell} />,
};

export function Library() {
  const app = useApp();
  const shown = useShownGames();
  const listKey = useUi(({ filter, search, sort, view: shown }) => `${shown} ${filter} ${sort} ${search}`);
  const view = useUi((state) => state.view);
  const appearance = useAppState((state) => state.settings.appearance);
  const shape = useMemo(() => libraryShape(view, appearance), [view, appearance]);
  useLibraryKeys();
  const ids = useMemo(() => shown.map((row) => row.id), [shown]);
  const onKey = useCallback(
    (gameId: string, event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      if (event.key === ' ') app.ui.getState().showGame(gameId);
      else actOnPrimary(app, gameId);
    },
    [app],
  );
  return (
    <main className="library" data-testid="library">
      <FolderNotice />
      <NetworkNotice />
      <span id="card-hint" hidden>
        {strings.card.hint}
      </span>
      {ids.length === 0 ? (
        <EmptyLibrary />
      ) : (
        <VirtualGrid
          ids={ids}
          listKey={listKey}
          shape={shape}
          label={strings.card.gridLabel}
          renderCard={renderers[view]}
          onKey={onKey}
        />
      )}
      <ResultCount count={ids.length} />
    </main>
  );
}

/** Enter does what the primary button does, and nothing where that is disabled. */
function actOnPrimary(app: ReturnType<typeof useApp>, gameId: string): void {
  const state = app.store.getState();
  const row = state.games.get(gameId);
  if (row === undefined) return;
  const { primary } = gameActions(row, {
    operation: state.operations.get(gameId) ?? null,
    queued: state.queue.get(gameId) ?? null,
    failure: failureOf(state, gameId),
    checking: state.checking.has(gameId),
    starting: state.starting.has(gameId),
    playing: state.playing.has(gameId),
    serving: state.serving.has(gameId),
    ending: state.ending.has(gameId),
    canServe: state.servers.has(gameId),
    canOpenFolder: state.host === 'electron',
  });
  if (primary.enabled) app.act(primary.kind, gameId);
}

/** Says how many games a search or a pill leaves. */
function ResultCount({ count }: { count: number }) {
  const app = useApp();
  const search = useUi((state) => state.search);
  const filter = useUi((state) => state.filter);
  const loaded = useAppState((state) => state.loaded);
  useEffect(() => {
    if (!loaded || (search === '' && filter === 'all')) return;
    const timer = setTimeout(() => app.ui.getState().announce(strings.announce.results(count)), 400);
    return () => clearTimeout(timer);
  }, [app, count, filter, loaded, search]);
  return null;
}
