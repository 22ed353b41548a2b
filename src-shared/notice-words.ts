// What messages say of games to somebody who looks elsewhere, in the languages of the interface.

const en = {
  downloaded: 'The download is done.',
  downloadFailed: (message: string) => `The download failed: ${message}`,
  installed: 'Installed and ready to play.',
  updated: 'Updated and ready to play.',
  installFailed: (message: string) => `The installation failed: ${message}`,
  updateAvailable: 'An update is in the room.',
  updatesAvailable: (count: number) => `${count} of your games have an update in the room.`,
};

export type NoticeWords = typeof en;

const de: NoticeWords = {
  downloaded: 'Der Download ist fertig.',
  downloadFailed: (message) => `Der Download ist gescheitert: ${message}`,
  installed: 'Installiert und bereit zum Spielen.',
  updated: 'Aktualisiert und bereit zum Spielen.',
  installFailed: (message) => `Die Installation ist gescheitert: ${message}`,
  updateAvailable: 'Im Raum gibt es ein Update.',
  updatesAvailable: (count) => `Für ${count} deiner Spiele gibt es ein Update im Raum.`,
};

export const noticeWords = { en, de };
