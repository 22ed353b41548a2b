// What surrounds the window: tray, taskbar, notifications, sleep, and starts that ask for a game.
import type { BrowserWindow } from 'electron';
import type { GameId } from '../../src-shared/game.ts';
import { toErrorData } from '../../src-shared/peer-error.ts';
import type { AppHost } from '../app/app-host.ts';
import type { StartRequest } from '../app/start-request.ts';
import type { Clock } from '../peer/edge/clock.ts';
import type { Log } from '../peer/edge/log.ts';
import { closeToTray } from './close-to-tray.ts';
import type { DesktopStore } from './desktop-store.ts';
import type { ElectronApi } from './electron-api.ts';
import { followHost, type FollowedHost } from './follow-host.ts';
import { createNotifier } from './notify.ts';
import type { ProgressBar } from './progress-bar.ts';
import type { ShellState } from './shell-state.ts';
import { shellTextsFor, type ShellTexts } from './shell-texts.ts';
import { createSleepGuard } from './stay-awake.ts';
import { showTray } from './tray.ts';
import { pauseCommands, resumeCommands, type QueueCommand, type TrayAction } from './tray-menu.ts';
import { focusWindow } from './window.ts';

export interface ShellOptions {
  host: AppHost;
  window: () => BrowserWindow | null;
  isServing: () => boolean;
  store: DesktopStore;
  /** Absolute path of a PNG. */
  iconFile: string;
  /** Whether the tray's icon can be seen now. */
  isTrayShown: () => Promise<boolean>;
  clock: Clock;
  log: Log;
}

export interface Shell {
  /** False: a window that is hidden could not be found again. */
  hasTray: () => Promise<boolean>;
  /** What it says now, in the language that is chosen. */
  texts: () => ShellTexts;
  /** To be called once for the window. */
  guardWindow: (window: BrowserWindow) => void;
  /** Brings the window to the front and does what the start asked for. */
  receive: (request: StartRequest | null) => void;
  stop: () => void;
}

export async function startShell(electron: ElectronApi, options: ShellOptions): Promise<Shell> {
  const { app } = electron;
  const { host, store, log } = options;
  const textsOf = ({ language }: Pick<ShellState, 'language'>) =>
    shellTextsFor(language === 'system' ? app.getLocale() : language);
  const notify = createNotifier(electron);
  let followed: FollowedHost | null = null;

  const front = () => {
    const window = options.window();
    if (window !== null) focusWindow(window);
  };
  const showGame = (gameId: GameId) => {
    front();
    host.openGame(gameId, null);
  };
  /** Whoever pressed it may see no window, so the first failure is told as a message. */
  const sendAll = async (
    commands: readonly QueueCommand[],
    sayFailed: (texts: ShellTexts) => ShellTexts['pauseFailed'],
  ) => {
    let isTold = false;
    const send = async (command: QueueCommand) => {
      try {
        await host.handleCall('send-command', command);
      } catch (error) {
        const data = toErrorData(error);
        log('warn', data.message);
        if (isTold || followed === null) return;
        isTold = true;
        const { gameId } = command;
        const title = followed.state().titles.get(gameId) ?? gameId;
        const texts = textsOf(followed.state());
        notify({ title, body: sayFailed(texts)(texts.wordError(data, title).message) }, () => showGame(gameId));
      }
    };
    await Promise.all(commands.map(send));
  };
  const act = (action: TrayAction) => {
    const queue = followed?.state().queue ?? [];
    if (action === 'open') front();
    if (action === 'pause-all') void sendAll(pauseCommands(queue), ({ pauseFailed }) => pauseFailed);
    if (action === 'resume-all') void sendAll(resumeCommands(queue), ({ resumeFailed }) => resumeFailed);
    if (action === 'quit') app.quit();
  };
  const tray = showTray(electron, options.iconFile, act);
  followed = await followHost({
    ...options,
    textsOf,
    outlets: {
      setTray: (items, tip) => tray?.update(items, tip),
      setProgress: (bar) => setProgressBar(options.window(), bar),
      setAwake: createSleepGuard(electron),
      notify: (notice) => {
        // Whoever looks at the window sees it there.
        if (options.window()?.isFocused() !== true) notify(notice, () => showGame(notice.gameId));
      },
    },
  });
  const state = followed.state;
  return {
    hasTray: async () => tray !== null && options.isTrayShown(),
    texts: () => textsOf(state()),
    guardWindow: (window) =>
      closeToTray(app, window, {
        stays: () => tray !== null && state().system.closeToTray,
        isTrayShown: options.isTrayShown,
        onHidden: () => {
          if (store.get().trayExplained) return;
          store.change({ trayExplained: true });
          const texts = textsOf(state());
          notify({ title: texts.stillRuns, body: texts.stillRunsBody }, front);
        },
      }),
    receive: (request) => {
      if (request?.kind === 'play') return void play(options, request.gameId, showGame);
      if (request === null) front();
      else showGame(request.gameId);
    },
    stop: () => {
      followed?.stop();
      tray?.stop();
    },
  };
}

/** The game itself comes to the front; the window only where it could not be started. */
async function play({ host, log }: ShellOptions, gameId: GameId, showGame: (gameId: GameId) => void): Promise<void> {
  try {
    await host.handleCall('play-game', { gameId });
  } catch (error) {
    const data = toErrorData(error);
    log('warn', `${gameId} was not started: ${data.message}`);
    showGame(gameId);
    host.openGame(gameId, data);
  }
}

function setProgressBar(window: BrowserWindow | null, { mode, share }: ProgressBar): void {
  if (window === null || window.isDestroyed()) return;
  if (mode === 'none') window.setProgressBar(-1);
  else if (mode === 'indeterminate') window.setProgressBar(2, { mode });
  else window.setProgressBar(share, { mode });
}
