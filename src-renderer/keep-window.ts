// What is open stays open while the page loads anew in another language.
import type { LiveApp } from './store/live-app.ts';
import type { UiState } from './store/ui-state.ts';

const parts = [
  'settingsOpen',
  'downloadsOpen',
  'roomOpen',
  'aboutPage',
  'openGame',
  'question',
  'spaceQuestion',
  'filter',
  'search',
] as const satisfies readonly (keyof UiState)[];

/** To be called right before the page goes. */
export function keepWindow({ ui, drafts }: Pick<LiveApp, 'ui' | 'drafts'>): void {
  const state = ui.getState();
  drafts.keep(Object.fromEntries(parts.map((part) => [part, state[part]])));
}

/** To be called before anything is shown. */
export function restoreWindow({ ui, drafts }: Pick<LiveApp, 'ui' | 'drafts'>): void {
  const kept = Object(drafts.keptWindow) as Partial<UiState>;
  ui.setState(Object.fromEntries(parts.filter((part) => Object.hasOwn(kept, part)).map((part) => [part, kept[part]])));
}
