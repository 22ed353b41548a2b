// Does what a gamepad's button means: moving and pressing, and what concerns the game in focus.
import type { GameId } from '../../src-shared/game.ts';
import { LIBRARY_FILTERS } from '../store/select-games.ts';
import type { LiveApp } from '../store/live-app.ts';
import { focusedElement, goBack, moveFocus, pressFocused, stepTab } from './move-focus.ts';
import type { PadAction } from './read-pad.ts';

export function doPadAction(action: PadAction, app: LiveApp): void {
  switch (action) {
    case 'primary':
      return pressFocused();
    case 'play':
      return playFocused(app);
    case 'back':
      return goBack();
    case 'details':
      return showDetails(app);
    case 'menu':
      return toggleMenu(app);
    case 'previous':
      return stepSection(app, -1);
    case 'next':
      return stepSection(app, 1);
    default:
      return moveFocus(action);
  }
}

/** Of the game in focus, or of the one whose sheet is open. */
function playFocused(app: LiveApp): void {
  const gameId = app.ui.getState().openGame ?? focusedGame()?.gameId;
  if (gameId === undefined) return;
  const { games, operations, playing, starting } = app.store.getState();
  const isFree = !operations.has(gameId) && !playing.has(gameId) && !starting.has(gameId);
  if (games.get(gameId)?.installed === true && isFree) app.act('play', gameId);
}

function showDetails(app: LiveApp): void {
  const game = focusedGame();
  if (game !== null) app.ui.getState().showGame(game.gameId);
}

/** Hangs from the caret, or from the whole card where that has none. */
function toggleMenu(app: LiveApp): void {
  const { menu, showMenu } = app.ui.getState();
  if (menu !== null) return showMenu(null);
  const game = focusedGame();
  if (game === null) return;
  const caret = game.cell.querySelector<HTMLElement>('[aria-haspopup="menu"]');
  showMenu({ gameId: game.gameId, anchor: caret ?? game.cell });
}

/** The tabs of what is open, else the filters of the library. */
function stepSection(app: LiveApp, step: 1 | -1): void {
  if (stepTab(step)) return;
  const { filter, setFilter } = app.ui.getState();
  const next = LIBRARY_FILTERS[LIBRARY_FILTERS.indexOf(filter) + step];
  if (next !== undefined) setFilter(next);
}

function focusedGame(): { gameId: GameId; cell: HTMLElement } | null {
  const cell = focusedElement()?.closest<HTMLElement>('[data-game-id]') ?? null;
  const gameId = cell?.dataset['gameId'];
  return cell === null || gameId === undefined ? null : { gameId, cell };
}
