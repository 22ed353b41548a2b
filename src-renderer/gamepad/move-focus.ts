// Carries a gamepad's action to where the focus is: the same keys and clicks that a keyboard and a mouse make.
import type { LiveApp } from '../store/live-app.ts';
import type { PadAction } from './read-pad.ts';

const arrows = { up: 'ArrowUp', down: 'ArrowDown', left: 'ArrowLeft', right: 'ArrowRight' } as const;
type Direction = keyof typeof arrows;

export function doPadAction(action: PadAction, app: LiveApp): void {
  switch (action) {
    case 'primary':
      return pressFocused();
    case 'play':
      return playFocused(app);
    case 'back':
      return sendKey(document.activeElement ?? document.body, 'Escape');
    default:
      return move(action);
  }
}

function move(direction: Direction): void {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return focusFirst();
  if (focused.closest('[role="menu"], [role="listbox"]') !== null) return sendKey(focused, arrows[direction]);
  if (focused.getAttribute('role') === 'gridcell') return moveInGrid(focused, direction);
  const scope = scopeOf(focused);
  if (direction === 'down' && scope === document.body && focused.closest('header') !== null) return focusCell();
  stepFocus(scope, focused, direction === 'left' || direction === 'up' ? -1 : 1);
}

/** From the first row, up leads out of the grid into the bar. */
function moveInGrid(cell: Element, direction: Direction): void {
  const isFirstRow = cell.closest('[role="row"]')?.getAttribute('aria-rowindex') === '1';
  if (direction === 'up' && isFirstRow) focusables(document.querySelector('header')).at(0)?.focus();
  else sendKey(cell, arrows[direction]);
}

function pressFocused(): void {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || focused === document.body) return focusFirst();
  if (focused.getAttribute('role') === 'gridcell' || focused.matches('input')) sendKey(focused, 'Enter');
  else if (focused.closest('[role="menu"], [role="listbox"]') !== null) sendKey(focused, 'Enter');
  else focused.click();
}

/** Of the game in focus, or of the one whose sheet is open. */
function playFocused(app: LiveApp): void {
  const cell = document.activeElement?.closest<HTMLElement>('[data-game-id]');
  const gameId = app.ui.getState().openGame ?? cell?.dataset['gameId'];
  if (gameId === undefined) return;
  const { games, operations, playing, starting } = app.store.getState();
  const isFree = !operations.has(gameId) && !playing.has(gameId) && !starting.has(gameId);
  if (games.get(gameId)?.installed === true && isFree) app.act('play', gameId);
}

/** A dialog keeps the focus; else the whole window has it. */
const scopeOf = (element: Element): Element =>
  element.closest('[role="dialog"], [role="alertdialog"]') ?? document.body;

function focusFirst(): void {
  const dialog = [...document.querySelectorAll('[role="dialog"], [role="alertdialog"]')].at(-1);
  if (dialog === undefined) focusCell();
  else focusables(dialog).at(0)?.focus();
}

function focusCell(): void {
  const cell = document.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]');
  (cell ?? focusables(document.body).at(0))?.focus();
}

function stepFocus(scope: Element, from: Element, step: 1 | -1): void {
  const all = focusables(scope);
  const at = all.indexOf(from as HTMLElement);
  all.at((at + step + all.length) % all.length)?.focus();
}

const focusableSelector = 'button, input, select, a[href], [tabindex="0"]';

function focusables(scope: Element | null): HTMLElement[] {
  const found = [...(scope?.querySelectorAll<HTMLElement>(focusableSelector) ?? [])];
  return found.filter((element) => element.tabIndex >= 0 && !element.matches(':disabled') && element.checkVisibility());
}

function sendKey(target: Element, key: string): void {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  target.dispatchEvent(new KeyboardEvent('keyup', { key, bubbles: true, cancelable: true }));
}
