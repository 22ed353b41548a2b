// Puts the interface into a page, over whatever bridge it is given.
import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { AppBridge } from '../src-shared/app-bridge.ts';
import type { GameId } from '../src-shared/game.ts';
import { followGamepad } from './gamepad/follow-gamepad.ts';
import { browserPage, followNotices } from './follow-notices.ts';
import { followSettings } from './follow-settings.ts';
import { restoreWindow } from './keep-window.ts';
import { language } from './language.ts';
import { createDrafts } from './store/drafts.ts';
import { startLiveApp, type LiveApp } from './store/live-app.ts';
import { AppContext } from './store/use-app.ts';
import { takeLinkedGame } from './linked-game.ts';
import { restWhileHidden } from './rest-while-hidden.ts';
import { strings } from './strings.ts';
import { App } from './views/App.tsx';
import { StartPage } from './views/Feedback.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/top-bar.css';
import './styles/card.css';
import './styles/list.css';
import './styles/sheet.css';
import './styles/downloads.css';
import './styles/dialog.css';
import './styles/pages.css';
import './styles/about.css';
import './styles/room.css';

function rootElement(): HTMLElement {
  const element = document.querySelector<HTMLElement>('#root');
  if (element === null) throw new Error('the page has no #root');
  return element;
}

/** `page`: what is shown of it; the gallery has pages of its own. */
export function showApp(bridge: AppBridge, page: ReactNode = <App />): LiveApp {
  const seen = restWhileHidden(bridge, document);
  const noticed = { state: () => app.store.getState(), showGame: (id: GameId) => app.ui.getState().showGame(id) };
  followNotices(seen, noticed, browserPage);
  const app: LiveApp = startLiveApp(seen, undefined, createDrafts(sessionStorageOf(window)));
  restoreWindow(app);
  followSettings(app);
  followGamepad(app);
  const linked = takeLinkedGame(window);
  if (linked !== null) app.ui.getState().showGame(linked);
  createRoot(rootElement()).render(
    <StrictMode>
      <AppContext value={app}>{page}</AppContext>
    </StrictMode>,
  );
  return app;
}

function sessionStorageOf(page: Window): Storage | null {
  try {
    return page.sessionStorage;
  } catch {
    // A browser that keeps nothing for this page.
    return null;
  }
}

/** The page cannot reach a peer: it was opened without its key. */
export function showNoToken(): void {
  document.documentElement.lang = language;
  const { noToken, noTokenHint } = strings.errors;
  createRoot(rootElement()).render(<StartPage problem={{ message: noToken, hint: noTokenHint }} />);
}
