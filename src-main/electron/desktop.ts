// The desktop program from start to end: one instance, one window, one peer in this process.
import type { BrowserWindow } from 'electron';
import { toErrorData } from '../../src-shared/peer-error.ts';
import type { AppHost } from '../app/app-host.ts';
import { openWindowFiles } from '../app/window-files.ts';
import type { Clock } from '../peer/edge/clock.ts';
import type { Log } from '../peer/edge/log.ts';
import type { Stop } from '../peer/edge/stop.ts';
import type { Sidecar } from '../unrar/live-sidecar.ts';
import { appUrl, isOwnPage, registerAppScheme, serveAppScheme } from './app-scheme.ts';
import { serveWindowPorts } from './bridge.ts';
import type { ElectronApi } from './electron-api.ts';
import { pickFolder } from './folder-picker.ts';
import { guardContents, guardSession } from './guards.ts';
import { stopBeforeQuit } from './quit.ts';
import { forkUtilitySidecar } from './utility-sidecar.ts';
import { focusWindow, openWindow } from './window.ts';

/** What only the desktop has, handed to the part that starts the peer. */
export interface NativePieces {
  chooseFolder: () => Promise<string | null>;
  openFolder: (path: string) => Promise<void>;
  spawnSidecar: () => Sidecar;
}

export interface DesktopOptions {
  startApp: (native: NativePieces) => Promise<{ host: AppHost; stop: Stop }>;
  /** Absolute paths of what was built. */
  built: { rendererDir: string; preload: string; sidecar: string };
  coversDir: string;
  /** Where the page is served during development; null otherwise. */
  devUrl: string | null;
  clock: Clock;
  log: Log;
}

/** Resolves once the window is open, or when another instance already runs. Must be called before Electron is ready. */
export async function startDesktop(electron: ElectronApi, options: DesktopOptions): Promise<void> {
  const { app } = electron;
  if (!app.requestSingleInstanceLock()) return app.quit();
  const isOwn = (url: string) => isOwnPage(url, options.devUrl);
  app.enableSandbox();
  registerAppScheme(electron);
  app.on('web-contents-created', (_event, contents) => guardContents(contents, isOwn));
  app.on('window-all-closed', () => app.quit());
  await app.whenReady();
  electron.Menu.setApplicationMenu(null);
  guardSession(electron.session.defaultSession, isOwn);
  try {
    await open(electron, options, isOwn);
  } catch (error) {
    failToStart(electron, error);
  }
}

async function open(electron: ElectronApi, options: DesktopOptions, isOwn: (url: string) => boolean): Promise<void> {
  const { app } = electron;
  const { built, clock, log } = options;
  let window: BrowserWindow | null = null;
  app.on('second-instance', () => window !== null && focusWindow(window));
  if (options.devUrl === null)
    serveAppScheme(electron, await openWindowFiles({ ...built, coversDir: options.coversDir }));
  const { host, stop } = await options.startApp({
    chooseFolder: async () => pickFolder(electron, window),
    openFolder: async (path) => openFolder(electron, path),
    spawnSidecar: () => forkUtilitySidecar(electron, built.sidecar),
  });
  stopBeforeQuit(app, { stop, clock, log });
  serveWindowPorts(electron, { host, isOwnPage: isOwn, log });
  window = openWindow(electron, { url: options.devUrl ?? appUrl, preload: built.preload, log });
  window.once('closed', () => (window = null));
}

async function openFolder({ shell }: ElectronApi, path: string): Promise<void> {
  const problem = await shell.openPath(path);
  if (problem !== '') throw new Error(`${path} could not be shown: ${problem}`);
}

function failToStart({ app, dialog }: ElectronApi, error: unknown): void {
  const { message, hint } = toErrorData(error);
  dialog.showErrorBox('Lanspread could not start', hint === undefined ? message : `${message}\n\n${hint}`);
  app.exit(1);
}
