// What starts from outside ask for: a second instance, or a link or a click in the dock that macOS hands over.
import type { App } from 'electron';
import { findStartRequest, parseGameLink, type StartRequest } from '../app/start-request.ts';

export interface StartRequests {
  /** From now on each is given to `receive`; null is a start that asks for nothing but the window. */
  connect: (receive: (request: StartRequest | null) => void) => void;
  /** A start since the first one wants to see the window, even if that one is a hidden one. */
  wantWindow: () => boolean;
}

/** To be called before Electron is ready: the link that macOS starts the program with comes before that. The last one waits. */
export function hearStartRequests(app: Pick<App, 'on'>): StartRequests {
  let receive: ((request: StartRequest | null) => void) | null = null;
  let waiting: StartRequest | null = null;
  let wanted = false;
  const hear = (request: StartRequest | null) => {
    if (receive !== null) return receive(request);
    waiting = request ?? waiting;
    wanted ||= request?.kind !== 'play';
  };
  app.on('second-instance', (_event, shuffled, _cwd, told) => {
    const argv = argvOf(told) ?? shuffled;
    const request = findStartRequest(argv);
    if (request !== null || !argv.includes('--hidden')) hear(request);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const gameId = parseGameLink(url);
    if (gameId !== null) hear({ kind: 'show', gameId });
  });
  // Before that it is this very start, which may be a hidden one.
  app.on('activate', () => receive?.(null));
  return {
    connect: (next) => {
      receive = next;
      if (waiting !== null) next(waiting);
      waiting = null;
    },
    wantWindow: () => wanted,
  };
}

/** As the second instance gave it on; Chromium puts the words that it hands over itself into another order. */
function argvOf(told: unknown): string[] | null {
  const { argv } = Object(told) as { argv?: unknown };
  return Array.isArray(argv) && argv.every((word) => typeof word === 'string') ? argv : null;
}
