import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PeerError } from '../../../src-shared/peer-error.ts';
import { catalogFieldNames, isCatalogId, isVersionDate, loadCatalog, parseCatalog } from './catalog.ts';

const valid = { id: 'openarena', title: 'OpenArena', version: '20260131' };

const asText = (...games: unknown[]): string => JSON.stringify({ games });

function failureOf(content: string): PeerError {
  try {
    parseCatalog(content, 'my.json');
  } catch (error) {
    if (error instanceof PeerError) return error;
    throw error;
  }
  throw new Error('the catalog was accepted');
}

test('reads required and optional fields', () => {
  const full = {
    ...valid,
    size: 12,
    genre: 'Shooter',
    minPlayers: 1,
    maxPlayers: 16,
    year: 2005,
    publisher: 'Team',
    description: 'Fast.',
    canHostServer: true,
    cover: 'openarena.jpg',
    manifestId: 'ab'.repeat(32),
  };
  expect(catalogFieldNames).toEqual(Object.keys(full));
  expect(parseCatalog(asText(full), 'my.json').games.get('openarena')).toEqual(full);
});

test('keeps the order of the file and allows an empty list', () => {
  const { games } = parseCatalog(asText({ ...valid, id: 'b' }, { ...valid, id: 'a' }), 'my.json');
  expect([...games.keys()]).toEqual(['b', 'a']);
  expect(parseCatalog('{"games":[]}', 'my.json').games.size).toBe(0);
});

test('passes over unknown fields and a byte order mark', () => {
  const { games } = parseCatalog(`\uFEFF${asText({ ...valid, mood: 'calm' })}`, 'my.json');
  expect(games.get('openarena')).toEqual(valid);
});

test.each([
  ['a', true],
  ['0ad', true],
  ['two_words-2', true],
  ['x'.repeat(64), true],
  ['x'.repeat(65), false],
  ['', false],
  ['OpenArena', false],
  ['-rf', false],
  ['.hidden', false],
  ['..', false],
  ['a/b', false],
  ['a\\b', false],
  ['a b', false],
  ['a\n', false],
  ['con', false],
  ['lpt9', false],
  ['console', true],
])('id %j is valid: %s', (id, expected) => {
  expect(isCatalogId(id)).toBe(expected);
});

test.each([
  ['20260131', true],
  ['20240229', true],
  ['20230229', false],
  ['20260132', false],
  ['20261301', false],
  ['20260100', false],
  ['00000101', false],
  ['2026-01-31', false],
  ['202601', false],
  [' 20260131', false],
  ['20260131\n', false],
])('version %j is valid: %s', (version, expected) => {
  expect(isVersionDate(version)).toBe(expected);
});

test.each([
  ['no JSON', '{', ['my.json', 'no JSON']],
  ['a list instead of an object', '[]', ['my.json', '{"games": [...]}']],
  ['games is no list', '{"games":{}}', ['my.json', '{"games": [...]}']],
  ['an entry that is no object', asText(valid, 7), ['entry 2', 'id, title and version']],
  ['no id', asText({ ...valid, id: undefined }), ['entry 1 has no "id"']],
  ['a misspelt title', asText({ ...valid, title: undefined, titel: 'x' }), ['entry 1 ("openarena")', 'no "title"']],
  ['an unsafe id', asText({ ...valid, id: '../x' }), ['entry 1 ("../x")', '"id"', 'lower-case']],
  ['a version that is a number', asText({ ...valid, version: 20260131 }), ['"version" is 20260131', 'YYYYMMDD']],
  ['a day that does not exist', asText({ ...valid, version: '20260230' }), ['"version" is "20260230"']],
  ['a blank title', asText({ ...valid, title: '  ' }), ['"title" is "  "', '1 to 200 characters']],
  ['a negative size', asText({ ...valid, size: -1 }), ['"size" is -1', 'bytes']],
  ['a size that is a text', asText({ ...valid, size: '1 GB' }), ['"size" is "1 GB"', 'bytes']],
  ['half a player', asText({ ...valid, maxPlayers: 1.5 }), ['"maxPlayers" is 1.5']],
  ['fewer at most than at least', asText({ ...valid, minPlayers: 4, maxPlayers: 2 }), ['"maxPlayers" is 2', 'minPl']],
  ['a cover outside its folder', asText({ ...valid, cover: '../x.png' }), ['"cover" is "../x.png"', 'covers']],
  ['a short manifest id', asText({ ...valid, manifestId: 'ab' }), ['"manifestId" is "ab"', '64']],
  ['the same id twice', asText(valid, { ...valid, title: 'Again' }), ['entry 2 ("openarena")', 'used before']],
  ['the same id in capitals', asText(valid, { ...valid, id: 'OpenArena' }), ['entry 2 ("OpenArena")', 'lower-case']],
])('refuses %s', (_what, content, parts) => {
  const failure = failureOf(content);
  expect(failure.code).toBe('bad-catalog');
  expect(failure.hint).toContain('npm run catalog');
  for (const part of parts) expect(failure.message).toContain(part);
});

test('loads a file and names it when it is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lanspread-catalog-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'my.json');
  await expect(loadCatalog(file)).rejects.toMatchObject({
    code: 'bad-catalog',
    message: expect.stringContaining('no such file') as string,
  });
  await writeFile(file, asText(valid));
  expect((await loadCatalog(file)).games.size).toBe(1);
});

test('the catalog of the project is valid and sorted by id', async () => {
  const { games } = await loadCatalog(join(import.meta.dirname, '../../../catalog/catalog.json'));
  const ids = [...games.keys()];
  expect(ids.length).toBeGreaterThanOrEqual(40);
  expect(ids).toEqual(ids.toSorted());
});
