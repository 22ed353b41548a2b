// What the peer says in English, in German: failures by their sentence, else by their code. Pure.
import { hints, messages, phrases, waits, wrappers, type Sentences } from './german-sentences.ts';
import type { ErrorCode, ErrorData } from './peer-error.ts';
import { reword, type Rewording } from './reword.ts';

/** Its title, or “das Spiel” in the case that the sentence needs. */
interface Game {
  it: string;
  dative: string;
}

interface GermanError {
  message: (game: Game) => string;
  hint?: string;
  /** An English sentence that is not known here is put behind it, since it says more. */
  detailed?: true;
}

const fetchAgain = 'Prüf die Dateien des Spiels oder lade es neu.';
const askPacker = 'Bitte die Person, die es gepackt hat, es als gewöhnliches RAR-Archiv neu zu packen.';
const wait = 'Warte, bis das fertig ist.';

const byCode: Record<ErrorCode, GermanError> = {
  'invalid-command': { message: () => 'Das versteht Lanspread nicht.', detailed: true },
  'not-supported-yet': { message: () => 'Das kann diese Version von Lanspread nicht.', detailed: true },
  'unknown-game': {
    message: (game) => `${game.it} steht nicht im Katalog.`,
    hint: 'Wähle ein Spiel aus der Bibliothek.',
  },
  'operation-in-progress': { message: (game) => `An ${game.dative} wird gerade gearbeitet.`, hint: wait },
  'nothing-to-cancel': { message: () => 'Hier ist nichts mehr abzubrechen.' },
  'already-downloaded': { message: (game) => `${game.it} ist schon geladen.` },
  'not-downloaded': { message: (game) => `${game.it} ist nicht auf diesem PC.`, hint: 'Lade es zuerst.' },
  'already-installed': { message: (game) => `${game.it} ist schon installiert.` },
  'not-installed': { message: (game) => `${game.it} ist nicht installiert.`, hint: 'Installiere es zuerst.' },
  'no-game-dir': { message: () => 'Es ist kein Spieleordner gesetzt.', hint: 'Wähle einen in den Einstellungen.' },
  'game-dir-unusable': {
    message: () => 'Der Spieleordner lässt sich nicht benutzen.',
    hint: 'Wähle einen vorhandenen Ordner, in den du schreiben darfst.',
    detailed: true,
  },
  'game-dir-busy': { message: () => 'Im Spieleordner wird gerade gearbeitet.', hint: wait },
  'remove-refused': {
    message: (game) => `Die geladenen Dateien von ${game.dative} werden nicht entfernt.`,
    detailed: true,
  },
  'cannot-play': { message: (game) => `${game.it} ließ sich nicht starten.`, detailed: true },
  'game-running': { message: (game) => `${game.it} läuft.`, hint: 'Beende zuerst das Spiel und seinen Server.' },
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
  'unknown-peer': { message: () => 'Dieser PC ist nicht mehr im Raum.' },
  'request-refused': { message: () => 'Der andere PC hat abgelehnt.', detailed: true },
  'request-timeout': {
    message: () => 'Der andere PC hat nicht rechtzeitig geantwortet.',
    hint: 'Versuch es noch einmal.',
  },
  'protocol-error': {
    message: () => 'Der andere PC hat etwas geschickt, das keinen Sinn ergibt.',
    hint: 'Bringt beide auf dieselbe Version.',
    detailed: true,
  },
  'no-sources': {
    message: (game) => `Niemand im Raum hat ${game.it} gerade in der richtigen Version.`,
    hint: 'Versuch es wieder, wenn ein anderer PC es hat.',
  },
  'no-majority': {
    message: (game) => `Die PCs im Raum haben verschiedene Dateien von ${game.dative}.`,
    hint: 'Findet heraus, wessen Kopie die richtige ist, und entfernt das Spiel auf den anderen PCs.',
  },
  'bad-manifest': {
    message: (game) => `Die Dateiliste von ${game.dative} wird abgelehnt.`,
    hint: 'Bitte den Besitzer jenes PCs, nach dem Spiel zu sehen.',
    detailed: true,
  },
  'source-lost': {
    message: (game) => `Der PC, der ${game.it} schickte, ist weg.`,
    hint: 'Versuch es noch einmal, wenn er wieder da ist.',
  },
  'bad-data': {
    message: (game) => `Von anderen PCs kamen falsche Daten von ${game.dative}; sie wurden verworfen.`,
    hint: 'Starte den Download noch einmal. Geladen wird nur, was fehlt.',
  },
  'archive-missing': { message: (game) => `Ein Archiv von ${game.dative} fehlt.`, hint: fetchAgain },
  'archive-corrupt': {
    message: (game) => `Ein Archiv von ${game.dative} ist beschädigt.`,
    hint: fetchAgain,
    detailed: true,
  },
  'archive-encrypted': {
    message: (game) => `Ein Archiv von ${game.dative} ist verschlüsselt.`,
    hint: 'Bitte die Person, die es gepackt hat, um eines ohne Passwort.',
  },
  'archive-unsupported': {
    message: (game) => `Ein Archiv von ${game.dative} ist von einer Art, die Lanspread nicht lesen kann.`,
    hint: askPacker,
    detailed: true,
  },
  'archive-unsafe-path': {
    message: (game) => `Ein Archiv von ${game.dative} enthält einen Dateinamen, der nicht sicher ist.`,
    hint: askPacker,
    detailed: true,
  },
  'archive-link': {
    message: (game) => `Ein Archiv von ${game.dative} enthält einen Link.`,
    hint: 'Bitte die Person, die es gepackt hat, um eines ohne Links.',
    detailed: true,
  },
  'archive-missing-volume': { message: (game) => `Ein Teil des Archivs von ${game.dative} fehlt.`, hint: fetchAgain },
  'unpacker-crashed': {
    message: (game) => `Der Entpacker ist bei ${game.dative} abgestürzt.`,
    hint: 'Versuch es noch einmal. Passiert es wieder, prüf die Dateien des Spiels.',
    detailed: true,
  },
  paused: { message: () => 'Der Download ist pausiert.' },
  'disk-full': {
    message: () => 'Auf dem Laufwerk ist zu wenig Platz.',
    hint: 'Mach Platz und versuch es noch einmal.',
  },
  'disk-error': {
    message: () => 'Das Laufwerk meldet einen Fehler.',
    hint: 'Prüf das Laufwerk und versuch es noch einmal.',
    detailed: true,
  },
  'permission-denied': {
    message: () => 'Für diese Dateien fehlt die Berechtigung.',
    hint: 'Prüf die Rechte des Spieleordners.',
    detailed: true,
  },
  'file-locked': {
    message: (game) => `Eine Datei von ${game.dative} wird gerade von einem anderen Programm benutzt.`,
    hint: 'Schließ das Programm und versuch es noch einmal.',
  },
  'connection-closed': { message: () => 'Die Verbindung ist abgebrochen.', hint: 'Versuch es noch einmal.' },
  'bad-catalog': {
    message: () => 'Der Katalog der Spiele lässt sich nicht lesen.',
    hint: 'Prüf die Datei, oder nimm die, die mit Lanspread kam.',
    detailed: true,
  },
  'bad-state': { message: () => 'Lanspread kann seinen Zustand nicht lesen oder speichern.', detailed: true },
  'bad-settings': { message: () => 'Diese Einstellung geht nicht.', detailed: true },
  'port-taken': {
    message: () => 'Der Port ist schon belegt.',
    hint: 'Beende das andere Programm, das ihn benutzt, oder wähle einen anderen Port.',
    detailed: true,
  },
  cancelled: { message: () => 'Das wurde abgebrochen.' },
  internal: {
    message: () => 'Das hätte nicht passieren dürfen.',
    hint: 'Versuch es noch einmal. Passiert es wieder, speichere in den Einstellungen eine Diagnose.',
    detailed: true,
  },
};

/** `title` of the game that it is about; null when it is about none. */
export function germanError({ message, hint: english, ...rest }: ErrorData, title: string | null): ErrorData {
  const known = byCode[rest.code];
  const hint = (english === undefined ? null : lookUp(hints, english, title)) ?? known.hint;
  return { ...rest, message: germanMessage(rest.code, message, title), ...(hint === undefined ? {} : { hint }) };
}

/** The sentence alone. */
export function germanMessage(code: ErrorCode, english: string, title: string | null): string {
  const sentence = fromSender(code, english, title) ?? lookUp(messages[code] ?? [], english, title);
  if (sentence !== null) return sentence;
  const { message, detailed } = byCode[code];
  const german = title === null ? capitalised(message(anyGame)) : message({ it: title, dative: title });
  return detailed === true && english !== '' ? `${german} (${english})` : german;
}

/** The German of the first English sentence that fits; null when none does. */
const lookUp = (
  sentences: Sentences,
  text: string,
  title: string | null,
  message: Rewording['message'] = (own) => own,
): string | null => reword(sentences, text, { to: 'german', title, message, fact: (fact) => germanFact(fact, title) });

function fromSender(code: ErrorCode, english: string, title: string | null): string | null {
  return lookUp(wrappers, english, title, (message) => germanMessage(code, message, title));
}

const anyGame: Game = { it: 'das Spiel', dative: 'dem Spiel' };
const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Why a folder cannot be used. */
export const germanFolderProblem = (problem: string): string => lookUp(phrases, problem, null) ?? problem;

/** Why a PC is banned. */
export function germanBanReason(reason: string): string {
  return lookUp(banReasons, reason, null) ?? lookUp(messages['bad-data'] ?? [], reason, null) ?? reason;
}

const banReasons: Sentences = [
  [
    '{name} sent wrong bytes of {path} (piece {piece}).',
    '{name} hat falsche Bytes von {path} geschickt (Stück {piece}).',
  ],
];

/** What a download, a repair or an install waits for. */
export const germanWait = (waitingFor: string, title: string | null): string =>
  lookUp(waits, waitingFor, title) ?? 'Wartet auf einen PC, der es hat …';

const germanFact = (fact: string, title: string | null): string =>
  germanSize(fact) ?? lookUp(phrases, fact, title) ?? fact;

/** `80.5 MB` as `80,5 MB`. */
function germanSize(fact: string): string | null {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ([kKMGTP]i?B|bytes?)$/u.exec(fact) ?? [];
  if (amount === undefined || unit === undefined) return null;
  return `${amount.replace('.', ',')} ${unit.startsWith('byte') ? 'Byte' : unit.replace('k', 'K')}`;
}
