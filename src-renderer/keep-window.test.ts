// Another language loads the page anew: what was open and typed is there again.
import { expect, it, onTestFinished } from 'vitest';
import { keepWindow, restoreWindow } from './keep-window.ts';
import { createDrafts, type DraftStorage } from './store/drafts.ts';
import { startLiveApp } from './store/live-app.ts';
import { createStandIn } from './testing/stand-in-bridge.ts';

const kept = new Map<string, string>();
const storage: DraftStorage = {
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => void kept.set(key, value),
  removeItem: (key) => void kept.delete(key),
};

function page() {
  const app = startLiveApp(createStandIn(), undefined, createDrafts(storage));
  onTestFinished(app.stop);
  restoreWindow(app);
  return app;
}

it('opens what was open, and nothing at an ordinary start', () => {
  const first = page();
  expect(first.ui.getState().settingsOpen).toBe(false);
  first.ui.getState().showSettings(true);
  first.ui.getState().setSearch('open');
  first.ui.getState().ask({ kind: 'uninstall', gameId: 'openra', keepPlayerFiles: false });
  first.drafts.hold('player-name', 'rob');
  keepWindow(first);
  const next = page();
  expect(next.ui.getState()).toMatchObject({
    settingsOpen: true,
    search: 'open',
    openGame: null,
    question: { kind: 'uninstall', gameId: 'openra', keepPlayerFiles: false },
  });
  expect(next.drafts.take('player-name', 'robin')).toBe('rob');
  expect(page().ui.getState()).toMatchObject({ settingsOpen: false, search: '', question: null });
});
