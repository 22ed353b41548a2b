import { cpSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Disk } from '../disk/disk.ts';
import { injectFaults } from '../disk/fault-layer.ts';
import { mapLimited } from '../disk/map-limited.ts';
import { createVolatileDisk } from '../disk/power-cut.ts';
import { realDisk } from '../disk/real-disk.ts';
import { quickDisk } from '../disk/testing/quick-disk.ts';
import { createTally, describeCase, sweepCases, type SweepCase } from '../disk/testing/sweep-cases.ts';
import { noGamesInUse } from '../edge/games-in-use.ts';
import { readIntent } from './intent-log.ts';
import { migrateLegacy } from './migrate-legacy.ts';
import { recoverGames } from './recover.ts';
import { putFiles, readTree, type Files } from './testing/install-fixture.ts';

let base: string;
beforeAll(async () => void (base = await mkdtemp(join(tmpdir(), 'lanspread-legacy-'))));
afterAll(async () => rm(base, { recursive: true, force: true }));

const note = (intent: string, id = 'quake', more: object = {}) => JSON.stringify({ id, intent, ...more });
const index = JSON.stringify({ revision: 3, games: { quake: {} } });
const gameFiles: Files = {
  'quake/version.ini': '20240101\n',
  'quake/local/game.exe': 'v1',
  'quake/local/1.sav': 'mine',
};

async function makeDir(games: Files, state: Files = {}): Promise<string> {
  const dir = await mkdtemp(join(base, 'case-'));
  await putFiles(join(dir, 'games'), { ...gameFiles, ...games });
  await putFiles(join(dir, 'state'), { settings: 'x', ...state });
  return dir;
}
const placeIn = (dir: string, disk: Disk = quickDisk) => ({
  disk,
  stateDir: join(dir, 'state'),
  gameDir: join(dir, 'games'),
  log: () => undefined,
});
const gamesIn = (dir: string) => readTree(join(dir, 'games'));
const intentIn = async (dir: string) => readIntent({ ...placeIn(dir), gameId: 'quake' });
const stateNames = (dir: string) => Object.keys(readTree(join(dir, 'state'))).filter((name) => name !== 'settings');

test('a folder without anything of a former version is left alone', async () => {
  const dir = await makeDir({ 'quake/.softlan_game_installed': '', 'notes.txt': 'x' });
  const before = gamesIn(dir);
  expect(await migrateLegacy(placeIn(dir))).toEqual([]);
  expect(gamesIn(dir)).toEqual(before);
  expect(stateNames(dir)).toEqual([]);
});

test.each(['Installing', 'Updating', 'Uninstalling'] as const)('a note of %s becomes our own', async (kind) => {
  const dir = await makeDir({ 'quake/.lanspread.json': note(kind, 'quake', { eti_version: '20240101' }) });
  expect(await migrateLegacy(placeIn(dir))).toEqual([{ path: join(dir, 'games/quake/.lanspread.json'), kept: null }]);
  expect(await intentIn(dir)).toEqual({
    kind,
    gameId: 'quake',
    version: '20240101',
    step: 'prepared',
    root: join(dir, 'games/quake'),
  });
  expect(gamesIn(dir)).toEqual(gameFiles);
  expect(await migrateLegacy(placeIn(dir))).toEqual([]);
});

test('a note of nothing just goes', async () => {
  const dir = await makeDir({ 'quake/.lanspread.json': note('None', 'quake', { version: null }) });
  await migrateLegacy(placeIn(dir));
  expect(gamesIn(dir)).toEqual(gameFiles);
  expect(await intentIn(dir)).toBeNull();
});

test('recovery finishes what a former version was cut off in', async () => {
  const dir = await makeDir({
    'quake/.lanspread.json': note('Updating'),
    'quake/.local.installing/half': 'x',
  });
  await migrateLegacy(placeIn(dir));
  await recoverGames({ ...placeIn(dir), tryClaim: noGamesInUse.tryClaim });
  expect(gamesIn(dir)).toEqual(gameFiles);
  expect(await intentIn(dir)).toBeNull();
});

test('the index makes room for ours, which the scan fills; its folder goes when it is empty', async () => {
  const dir = await makeDir({ '.lanspread/library_index.json': index });
  await migrateLegacy(placeIn(dir));
  expect(gamesIn(dir)).toEqual(gameFiles);
  expect(readTree(join(dir, 'state'))['library-index.json']).toBe(
    JSON.stringify({ schema: 1, gameDir: join(dir, 'games'), games: {} }),
  );
  const other = await makeDir({ '.lanspread/library_index.json': index, '.lanspread/theirs': 'x' });
  await migrateLegacy(placeIn(other));
  expect(gamesIn(other)).toEqual({ ...gameFiles, '.lanspread/theirs': 'x' });
});

test('an index of ours is not replaced', async () => {
  const dir = await makeDir({ '.lanspread/library_index.json': index });
  const ours = JSON.stringify({ schema: 1, gameDir: join(dir, 'games'), games: {}, more: 'ours' });
  await putFiles(join(dir, 'state'), { 'library-index.json': ours });
  await migrateLegacy(placeIn(dir));
  expect(readTree(join(dir, 'state'))['library-index.json']).toBe(ours);
});

test.each(['quake', 'quake/local'])('the mark of a set-up in %s becomes our own', async (folder) => {
  const dir = await makeDir({ [`${folder}/.softlan_first_start_done`]: '' });
  await migrateLegacy(placeIn(dir));
  expect(stateNames(dir)).toEqual(['games/quake/setup_done']);
  expect(gamesIn(dir)).toEqual(gameFiles);
});

test.each<[string, Files]>([
  ['no JSON', { 'quake/.lanspread.json': '{' }],
  ['another kind', { 'quake/.lanspread.json': note('Repairing') }],
  ['a note without a game', { 'quake/.lanspread.json': JSON.stringify({ intent: 'Installing' }) }],
  ['a note of another game', { 'quake/.lanspread.json': note('Installing', 'doom') }],
  ['a folder at the name', { 'quake/.lanspread.json/mine': 'x' }],
  ['a link at the name', { 'quake/.lanspread.json': '→version.ini' }],
  ['an index that is none', { '.lanspread/library_index.json': '[]' }],
  ['a torn index', { '.lanspread/library_index.json': '{"games":{' }],
  ['a link as mark', { 'quake/local/.softlan_first_start_done': '→1.sav' }],
])('%s is kept and told', async (_, files) => {
  const dir = await makeDir(files);
  const before = gamesIn(dir);
  const told: string[] = [];
  const migrated = await migrateLegacy({ ...placeIn(dir), log: (level, text) => void told.push(`${level} ${text}`) });
  expect(migrated).toEqual([{ path: expect.any(String) as string, kept: expect.any(String) as string }]);
  expect(told).toEqual([expect.stringMatching(/^warn .* is kept as it is: /)]);
  expect(gamesIn(dir)).toEqual(before);
  expect(stateNames(dir)).toEqual([]);
});

test('what is noted here already is not replaced by what a former version had noted', async () => {
  const dir = await makeDir({ 'quake/.lanspread.json': note('Uninstalling') });
  const own = { kind: 'Updating', gameId: 'quake', version: null, step: 'staged', root: join(dir, 'games/quake') };
  await putFiles(join(dir, 'state/games/quake'), { 'install_intent.json': JSON.stringify(own) });
  const [kept] = await migrateLegacy(placeIn(dir));
  expect(kept?.kept).toContain('newer');
  expect(await intentIn(dir)).toEqual(own);
  expect(gamesIn(dir)).toHaveProperty(['quake/.lanspread.json']);
});

test('links lead nowhere else', async () => {
  const dir = await makeDir({});
  await putFiles(dir, {
    'elsewhere/.lanspread.json': note('Installing', 'doom'),
    'elsewhere/library_index.json': index,
  });
  await putFiles(join(dir, 'games'), { doom: '→../elsewhere', '.lanspread': '→../elsewhere' });
  expect(await migrateLegacy(placeIn(dir))).toEqual([]);
  expect(Object.keys(readTree(join(dir, 'elsewhere')))).toHaveLength(2);
});

const legacy: Files = {
  'quake/.lanspread.json': note('Updating', 'quake', { eti_version: '20240101' }),
  'quake/local/.softlan_first_start_done': '',
  'doom/version.ini': '20240101\n',
  'doom/.lanspread.json': '{',
  '.lanspread/library_index.json': index,
};
const tally = createTally('migration sweep');
afterAll(() => tally.sum());

/** Every legacy file is there, or what replaces it is. */
async function lostIn(dir: string): Promise<string[]> {
  const games = gamesIn(dir);
  const state = readTree(join(dir, 'state'));
  const lost: string[] = [];
  const either = (path: string, replaced: boolean) => {
    if (games[path] !== legacy[path] && !replaced) lost.push(path);
  };
  either('quake/.lanspread.json', (await intentIn(dir))?.kind === 'Updating');
  either('quake/local/.softlan_first_start_done', 'games/quake/setup_done' in state);
  either('.lanspread/library_index.json', (state['library-index.json'] ?? '').endsWith('}'));
  for (const [path, text] of Object.entries({ ...gameFiles, 'doom/.lanspread.json': '{' }))
    if (games[path] !== text) lost.push(path);
  return lost;
}

async function runCase(template: string, { step, fault, powerCut }: SweepCase): Promise<string[]> {
  const dir = await mkdtemp(join(base, 'sweep-'));
  cpSync(template, dir, { recursive: true, preserveTimestamps: true });
  const under = powerCut === null ? null : await createVolatileDisk(quickDisk);
  const faulty = injectFaults(under?.disk ?? quickDisk, { step, fault });
  const wrong: string[] = [];
  await migrateLegacy(placeIn(dir, faulty.disk)).catch((error: unknown) => wrong.push(`threw ${String(error)}`));
  await under?.cutPower(powerCut ?? 'data-lost');
  await under?.dispose();
  wrong.push(...(await lostIn(dir)).map((path) => `${path} is lost`));
  await migrateLegacy(placeIn(dir));
  wrong.push(...(await lostIn(dir)).map((path) => `${path} is lost in the second run`));
  const left = Object.keys(gamesIn(dir)).filter((path) => path in legacy && !path.startsWith('doom'));
  if (left.length > 0) wrong.push(`${left.join()} is left`);
  const settled = gamesIn(dir);
  const again = await migrateLegacy(placeIn(dir));
  if (again.some(({ kept }) => kept === null)) wrong.push('a third run found work');
  if (JSON.stringify(gamesIn(dir)) !== JSON.stringify(settled)) wrong.push('a third run changed something');
  rmSync(dir, { recursive: true });
  return wrong;
}

test('nothing is lost wherever it is interrupted', { timeout: 60_000 }, async () => {
  const template = await makeDir(legacy);
  const plain = await mkdtemp(join(base, 'plain-'));
  cpSync(template, plain, { recursive: true });
  const { disk, steps } = injectFaults(realDisk);
  await migrateLegacy(placeIn(plain, disk));
  const cases = sweepCases(steps);
  const failures: string[] = [];
  await mapLimited(cases, 4, async (one) => {
    for (const text of await runCase(template, one)) failures.push(`${describeCase(one, steps)}: ${text}`);
  });
  tally.add('migration', steps.length, cases.length);
  expect(failures.slice(0, 20)).toEqual([]);
});
