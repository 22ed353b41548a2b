// What the peer says in English, in German: failures by their code, a few fixed sentences by their words. Pure.
import type { ErrorCode, ErrorData } from '../../src-shared/peer-error.ts';

interface GermanError {
  /** `game`: its title, or “das Spiel”. */
  message: (game: string) => string;
  hint?: string;
}

const fetchAgain = 'Prüf die Dateien des Spiels oder lade es neu.';
const wait = 'Warte, bis das fertig ist.';

/** Codes whose English sentence says more than the code are left out: there the details matter more. */
const byCode: Partial<Record<ErrorCode, GermanError>> = {
  'unknown-game': { message: (game) => `${game} steht nicht im Katalog.`, hint: 'Wähle ein Spiel aus der Bibliothek.' },
  'operation-in-progress': { message: (game) => `An ${game} wird gerade gearbeitet.`, hint: wait },
  'nothing-to-cancel': { message: () => 'Hier ist nichts mehr abzubrechen.' },
  'already-downloaded': { message: (game) => `${game} ist schon geladen.` },
  'not-downloaded': { message: (game) => `${game} ist nicht auf diesem PC.`, hint: 'Lade es zuerst.' },
  'already-installed': { message: (game) => `${game} ist schon installiert.` },
  'not-installed': { message: (game) => `${game} ist nicht installiert.`, hint: 'Installiere es zuerst.' },
  'no-game-dir': { message: () => 'Es ist kein Spieleordner gesetzt.', hint: 'Wähle einen in den Einstellungen.' },
  'game-dir-busy': { message: () => 'Im Spieleordner wird gerade gearbeitet.', hint: wait },
  'game-running': { message: (game) => `${game} läuft.`, hint: 'Beende zuerst das Spiel und seinen Server.' },
  'self-connect': { message: () => 'Das ist die Adresse dieses PCs.', hint: 'Gib die eines anderen ein.' },
  'connect-failed': {
    message: () => 'Unter dieser Adresse antwortet kein Lanspread.',
    hint: 'Prüf die Adresse, und die Firewall auf beiden PCs.',
  },
  'version-mismatch': {
    message: () => 'Der andere PC hat eine andere Version von Lanspread.',
    hint: 'Bringt beide auf dieselbe Version.',
  },
  'identity-refused': { message: () => 'Der andere PC konnte sich nicht ausweisen.' },
  'request-timeout': {
    message: () => 'Der andere PC hat nicht rechtzeitig geantwortet.',
    hint: 'Versuch es noch einmal.',
  },
  'no-sources': {
    message: (game) => `Niemand im Raum hat ${game} gerade in der richtigen Version.`,
    hint: 'Versuch es wieder, wenn ein anderer PC es hat.',
  },
  'no-majority': {
    message: (game) => `Die PCs im Raum haben verschiedene Dateien von ${game}.`,
    hint: 'Findet heraus, wessen Kopie die richtige ist, und entfernt das Spiel auf den anderen PCs.',
  },
  'source-lost': {
    message: (game) => `Der PC, der ${game} schickte, ist weg.`,
    hint: 'Versuch es noch einmal, wenn er wieder da ist.',
  },
  'bad-data': {
    message: (game) => `Von anderen PCs kamen falsche Daten von ${game}; sie wurden verworfen.`,
    hint: 'Starte den Download noch einmal. Geladen wird nur, was fehlt.',
  },
  'archive-missing': { message: (game) => `Ein Archiv von ${game} fehlt.`, hint: fetchAgain },
  'archive-corrupt': { message: (game) => `Ein Archiv von ${game} ist beschädigt.`, hint: fetchAgain },
  'archive-encrypted': {
    message: (game) => `Ein Archiv von ${game} ist verschlüsselt.`,
    hint: 'Bitte die Person, die es gepackt hat, um eines ohne Passwort.',
  },
  'archive-missing-volume': { message: (game) => `Ein Teil des Archivs von ${game} fehlt.`, hint: fetchAgain },
  'unpacker-crashed': {
    message: (game) => `Der Entpacker ist bei ${game} abgestürzt.`,
    hint: 'Versuch es noch einmal. Passiert es wieder, prüf die Dateien des Spiels.',
  },
  'disk-full': {
    message: () => 'Auf dem Laufwerk ist zu wenig Platz.',
    hint: 'Mach Platz und versuch es noch einmal.',
  },
  'permission-denied': {
    message: () => 'Für diese Dateien fehlt die Berechtigung.',
    hint: 'Prüf die Rechte des Spieleordners.',
  },
  'file-locked': {
    message: (game) => `Eine Datei von ${game} wird gerade von einem anderen Programm benutzt.`,
    hint: 'Schließ das Programm und versuch es noch einmal.',
  },
  'connection-closed': { message: () => 'Die Verbindung ist abgebrochen.', hint: 'Versuch es noch einmal.' },
};

/** `title` of the game that it is about; null when it is about none. */
export function germanError(error: ErrorData, title: string | null): ErrorData {
  if (error.code === 'bad-settings') return germanSetting(error);
  if (error.code === 'game-dir-unusable') return germanFolder(error);
  const known = byCode[error.code];
  if (known === undefined) return error;
  const message =
    (error.code === 'disk-full' ? neededText(error.message) : null) ?? known.message(title ?? 'dem Spiel');
  return { code: error.code, message, ...(known.hint === undefined ? {} : { hint: known.hint }) };
}

/** The two sizes of the peer's sentence about space. */
function neededText(message: string): string | null {
  const [, needed, free] =
    /^(?:Unpacking needs )?([\d.]+ [KMGT]i?B)\b.* ([\d.]+ [KMGT]i?B) are free/u.exec(message) ?? [];
  if (needed === undefined || free === undefined) return null;
  return `Es werden ${comma(needed)} freier Platz gebraucht, frei sind aber nur ${comma(free)}.`;
}

const comma = (size: string) => size.replace('.', ',');

function germanSetting(error: ErrorData): ErrorData {
  if (!/player name/u.test(error.message)) return error;
  return { code: error.code, message: 'Dieser Spielername geht nicht.', hint: 'Wähle 1 bis 32 sichtbare Zeichen.' };
}

function germanFolder({ code, message, hint }: ErrorData): ErrorData {
  const [, gone] = /^The games folder is gone \((.+)\)\.$/u.exec(message) ?? [];
  if (gone !== undefined) {
    const bringBack = 'Hol ihn zurück, oder wähle in den Einstellungen einen anderen.';
    return { code, message: `Der Spieleordner ist weg (${gone}).`, hint: bringBack };
  }
  const at = folderProblems.find(([english]) => message.endsWith(english));
  if (at === undefined) return { code, message, ...(hint === undefined ? {} : { hint }) };
  const where = message.slice(0, -at[0].length);
  return { code, message: where + at[1], hint: 'Wähle einen vorhandenen Ordner, in den du schreiben darfst.' };
}

const folderProblems: readonly (readonly [string, string])[] = [
  ['This folder does not exist.', 'Diesen Ordner gibt es nicht.'],
  ['This is a file, not a folder.', 'Das ist eine Datei, kein Ordner.'],
  ['You have no permission to use this folder.', 'Für diesen Ordner fehlt dir die Berechtigung.'],
  ['This folder can only be read.', 'Dieser Ordner lässt sich nur lesen.'],
  ['The disk is full.', 'Das Laufwerk ist voll.'],
  [' is not a full path.', ' ist kein vollständiger Pfad.'],
];

/** Why a folder cannot be used. */
export function germanFolderProblem(problem: string): string {
  return folderProblems.find(([english]) => english === problem)?.[1] ?? problem;
}

/** Why a PC is banned. */
export function germanBanReason(reason: string): string {
  const [, name, path, piece] = /^(.+) sent wrong bytes of (.+) \(piece (\d+)\)\.$/u.exec(reason) ?? [];
  return name === undefined ? reason : `${name} hat falsche Bytes von ${path} geschickt (Stück ${piece}).`;
}

/** What a download or an install waits for. */
export function germanWait(waitingFor: string): string {
  if (waitingFor.includes('until the game is closed')) return 'Wartet, bis das Spiel beendet ist';
  return waitingFor.startsWith('Nobody')
    ? 'Niemand hier hat gerade den Rest. Es geht von selbst weiter.'
    : 'Wartet auf einen PC, der es hat …';
}
