import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { putGame, runCatalog } from './catalog.ts';

const other = { id: 'zebra', title: 'Zebra', version: '20200101', mood: 'calm' };

/** A game folder `alpha` of 17 served bytes, and a catalog that holds only another game. */
async function makeFolders(): Promise<{ root: string; catalog: string; games: () => Promise<unknown> }> {
  const folder = await mkdtemp(join(tmpdir(), 'lanspread-catalog-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const root = join(folder, 'games', 'alpha');
  await mkdir(join(root, 'local'), { recursive: true });
  await mkdir(join(root, 'data'));
  await writeFile(join(root, 'version.ini'), '20260131\r\n');
  await writeFile(join(root, 'data', 'alpha.eti'), '1234567');
  await writeFile(join(root, 'local', 'save.dat'), 'never counted');
  const catalog = join(folder, 'catalog.json');
  await writeFile(catalog, JSON.stringify({ note: 'kept', games: [other] }));
  const games = async () => (JSON.parse(await readFile(catalog, 'utf8')) as { games: unknown }).games;
  return { root, catalog, games };
}

test('adds a game in its place, with what the folder says', async () => {
  const { root, catalog, games } = await makeFolders();
  const said = await runCatalog(['add', root, '--catalog', catalog, '--max-players', '8', '--can-host-server']);
  expect(said).toContain('Added alpha: version 20260131, 17 bytes');
  expect(await games()).toEqual([
    { id: 'alpha', title: 'alpha', version: '20260131', size: 17, maxPlayers: 8, canHostServer: true },
    other,
  ]);
  expect(await readFile(catalog, 'utf8')).toMatch(/^\{\n {2}"note": "kept",\n {2}"games": \[\n/);
});

test('updates a game and keeps all other fields', async () => {
  const { root, catalog, games } = await makeFolders();
  const before = { mood: 'wild', id: 'alpha', title: 'Alpha', genre: 'Shooter', version: '20200101' };
  await writeFile(catalog, JSON.stringify({ games: [other, before] }));
  expect(await runCatalog(['add', root, '--catalog', catalog])).toContain('Updated alpha');
  expect(await games()).toEqual([other, { ...before, version: '20260131', size: 17 }]);
  const text = await readFile(catalog, 'utf8');
  await runCatalog(['add', root, '--catalog', catalog]);
  expect(await readFile(catalog, 'utf8')).toBe(text);
  expect(await readdir(join(catalog, '..'))).toEqual(['catalog.json', 'games']);
});

test('refuses what would make a bad entry, and leaves the catalog alone', async () => {
  const { root, catalog } = await makeFolders();
  const before = await readFile(catalog, 'utf8');
  const add = (...flags: string[]) => runCatalog(['add', root, '--catalog', catalog, ...flags]);
  await expect(add('--year', 'old')).rejects.toThrow('"year"');
  await writeFile(join(root, 'version.ini'), 'v2\n');
  await expect(add()).rejects.toThrow('not a date');
  await rm(join(root, 'version.ini'));
  await expect(add()).rejects.toThrow('is missing');
  await expect(runCatalog(['add', join(root, '..', 'none'), '--catalog', catalog])).rejects.toThrow('not a folder');
  await mkdir(join(root, '..', 'My Game'));
  await expect(runCatalog(['add', join(root, '..', 'My Game'), '--catalog', catalog])).rejects.toThrow('"My Game"');
  expect(await readFile(catalog, 'utf8')).toBe(before);
});

test('checks a catalog and names unknown fields', async () => {
  const { catalog } = await makeFolders();
  const said = await runCatalog(['check', '--catalog', catalog]);
  expect(said).toContain('entry 1 ("zebra") has a field "mood"');
  expect(said).toContain('is valid: 1 games');
  await writeFile(catalog, '{"games":[{"id":"a"}]}');
  await expect(runCatalog(['check', '--catalog', catalog])).rejects.toMatchObject({ code: 'bad-catalog' });
});

test.each([[[]], [['add']], [['check', 'x']], [['add', 'a', 'b']], [['remove', 'a']]])(
  '%j shows the usage',
  async (args) => {
    await expect(runCatalog(args)).rejects.toThrow('Usage:');
  },
);

test('the command ends with 1 and one clear sentence', async () => {
  const run = promisify(execFile)(process.execPath, [join(import.meta.dirname, 'catalog.ts'), 'check', '--file', 'x']);
  await expect(run).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("Unknown option '--file'") as string,
  });
});

test('a new game goes before the first greater id', () => {
  const ids = (...games: { id: string }[]) => putGame(games, { id: 'm' }).map(({ id }) => id);
  expect(ids()).toEqual(['m']);
  expect(ids({ id: 'a' }, { id: 'z' })).toEqual(['a', 'm', 'z']);
  expect(ids({ id: 'a' }, { id: 'b' })).toEqual(['a', 'b', 'm']);
});
