// Remembers where the window is left.
import type { BrowserWindow } from 'electron';
import type { Clock } from '../peer/edge/clock.ts';
import type { DesktopStore } from './desktop-store.ts';

/** Moving a window tells of every step of it. */
const restMs = 500;

export function keepPlace(window: BrowserWindow, store: DesktopStore, clock: Clock): void {
  // Until it is shown, it is not yet as it was left.
  let wasShown = false;
  window.once('show', () => (wasShown = true));
  const note = () => {
    if (!wasShown) return;
    const { x, y, width, height } = window.getNormalBounds();
    store.change({ place: { bounds: { x, y, width, height }, maximized: window.isMaximized() } });
  };
  let callOff = () => {};
  const noteSoon = () => {
    callOff();
    callOff = clock.after(restMs, () => {
      if (!window.isDestroyed()) note();
    });
  };
  window.on('resize', noteSoon);
  window.on('move', noteSoon);
  window.on('maximize', noteSoon);
  window.on('unmaximize', noteSoon);
  window.on('close', note);
  window.once('closed', () => callOff());
}
