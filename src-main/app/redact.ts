// Takes out of texts what tells who and where somebody is. The same thing gets the same placeholder everywhere. Pure.
import { isIPv4, isIPv6 } from 'node:net';

export interface Person {
  peerId: string;
  name: string;
  address: string | null;
  /** Of the PC that this is; null and missing = not told. */
  hostName?: string | null;
}

export interface RedactOptions {
  /** Absolute path of the player's home folder. */
  home: string;
  /** Of this PC: its name and the name of its user. */
  hostName: string;
  userName: string;
  /** Everybody who is known, oneself first. */
  people: readonly Person[];
}

const own: ReadonlySet<string> = new Set(['127.0.0.1', '0.0.0.0', '::1', '::']);

/** Answers how to redact one text; never JSON, whose escapes would hide what is looked for. */
export function createRedactor({ home, hostName, userName, people }: RedactOptions): (text: string) => string {
  const places = createPlaceholders('address');
  const names = new Map<string, string>();
  const ids = new Map<string, string>();
  const hosts = new Set<string>();
  for (const { peerId, name, address, hostName: theirs } of people) {
    if (name !== '' && !names.has(name)) names.set(name, `player-${names.size + 1}`);
    if (!ids.has(peerId)) ids.set(peerId, `peer-${ids.size + 1}`);
    if (address !== null) places(hostOf(address));
    if (typeof theirs === 'string' && theirs !== '') hosts.add(theirs);
  }
  if (userName !== '' && !names.has(userName)) names.set(userName, '<user>');
  if (hostName !== '' && !names.has(hostName)) names.set(hostName, '<this-pc>');
  for (const [at, theirs] of [...hosts].entries()) if (!names.has(theirs)) names.set(theirs, `pc-${at + 1}`);
  const replaceNames = replaceWords(names);
  const replaceIds = replaceWords(withPrefixes(ids));
  return (text) => {
    const withoutSecrets = text
      .replaceAll(/-----BEGIN [^-]*-----[\s\S]*?(?:-----END [^-]*-----|$)/g, '<key>')
      .replaceAll(/\b(token|secret|password|key)=[^\s&"']+/gi, '$1=<secret>');
    return replaceNames(replaceIds(replaceAddresses(replaceHome(withoutSecrets, home), places)));
  };
}

/** The same for all texts within data; the names of its fields stay. */
export function redactDeep(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactDeep(item, redact)]));
}

function createPlaceholders(kind: string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text) ?? `${kind}-${known.size + 1}`;
    known.set(text, found);
    return found;
  };
}

/** On Windows in any case, and with either separator. */
function replaceHome(text: string, home: string): string {
  if (home.length < 2) return text;
  const pattern = home
    .split(/[/\\]+/)
    .map(escapePattern)
    .join('[/\\\\]+');
  return text.replaceAll(new RegExp(`${pattern}(?![\\p{L}\\p{N}])`, 'giu'), '~');
}

function replaceAddresses(text: string, places: (text: string) => string): string {
  const put = (found: string) => {
    const bare = found.replace(/%\w+$/, '');
    return own.has(bare) || !(isIPv4(bare) || isIPv6(bare)) ? found : places(bare);
  };
  return text
    .replaceAll(/(?<![\w:.])[0-9a-f]*:[0-9a-f:]*:[0-9a-f:.]*(?:%\w+)?/gi, put)
    .replaceAll(/(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)/g, put);
}

/** Ids are often cut short for reading. */
function withPrefixes(ids: ReadonlyMap<string, string>): Map<string, string> {
  const short = 8;
  return new Map([...ids].flatMap(([id, put]) => [[id, put] as const, [id.slice(0, short), put] as const]));
}

/** In one pass, the longest first, so that no placeholder is looked at again. */
function replaceWords(words: ReadonlyMap<string, string>): (text: string) => string {
  if (words.size === 0) return (text) => text;
  const sorted = [...words.keys()].toSorted((a, b) => b.length - a.length).map(escapePattern);
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${sorted.join('|')})(?![\\p{L}\\p{N}])`, 'gu');
  return (text) => text.replaceAll(pattern, (found) => words.get(found) ?? found);
}

const escapePattern = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');

const hostOf = (address: string) => address.replace(/:\d+$/, '').replaceAll(/[[\]]/g, '');
