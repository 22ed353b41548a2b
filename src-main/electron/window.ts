// The launcher's window: a sandboxed page that is shown once it is drawn.
import type { BrowserWindow } from 'electron';
import type { Log } from '../peer/edge/log.ts';
import type { ElectronApi } from './electron-api.ts';
import { minSize, type WindowPlace } from './window-place.ts';

export interface WindowOptions {
  /** The page. */
  url: string;
  /** Absolute path of the built preload script. */
  preload: string;
  place: WindowPlace;
  /** False: it waits in the tray. */
  show: boolean;
  log: Log;
}

/** The interface's darkest tone, so that nothing flashes before the page is drawn. */
const backgroundColor = '#0b0e13';
/** A page that keeps crashing is not loaded again. */
const maxReloads = 3;

export function openWindow(
  { BrowserWindow }: Pick<ElectronApi, 'BrowserWindow'>,
  options: WindowOptions,
): BrowserWindow {
  const { maximized, ...bounds } = options.place;
  const window = new BrowserWindow({
    title: 'Lanspread',
    ...bounds,
    minWidth: minSize.width,
    minHeight: minSize.height,
    show: false,
    backgroundColor,
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  if (maximized) window.once('show', () => window.maximize());
  if (options.show) window.once('ready-to-show', () => window.show());
  reloadAfterCrash(window, options);
  load(window, options);
  return window;
}

function load(window: BrowserWindow, { url, log }: WindowOptions): void {
  window.loadURL(url).catch((error: unknown) => {
    log('error', `The window could not be loaded: ${error instanceof Error ? error.message : String(error)}.`);
    // Without it the window would stay invisible for ever.
    if (!window.isDestroyed()) window.show();
  });
}

function reloadAfterCrash(window: BrowserWindow, options: WindowOptions): void {
  let reloads = 0;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    options.log('error', `The window's page ended: ${reason}.`);
    if (reason === 'clean-exit' || reloads >= maxReloads) return;
    reloads += 1;
    load(window, options);
  });
}

/** Brings the window to the front, wherever it is. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
