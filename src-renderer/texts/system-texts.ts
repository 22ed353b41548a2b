// Texts of the settings that only the desktop program has.
import { inLanguage } from '../language.ts';

export const systemTexts = inLanguage({
  en: {
    title: 'This PC',
    closeToTray: 'Keep running when the window is closed',
    closeToTrayHelp: 'Lanspread stays in the tray, and others can still get your games.',
    notifications: 'Tell me about games while I am elsewhere',
    notificationsHelp: 'When a download is done or has failed, a game is installed, or an update is in the room.',
    startHidden: 'Start in the tray',
    startHiddenHelp: 'The window opens from the tray.',
  },
  de: {
    title: 'Dieser PC',
    closeToTray: 'Weiterlaufen, wenn das Fenster geschlossen wird',
    closeToTrayHelp: 'Lanspread bleibt im Infobereich, und andere bekommen weiterhin deine Spiele.',
    notifications: 'Über Spiele benachrichtigen, wenn ich woanders bin',
    notificationsHelp:
      'Wenn ein Download fertig oder gescheitert ist, ein Spiel installiert ist oder es ein Update im Raum gibt.',
    startHidden: 'Im Infobereich starten',
    startHiddenHelp: 'Das Fenster öffnet sich aus dem Infobereich.',
  },
});
