// Closing the window leaves the program in the tray where the player wants that; the first time it says so.
import type { App, BrowserWindow } from 'electron';

export interface CloseToTrayOptions {
  /** Whether there is a tray, and the player wants to stay in it. */
  stays: () => boolean;
  onHidden: () => void;
}

export function closeToTray(
  app: Pick<App, 'on'>,
  window: BrowserWindow,
  { stays, onHidden }: CloseToTrayOptions,
): void {
  let isQuitting = false;
  const quit = () => void (isQuitting = true);
  app.on('before-quit', quit);
  // Windows closes the windows of those who log off, and waits for nobody who hides instead.
  window.on('session-end', quit);
  window.on('close', (event) => {
    if (isQuitting || !stays()) return;
    event.preventDefault();
    window.hide();
    onHidden();
  });
}
