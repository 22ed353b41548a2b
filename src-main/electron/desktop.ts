// The desktop program from start to end: one instance, one window, one peer in this process.
import type { BrowserWindow } from 'electron';
import { toErrorData } from '../../src-shared/peer-error.ts';
import type { AppSnapshot } from '../../src-shared/app-bridge.ts';
import type { AppHost } from '../app/app-host.ts';
import { findStartRequest, linkScheme } from '../app/start-request.ts';
import { openWindowFiles } from '../app/window-files.ts';
import type { Clock } from '../peer/edge/clock.ts';
import type { Log } from '../peer/edge/log.ts';
import type { Stop } from '../peer/edge/stop.ts';
import type { Sidecar } from '../unrar/live-sidecar.ts';
import { setAppMenu } from './app-menu.ts';
import { appUrl, isOwnPage, registerAppScheme, serveAppScheme } from './app-scheme.ts';
import { serveWindowPorts } from './bridge.ts';
import { openDesktopStore } from './desktop-store.ts';
import type { ElectronApi } from './electron-api.ts';
import { pickFolder } from './folder-picker.ts';
import { saveFile } from './save-file.ts';
import { guardContents, guardSession } from './guards.ts';
import { keepPlace } from './keep-place.ts';
import { stopBeforeQuit } from './quit.ts';
import { startShell, type Shell } from './shell.ts';
import { shellTextsFor } from './shell-texts.ts';
import { hearStartRequests, type StartRequests } from './start-requests.ts';
import { forkUtilitySidecar } from './utility-sidecar.ts';
import { openWindow } from './window.ts';
import { placeWindow } from './window-place.ts';

/** As in electron-builder.yml: Windows shows messages only of programs that it knows. */
const appId = 'io.github.lanspread';

/** What only the desktop has, handed to the part that starts the peer. */
export interface NativePieces {
  chooseFolder: () => Promise<string | null>;
  openFolder: (path: string) => Promise<void>;
  /** Null when cancelled. */
  saveFile: (name: string, bytes: Buffer) => Promise<string | null>;
  spawnSidecar: () => Sidecar;
}

export interface DesktopOptions {
  startApp: (native: NativePieces) => Promise<{ host: AppHost; stop: Stop; isServing: () => boolean }>;
  /** Absolute paths of what was built. */
  built: { rendererDir: string; preload: string; sidecar: string };
  coversDir: string;
  /** Absolute path of the tray's picture, a PNG. */
  iconFile: string;
  /** Whether the tray's icon can be seen now. */
  isTrayShown: () => Promise<boolean>;
  stateDir: string;
  /** Where Chromium keeps its own files; null = where the system wants them. */
  userDataDir: string | null;
  /** The command line of this start. */
  argv: readonly string[];
  /** Whether this start was told not to show the window. */
  hidden: boolean;
  /** Where the page is served during development; null otherwise. */
  devUrl: string | null;
  clock: Clock;
  /** The system; that of this process without it. */
  platform?: NodeJS.Platform | undefined;
  log: Log;
}

/** Resolves once the window is open, or when another instance already runs. Must be called before Electron is ready. */
export async function startDesktop(electron: ElectronApi, options: DesktopOptions): Promise<void> {
  const { app } = electron;
  // One instance for each folder of Chromium's.
  if (options.userDataDir !== null) app.setPath('userData', options.userDataDir);
  if (!app.requestSingleInstanceLock({ argv: options.argv })) return app.quit();
  app.setAppUserModelId(appId);
  // A program that is only tried out or carried along leaves no trace in the system.
  if (app.isPackaged && options.userDataDir === null) app.setAsDefaultProtocolClient(linkScheme);
  const isOwn = (url: string) => isOwnPage(url, options.devUrl);
  const requests = hearStartRequests(app);
  app.enableSandbox();
  registerAppScheme(electron);
  app.on('web-contents-created', (_event, contents) => guardContents(contents, isOwn));
  app.on('window-all-closed', () => app.quit());
  await app.whenReady();
  setAppMenu(electron, options.platform ?? process.platform);
  guardSession(electron.session.defaultSession, isOwn);
  try {
    await open(electron, options, isOwn, requests);
  } catch (error) {
    failToStart(electron, error);
  }
}

async function open(
  electron: ElectronApi,
  options: DesktopOptions,
  isOwn: (url: string) => boolean,
  requests: StartRequests,
): Promise<void> {
  const { app } = electron;
  const { built, clock, log } = options;
  let window: BrowserWindow | null = null;
  const store = await openDesktopStore(options);
  if (options.devUrl === null)
    serveAppScheme(electron, await openWindowFiles({ ...built, coversDir: options.coversDir }));
  const { host, stop, isServing } = await options.startApp({
    chooseFolder: async () => pickFolder(electron, window, shell.texts()),
    openFolder: async (path) => openFolder(electron, path),
    saveFile: async (name, bytes) => saveFile(electron, window, name, bytes),
    spawnSidecar: () => forkUtilitySidecar(electron, built.sidecar),
  });
  const shell = await startShell(electron, { ...options, host, isServing, store, window: () => window });
  stopBeforeQuit(app, { stop: stopAll(shell, store.stop, stop), clock, log });
  serveWindowPorts(electron, { host, isOwnPage: isOwn, log });
  const { settings } = (await host.handleCall('get-snapshot', undefined)) as AppSnapshot;
  const hides = (options.hidden || settings.system.startHidden) && (await shell.hasTray());
  window = openWindow(electron, {
    url: options.devUrl ?? appUrl,
    preload: built.preload,
    place: placeWindow(
      store.get().place,
      electron.screen.getAllDisplays().map(({ workArea }) => workArea),
    ),
    show: requests.wantWindow() || !hides,
    log,
  });
  window.once('closed', () => (window = null));
  keepPlace(window, store, clock);
  shell.guardWindow(window);
  const request = findStartRequest(options.argv);
  if (request !== null) shell.receive(request);
  requests.connect(shell.receive);
}

const stopAll =
  (shell: Shell, ...parts: Stop[]): Stop =>
  async () => {
    shell.stop();
    for (const stop of parts) await stop();
  };

async function openFolder({ shell }: ElectronApi, path: string): Promise<void> {
  const problem = await shell.openPath(path);
  if (problem !== '') throw new Error(`${path} could not be shown: ${problem}`);
}

function failToStart({ app, dialog }: ElectronApi, error: unknown): void {
  // The settings may be what cannot be read, so the system's language has to do.
  const texts = shellTextsFor(app.getLocale());
  const { message, hint } = texts.wordError(toErrorData(error), null);
  dialog.showErrorBox(texts.couldNotStart, hint === undefined ? message : `${message}\n\n${hint}`);
  app.exit(1);
}
