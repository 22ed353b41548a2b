// What is decided from a listing alone.
import { describe, expect, test } from 'vitest';
import { planEntries, toListing, type EngineEntry } from './plan-entries.ts';
import type { ScannedEntry } from './volume-scan.ts';

const scanned = (changes: Partial<ScannedEntry> = {}): ScannedEntry => ({
  name: 'a.txt',
  directory: false,
  size: 5,
  crc32: 7,
  encrypted: false,
  link: null,
  dictionaryBytes: 131_072,
  tooNew: false,
  splitBefore: false,
  splitAfter: false,
  ...changes,
});
const listed = (changes: Partial<EngineEntry> = {}): EngineEntry => ({
  name: 'a.txt',
  size: 5,
  directory: false,
  encrypted: false,
  ...changes,
});
const plan = (entries: ScannedEntry[], engine: EngineEntry[]) =>
  planEntries('game.eti', { solid: false, entries }, engine);

test('an accepted listing keeps order, sizes and checksums', () => {
  const entries = [scanned({ name: 'd', directory: true, size: 0, crc32: null }), scanned(), scanned({ name: 'd/b' })];
  const engine = [listed({ name: 'd', directory: true, size: 0 }), listed(), listed({ name: 'd/b' })];
  expect(toListing(plan(entries, engine))).toEqual({
    entries: [
      { path: 'd', size: 0, directory: true, crc32: null },
      { path: 'a.txt', size: 5, directory: false, crc32: 7 },
      { path: 'd/b', size: 5, directory: false, crc32: 7 },
    ],
    solid: false,
    unpackedBytes: 10,
  });
});

describe('names that only the engine can decode', () => {
  test.each([
    ['dir\\file', 'dir/file'],
    ['dir/file', 'dir/file'],
    ['Folder 中文/2中文.txt', 'Folder 中文/2中文.txt'],
  ])('%j becomes %j', (name, path) => {
    expect(plan([scanned({ name: null })], [listed({ name })]).entries).toMatchObject([{ path, engineName: name }]);
  });

  test('a folder may end in a separator, a file may not', () => {
    const folder = { directory: true, size: 0, crc32: null };
    const engine = [listed({ name: 'dir\\', directory: true, size: 0 })];
    expect(plan([scanned({ name: null, ...folder })], engine).entries).toMatchObject([{ path: 'dir' }]);
    expect(() => plan([scanned({ name: null })], [listed({ name: 'dir\\' })])).toThrow(/empty part/);
  });
});

describe('refusals', () => {
  test.each<[string, ScannedEntry[], EngineEntry[], string]>([
    ['encryption in the headers', [scanned({ encrypted: true })], [listed()], 'archive-encrypted'],
    ['encryption by the account of the engine', [scanned()], [listed({ encrypted: true })], 'archive-encrypted'],
    ['a link', [scanned({ link: 'a symbolic link' })], [listed()], 'archive-link'],
    ['a dictionary over 1 GiB', [scanned({ dictionaryBytes: 2 ** 30 + 1 })], [listed()], 'archive-unsupported'],
    ['a newer method', [scanned({ tooNew: true })], [listed()], 'archive-unsupported'],
    ['an unknown size', [scanned({ size: null })], [listed()], 'archive-unsupported'],
    ['an entry that the engine does not see', [scanned(), scanned()], [listed()], 'archive-corrupt'],
    ['an entry that only the engine sees', [scanned()], [listed(), listed()], 'archive-corrupt'],
    ['another size', [scanned()], [listed({ size: 6 })], 'archive-corrupt'],
    ['another kind', [scanned()], [listed({ directory: true })], 'archive-corrupt'],
    ['another name', [scanned()], [listed({ name: 'b.txt' })], 'archive-unsafe-path'],
    ['a rewritten backslash', [scanned({ name: 'a\\b' })], [listed({ name: 'a_b' })], 'archive-unsafe-path'],
    ['a kept backslash', [scanned({ name: 'a\\b' })], [listed({ name: 'a\\b' })], 'archive-unsafe-path'],
    ['a way out', [scanned({ name: null })], [listed({ name: '..\\..\\x' })], 'archive-unsafe-path'],
  ])('%s', (_what, entries, engine, code) => {
    expect(() => plan(entries, engine)).toThrow(expect.objectContaining({ code }));
  });

  test('a dictionary of 1 GiB is accepted', () => {
    expect(plan([scanned({ dictionaryBytes: 2 ** 30 })], [listed()]).entries).toHaveLength(1);
  });
});
