// What a game's files of player name and language should say. Pure: bytes in, bytes out.

export interface LaunchSettings {
  playerName: string;
  /** Two letters. */
  language: string;
}

export type SettingsFile = 'account-name' | 'language' | 'emulator';

const files: ReadonlyMap<string, SettingsFile> = new Map([
  ['account_name.txt', 'account-name'],
  ['language.txt', 'language'],
  ['smartsteamemu.ini', 'emulator'],
]);

/** By the last part of a path, in whatever case; null for every other file. */
export function settingsFileOf(path: string): SettingsFile | null {
  return files.get(path.slice(path.lastIndexOf('/') + 1).toLowerCase()) ?? null;
}

/** Such files have a few lines; what is larger is something else of the same name. Bytes. */
export const largestSettingsFile = 256 * 1024;

/**
 * The file's new bytes in its own encoding, with its byte order mark and line ends; null when nothing is to change, or
 * when the file is not understood: then it stays as it is.
 */
export function stampBytes(file: SettingsFile, bytes: Uint8Array, settings: LaunchSettings): Uint8Array | null {
  const decoded = decodeText(bytes);
  if (decoded === null) return null;
  const text = stampText(file, decoded.text, settings);
  return text === null || text === decoded.text ? null : encodeText(text, decoded);
}

function stampText(file: SettingsFile, text: string, { playerName, language }: LaunchSettings): string | null {
  switch (file) {
    case 'account-name':
      return withFirstLine(text, playerName);
    case 'language': {
      const word = languageWord(firstLineOf(text).trim(), language);
      return word === null ? null : withFirstLine(text, word);
    }
    case 'emulator':
      return text.replaceAll(
        personaName,
        (_line, key: string, quote: string | undefined) => key + (quote ?? '') + playerName + (quote ?? ''),
      );
  }
}

/** A whole line; comments begin otherwise. A value in quotes stays in quotes. */
const personaName = /(?<=^|[\r\n])([ \t]*PersonaName[ \t]*=[ \t]*)(?:(")[^"\r\n]*"[ \t]*(?=[\r\n]|$)|[^\r\n]*)/giu;

const firstLineOf = (text: string) => /^[^\r\n]*/u.exec(text)?.[0] ?? '';

const withFirstLine = (text: string, line: string) => line + text.slice(firstLineOf(text).length);

/** Steam's words, by the two letters of the system. */
const languageWords: Readonly<Record<string, string>> = {
  ar: 'arabic',
  bg: 'bulgarian',
  cs: 'czech',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  hu: 'hungarian',
  id: 'indonesian',
  it: 'italian',
  ja: 'japanese',
  ko: 'koreana',
  nb: 'norwegian',
  nl: 'dutch',
  no: 'norwegian',
  pl: 'polish',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sv: 'swedish',
  th: 'thai',
  tr: 'turkish',
  uk: 'ukrainian',
  vi: 'vietnamese',
  zh: 'schinese',
};

/** All that a file may hold, also what no two letters stand for. */
const knownWords: ReadonlySet<string> = new Set([
  ...Object.values(languageWords),
  '',
  'tchinese',
  'brazilian',
  'latam',
  'korean',
]);

/** In the way of what is there, a word or two letters; null where that, or the language, is not known. */
function languageWord(before: string, language: string): string | null {
  if (!Object.hasOwn(languageWords, language)) return null;
  const word = languageWords[language] ?? null;
  const known = before.toLowerCase();
  if (knownWords.has(known)) return word;
  if (!Object.hasOwn(languageWords, known)) return null;
  return before === known ? language : language.toUpperCase();
}

interface Decoded {
  text: string;
  encoding: 'utf8' | 'utf16le' | 'latin1';
  /** Its byte order mark, or nothing. */
  mark: Uint8Array;
}

function decodeText(bytes: Uint8Array): Decoded | null {
  const buffer = Buffer.from(bytes);
  const decoded = decodeMarked(buffer) ?? decodePlain(buffer);
  // UTF-16 without a mark, or no text at all.
  return decoded.text.includes('\0') || startsWith(buffer, [0xfe, 0xff]) ? null : decoded;
}

function decodeMarked(buffer: Buffer): Decoded | null {
  if (startsWith(buffer, [0xff, 0xfe]) && buffer.length % 2 === 0) {
    return { text: buffer.toString('utf16le', 2), encoding: 'utf16le', mark: buffer.subarray(0, 2) };
  }
  if (!startsWith(buffer, [0xef, 0xbb, 0xbf])) return null;
  return { ...decodePlain(buffer.subarray(3)), mark: buffer.subarray(0, 3) };
}

/** What is no UTF-8 is taken byte by byte, so that the rest of the file is written back as it was. */
function decodePlain(buffer: Buffer): Decoded {
  const mark = new Uint8Array();
  const text = buffer.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(buffer)) return { text, encoding: 'utf8', mark };
  return { text: buffer.toString('latin1'), encoding: 'latin1', mark };
}

const startsWith = (buffer: Buffer, mark: readonly number[]) => mark.every((byte, index) => buffer[index] === byte);

function encodeText(text: string, { encoding, mark }: Decoded): Uint8Array | null {
  const bytes = Buffer.from(text, encoding);
  // A name with characters that the file's old encoding does not have.
  if (bytes.toString(encoding) !== text) return null;
  return Buffer.concat([mark, bytes]);
}
