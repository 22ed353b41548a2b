// How the desktop program behaves around its window. A browser's tab has nothing of it.

export interface SystemSettings {
  /** Closing the window leaves the program running in the tray, so that others can still get games from here. */
  closeToTray: boolean;
  /** Messages of the system about games, while the window is not looked at. */
  notifications: boolean;
  /** Starts without showing the window. */
  startHidden: boolean;
}

export const defaultSystemSettings: SystemSettings = { closeToTray: true, notifications: true, startHidden: false };
