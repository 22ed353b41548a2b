// Closing the window leaves the program in the tray where the player wants that; the first time it says so.
import type { App, BrowserWindow } from 'electron';

export interface CloseToTrayOptions {
  /** Whether there is a tray, and the player wants to stay in it. */
  stays: () => boolean;
  /** Whether its icon can be seen now: a window that is hidden otherwise could not be found again. */
  isTrayShown: () => Promise<boolean>;
  onHidden: () => void;
}

export function closeToTray(
  app: Pick<App, 'on' | 'quit'>,
  window: BrowserWindow,
  { stays, isTrayShown, onHidden }: CloseToTrayOptions,
): void {
  let isQuitting = false;
  const quit = () => void (isQuitting = true);
  const leave = async () => {
    if (!(await isTrayShown())) return app.quit();
    if (isQuitting || window.isDestroyed()) return;
    window.hide();
    onHidden();
  };
  app.on('before-quit', quit);
  // Windows closes the windows of those who log off, and waits for nobody who hides instead.
  window.on('session-end', quit);
  window.on('close', (event) => {
    if (isQuitting || !stays()) return;
    event.preventDefault();
    void leave();
  });
}
