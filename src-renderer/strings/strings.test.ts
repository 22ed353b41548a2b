// Both languages say everything, and take the same to say it.
import { expect, it } from 'vitest';
import { en } from './en.ts';
import { de } from './de.ts';

/** `downloads.badge` → how many values it takes; a plain text takes none. */
function shapeOf(texts: object, path = ''): Map<string, string> {
  const shape = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    const at = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'function') shape.set(at, `${value.length} values`);
    else if (typeof value === 'object') for (const [inner, kind] of shapeOf(value, at)) shape.set(inner, kind);
    else shape.set(at, 'text');
  }
  return shape;
}

/** Every text with marks in place of its values. */
function textsOf(texts: object, values: unknown[]): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'object') return textsOf(value, values).map(([at, text]) => [`${key}.${at}`, text]);
    return [[key, typeof value === 'function' ? String(value(...values)) : String(value)]];
  });
}

it('German has each text of the English ones, with as many values', () => {
  expect(Object.fromEntries(shapeOf(de))).toEqual(Object.fromEntries(shapeOf(en)));
});

it('each text names the same values in both languages', () => {
  const marks = ['«a»', '«b»', '«c»'];
  const named = (texts: object) =>
    new Map(textsOf(texts, marks).map(([at, text]) => [at, marks.filter((mark) => text.includes(mark))]));
  expect(named(de)).toEqual(named(en));
});

it('no text is empty, whatever the count', () => {
  for (const count of [0, 1, 2, 21]) {
    for (const [at, text] of [...textsOf(en, [count, count, count]), ...textsOf(de, [count, count, count])]) {
      expect(text.trim(), at).not.toBe('');
    }
  }
});

it('groups large counts as each language does', () => {
  expect([en.announce.results(999), en.announce.results(10_000)]).toEqual(['999 games', '10,000 games']);
  expect(de.announce.results(1_234_567)).toBe('1.234.567 Spiele');
  expect(de.confirm.keepFiles(1200, '3 GB')).toBe('Meine 1.200 Dateien behalten (3 GB)');
});

it('counts in German as Germans do', () => {
  expect([0, 1, 2].map(de.room.count)).toEqual(['0 PCs', '1 PC', '2 PCs']);
  expect([1, 2].map(de.card.peers)).toEqual(['1 PC hat es', '2 PCs haben es']);
  expect([1, 3].map((count) => de.verify.repaired(count, '1 MB'))).toEqual([
    '1 Datei wich ab und stimmt wieder (1 MB geladen).',
    '3 Dateien wichen ab und stimmen wieder (1 MB geladen).',
  ]);
});
