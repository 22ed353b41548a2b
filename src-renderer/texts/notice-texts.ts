// What a browser says of games while nobody looks at the page, and the choice about it.
import { noticeWords } from '../../src-shared/notice-words.ts';
import { inLanguage } from '../language.ts';

const en = {
  title: 'This browser',
  choice: 'Notify me in this browser',
  help: 'When a download is done or has failed, a game is installed, or an update is in the room, while you look elsewhere.',
  refused: 'The browser does not allow it. Allow notifications for this page in the settings of the browser.',
  ...noticeWords.en,
};

const de: typeof en = {
  title: 'Dieser Browser',
  choice: 'In diesem Browser benachrichtigen',
  help: 'Wenn ein Download fertig oder gescheitert ist, ein Spiel installiert ist oder es ein Update im Raum gibt, während du woanders bist.',
  refused:
    'Der Browser lässt es nicht zu. Erlaube Benachrichtigungen für diese Seite in den Einstellungen des Browsers.',
  ...noticeWords.de,
};

export const noticeTexts = inLanguage({ en, de });
