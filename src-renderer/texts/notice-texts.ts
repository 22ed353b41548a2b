// What a browser says of games while nobody looks at the page, and the choice about it.
import { inLanguage } from '../language.ts';

const en = {
  title: 'This browser',
  choice: 'Notify me in this browser',
  help: 'When a download is done or has failed, a game is installed, or an update is in the room, while you look elsewhere.',
  refused: 'The browser does not allow it. Allow notifications for this page in the settings of the browser.',
  downloaded: 'The download is done.',
  downloadFailed: (message: string) => `The download failed: ${message}`,
  installed: 'Installed and ready to play.',
  updated: 'Updated and ready to play.',
  installFailed: (message: string) => `The installation failed: ${message}`,
  updateAvailable: 'An update is in the room.',
  updatesAvailable: (count: number) => `${count} of your games have an update in the room.`,
};

const de: typeof en = {
  title: 'Dieser Browser',
  choice: 'In diesem Browser benachrichtigen',
  help: 'Wenn ein Download fertig oder gescheitert ist, ein Spiel installiert ist oder es ein Update im Raum gibt, während du woanders bist.',
  refused:
    'Der Browser lässt es nicht zu. Erlaube Benachrichtigungen für diese Seite in den Einstellungen des Browsers.',
  downloaded: 'Der Download ist fertig.',
  downloadFailed: (message) => `Der Download ist gescheitert: ${message}`,
  installed: 'Installiert und bereit zum Spielen.',
  updated: 'Aktualisiert und bereit zum Spielen.',
  installFailed: (message) => `Die Installation ist gescheitert: ${message}`,
  updateAvailable: 'Im Raum gibt es ein Update.',
  updatesAvailable: (count) => `Für ${count} deiner Spiele gibt es ein Update im Raum.`,
};

export const noticeTexts = inLanguage({ en, de });
