// Texts about the program itself: logs, licences, diagnostics.
import type { LogLevel } from '../../src-shared/peer-event.ts';
import { inLanguage, language } from '../language.ts';

const number = new Intl.NumberFormat(language);
const plural = (count: number, one: string, many: string) => `${number.format(count)} ${count === 1 ? one : many}`;

const levels = {
  en: { debug: 'Debug', info: 'Info', warn: 'Warning', error: 'Error' } satisfies Record<LogLevel, string>,
  de: { debug: 'Detail', info: 'Info', warn: 'Warnung', error: 'Fehler' } satisfies Record<LogLevel, string>,
};

export const aboutTexts = inLanguage({
  en: {
    logs: 'Logs',
    licences: 'Licences',
    diagnostics: 'Save diagnostics…',
    diagnosticsHelp:
      'One zip file with versions, settings, the room and the logs. Names, addresses and your home folder are taken out.',
    savedTitle: 'Diagnostics saved',
    savedAt: (path: string) => `They are in ${path}.`,
    savedInDownloads: (name: string) => `${name} is in the downloads of your browser.`,
    failedTitle: 'The diagnostics could not be saved',

    applicationLog: 'Application log',
    unpackLog: 'Unpack log',
    whichLog: 'Which log',
    showFrom: 'Show',
    levels: levels.en,
    fromLevel: { debug: 'Everything', info: 'Info and above', warn: 'Warnings and errors', error: 'Errors only' },
    pause: 'Pause',
    resume: 'Follow',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'The browser did not allow it.',
    lines: (count: number) => plural(count, 'line', 'lines'),
    waiting: (count: number) => plural(count, 'new line waits', 'new lines wait'),
    following: 'Live',
    noLines: 'Nothing was logged yet.',
    noLinesOfLevel: 'Nothing of this kind was logged.',

    search: 'Search',
    searchPlaceholder: 'Archive or message',
    errorsOnly: 'Errors only',
    runs: (count: number) => plural(count, 'run', 'runs'),
    noRuns: 'No archive was unpacked yet.',
    noRunMatches: 'No run matches.',
    outcomes: { ok: 'Done', cancelled: 'Stopped', failed: 'Failed' },
    kinds: { unpack: 'Unpacked here', stream: 'Read out for another PC' },
    files: (count: number) => plural(count, 'file', 'files'),
    seconds: (text: string) => `${text} s`,

    licencesTitle: 'Licences',
    licencesLead: 'Lanspread is built on the work of others. Thank you.',
    licencesMissing: 'The licences could not be loaded.',
    noLicenceText: 'The package brings no text; its name stands for it.',
    packages: (count: number) => plural(count, 'package', 'packages'),
  },
  de: {
    logs: 'Protokolle',
    licences: 'Lizenzen',
    diagnostics: 'Diagnose speichern…',
    diagnosticsHelp:
      'Eine Zip-Datei mit Versionen, Einstellungen, dem Raum und den Protokollen. Namen, Adressen und dein Benutzerordner sind herausgenommen.',
    savedTitle: 'Diagnose gespeichert',
    savedAt: (path: string) => `Sie liegt in ${path}.`,
    savedInDownloads: (name: string) => `${name} liegt bei den Downloads deines Browsers.`,
    failedTitle: 'Die Diagnose konnte nicht gespeichert werden',

    applicationLog: 'Programmprotokoll',
    unpackLog: 'Entpackprotokoll',
    whichLog: 'Welches Protokoll',
    showFrom: 'Anzeigen',
    levels: levels.de,
    fromLevel: { debug: 'Alles', info: 'Ab Info', warn: 'Warnungen und Fehler', error: 'Nur Fehler' },
    pause: 'Anhalten',
    resume: 'Folgen',
    copy: 'Kopieren',
    copied: 'Kopiert',
    copyFailed: 'Der Browser hat es nicht erlaubt.',
    lines: (count: number) => plural(count, 'Zeile', 'Zeilen'),
    waiting: (count: number) => plural(count, 'neue Zeile wartet', 'neue Zeilen warten'),
    following: 'Live',
    noLines: 'Noch wurde nichts protokolliert.',
    noLinesOfLevel: 'Davon wurde nichts protokolliert.',

    search: 'Suchen',
    searchPlaceholder: 'Archiv oder Meldung',
    errorsOnly: 'Nur Fehler',
    runs: (count: number) => plural(count, 'Lauf', 'Läufe'),
    noRuns: 'Noch wurde kein Archiv entpackt.',
    noRunMatches: 'Kein Lauf passt dazu.',
    outcomes: { ok: 'Fertig', cancelled: 'Abgebrochen', failed: 'Gescheitert' },
    kinds: { unpack: 'Hier entpackt', stream: 'Für einen anderen PC gelesen' },
    files: (count: number) => plural(count, 'Datei', 'Dateien'),
    seconds: (text: string) => `${text} s`,

    licencesTitle: 'Lizenzen',
    licencesLead: 'Lanspread baut auf der Arbeit anderer auf. Danke.',
    licencesMissing: 'Die Lizenzen konnten nicht geladen werden.',
    noLicenceText: 'Das Paket bringt keinen Text mit; sein Name steht dafür.',
    packages: (count: number) => plural(count, 'Paket', 'Pakete'),
  },
});
