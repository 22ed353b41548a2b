// What the desktop program says outside its window, in the languages of the interface.
import { germanError } from '../../src-shared/german-errors.ts';
import { noticeWords } from '../../src-shared/notice-words.ts';
import type { ErrorData } from '../../src-shared/peer-error.ts';

const english = {
  name: 'Lanspread',
  open: 'Open Lanspread',
  pauseAll: 'Pause all downloads',
  resumeAll: 'Resume all downloads',
  quit: 'Quit',
  downloads: (count: number) => `${count} ${count === 1 ? 'download' : 'downloads'}`,
  percent: (share: number) => `${Math.round(share * 100)} %`,
  ...noticeWords.en,
  pauseFailed: (message: string) => `Not everything could be paused: ${message}`,
  resumeFailed: (message: string) => `Not everything could be resumed: ${message}`,
  stillRuns: 'Lanspread keeps running',
  stillRunsBody: 'It stays in the tray, so that others can still get your games. Quit it there.',
  chooseFolder: 'Choose the games folder',
  useFolder: 'Use this folder',
  couldNotStart: 'Lanspread could not start',
  /** `title` of the game that it is about. */
  wordError: (error: ErrorData, _title: string | null): ErrorData => error,
};

export type ShellTexts = typeof english;

const german: ShellTexts = {
  name: 'Lanspread',
  open: 'Lanspread öffnen',
  pauseAll: 'Alle Downloads anhalten',
  resumeAll: 'Alle Downloads fortsetzen',
  quit: 'Beenden',
  downloads: (count) => `${count} ${count === 1 ? 'Download' : 'Downloads'}`,
  percent: (share) => `${Math.round(share * 100)} %`,
  ...noticeWords.de,
  pauseFailed: (message) => `Nicht alles ließ sich anhalten: ${message}`,
  resumeFailed: (message) => `Nicht alles ließ sich fortsetzen: ${message}`,
  stillRuns: 'Lanspread läuft weiter',
  stillRunsBody: 'Es bleibt im Infobereich, damit andere weiterhin deine Spiele bekommen. Dort lässt es sich beenden.',
  chooseFolder: 'Spieleordner auswählen',
  useFolder: 'Diesen Ordner nehmen',
  couldNotStart: 'Lanspread konnte nicht starten',
  wordError: germanError,
};

/** `locale`: a language tag, for example `de-AT`. */
export const shellTextsFor = (locale: string): ShellTexts => (/^de\b/i.test(locale) ? german : english);
