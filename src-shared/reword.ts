// Says a sentence of the peer anew, by the table of what it says: in German, or in English with the game's title. Pure.
import type { Sentences } from './german-sentences.ts';

export interface Rewording {
  to: 'english' | 'german';
  /** In place of whatever stands for `{game}`; null leaves that. */
  title: string | null;
  /** What stands for `{message}`, and for all else. */
  message: (message: string) => string;
  fact: (fact: string) => string;
}

/** After the first English sentence that fits, with its facts; null when none does. */
export function reword(sentences: Sentences, text: string, { to, title, message, fact }: Rewording): string | null {
  for (const [english, german] of sentences) {
    const facts = patternOf(english).exec(text)?.groups;
    if (facts === undefined) continue;
    return (to === 'german' ? german : english).replaceAll(/\{(\w+)\}/gu, (_all, name: string) => {
      const found = facts[name] ?? '';
      if (name === 'game') return title ?? found;
      return name === 'message' ? message(found) : fact(found);
    });
  }
  return null;
}

const patterns = new Map<string, RegExp>();

function patternOf(english: string): RegExp {
  const known = patterns.get(english);
  if (known !== undefined) return known;
  const parts = english.split(/\{(\w+)\}/u);
  const source = parts.map((part, index) => (index % 2 === 0 ? escaped(part) : `(?<${part}>.+?)`)).join('');
  // The empty group makes `groups` an object where there is no fact.
  const pattern = new RegExp(`^${source}(?<_>)$`, 'su');
  patterns.set(english, pattern);
  return pattern;
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
