// Messages of the system; a click leads to the game.
import type { Notification } from 'electron';
import type { ElectronApi } from './electron-api.ts';

export interface Message {
  title: string;
  body: string;
}

/** Answers how to show one. */
export function createNotifier(
  electron: Pick<ElectronApi, 'Notification'>,
): (message: Message, onClick: () => void) => void {
  // One that is forgotten while it stands never hears of its click.
  const standing = new Set<Notification>();
  return ({ title, body }, onClick) => {
    if (!electron.Notification.isSupported()) return;
    const notification = new electron.Notification({ title, body });
    standing.add(notification);
    notification.on('click', () => {
      standing.delete(notification);
      onClick();
    });
    notification.on('close', () => standing.delete(notification));
    notification.show();
  };
}
