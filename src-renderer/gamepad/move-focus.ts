// Carries a gamepad's directions, A and B to where the focus is: the same keys and clicks that a keyboard and a mouse make.

const arrows = { up: 'ArrowUp', down: 'ArrowDown', left: 'ArrowLeft', right: 'ArrowRight' } as const;
type Direction = keyof typeof arrows;

const dialogSelector = '[role="dialog"], [role="alertdialog"]';
const listSelector = '[role="menu"], [role="listbox"]';

export function moveFocus(direction: Direction): void {
  const focused = focusedElement();
  if (focused === null) return focusFirst();
  if (focused.closest(listSelector) !== null) return sendKey(focused, arrows[direction]);
  if (focused.getAttribute('role') === 'gridcell') return moveInGrid(focused, direction);
  const isAlong = direction === 'left' || direction === 'right';
  if (focused.getAttribute('role') === 'tab' && isAlong) return sendKey(focused, arrows[direction]);
  const scope = focused.closest(dialogSelector) ?? document.body;
  if (direction === 'down' && scope === document.body && focused.closest('header') !== null) return focusCell();
  stepFocus(scope, focused, direction === 'left' || direction === 'up' ? -1 : 1);
}

/** From the first row, up leads out of the grid into the bar. */
function moveInGrid(cell: Element, direction: Direction): void {
  const isFirstRow = cell.closest('[role="row"]')?.getAttribute('aria-rowindex') === '1';
  if (direction === 'up' && isFirstRow) focusables(document.querySelector('header')).at(0)?.focus();
  else sendKey(cell, arrows[direction]);
}

export function pressFocused(): void {
  const focused = focusedElement();
  if (focused === null) return focusFirst();
  const hearsEnter = focused.getAttribute('role') === 'gridcell' || focused.closest(listSelector) !== null;
  if (hearsEnter || isTyped(focused)) sendKey(focused, 'Enter');
  else focused.click();
}

/** A checkbox is an input too, but knows only clicks. */
const isTyped = (element: HTMLElement) => element.matches('input:not([type="checkbox"], [type="radio"])');

/** Where nothing has the focus, the dialog on top is meant. */
export function goBack(): void {
  sendKey(focusedElement() ?? topDialog() ?? document.body, 'Escape');
}

/** The neighbour of the chosen tab in the dialog on top; false where nothing is open that could have tabs. */
export function stepTab(step: 1 | -1): boolean {
  const dialog = topDialog();
  if (dialog === null) return false;
  const tabs = [...dialog.querySelectorAll<HTMLElement>('[role="tab"]')];
  const at = tabs.findIndex((tab) => tab.getAttribute('aria-selected') === 'true');
  const next = tabs[at + step];
  next?.click();
  next?.focus();
  return true;
}

/** What has the focus; null when nothing has it. */
export function focusedElement(): HTMLElement | null {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && focused !== document.body ? focused : null;
}

const topDialog = () => [...document.querySelectorAll<HTMLElement>(dialogSelector)].at(-1) ?? null;

function focusFirst(): void {
  const dialog = topDialog();
  if (dialog === null) focusCell();
  else focusables(dialog).at(0)?.focus();
}

function focusCell(): void {
  const cell = document.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]');
  (cell ?? focusables(document.body).at(0))?.focus();
}

function stepFocus(scope: Element, from: HTMLElement, step: 1 | -1): void {
  const all = focusables(scope);
  const at = all.indexOf(from);
  all.at((at + step + all.length) % all.length)?.focus();
}

const focusableSelector = 'button, input, select, summary, a[href], [tabindex="0"]';

function focusables(scope: Element | null): HTMLElement[] {
  const found = [...(scope?.querySelectorAll<HTMLElement>(focusableSelector) ?? [])];
  return found.filter((element) => element.tabIndex >= 0 && !element.matches(':disabled') && element.checkVisibility());
}

function sendKey(target: Element, key: string): void {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  target.dispatchEvent(new KeyboardEvent('keyup', { key, bubbles: true, cancelable: true }));
}
