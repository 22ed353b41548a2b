import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { realDisk } from '../disk/real-disk.ts';
import { openLocalLibrary } from './local-library.ts';
import { listGameFiles } from './list-game-files.ts';
import { parseVersion } from './scan.ts';

let home: string;
let gameDir: string;
const catalog = new Map(['quux', 'zork'].map((id) => [id, { id, title: id, version: '20240101' }]));
const never = () => false;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'lanspread-library-'));
  gameDir = path.join(home, 'games');
  await mkdir(path.join(home, 'state'));
  await mkdir(path.join(gameDir, 'quux', 'local'), { recursive: true });
});
afterEach(() => rm(home, { recursive: true, force: true }));

let installedVersion: string | null = null;
const open = () =>
  openLocalLibrary({
    disk: realDisk,
    gameDir,
    stateDir: path.join(home, 'state'),
    catalog,
    installedVersion: async () => installedVersion,
    log: () => {},
  });
const put = async (file: string, text: string) => {
  await mkdir(path.dirname(path.join(gameDir, file)), { recursive: true });
  await writeFile(path.join(gameDir, file), text);
};

it('tells downloaded and installed apart, and looks at catalog games only', async () => {
  await put('quux/version.ini', '20240101\nmore');
  await put('quux/a.eti', 'x'.repeat(100));
  await put('quux/local/save.dat', 'mine');
  await put('stranger/version.ini', '20240101');
  await put('zork/sub/version.ini', '20240101');
  const library = await open();
  expect(await library.rescanAll(never)).toEqual(['quux']);
  expect(library.get('quux')).toEqual({
    id: 'quux',
    downloaded: true,
    version: '20240101',
    bytes: 113,
    installed: true,
    installedVersion: null,
  });
  expect(library.get('zork')).toMatchObject({ downloaded: false, installed: false });
  expect(library.get('stranger')).toBeUndefined();
});

it('counts no directory as the sentinel and no linked root as a game', async () => {
  await mkdir(path.join(gameDir, 'quux', 'version.ini'));
  await put('elsewhere/version.ini', '20240101');
  await symlink(path.join(gameDir, 'elsewhere'), path.join(gameDir, 'zork'));
  const library = await open();
  await library.rescanAll(never);
  expect(library.get('quux')?.downloaded).toBe(false);
  expect(library.get('zork')?.downloaded).toBe(false);
});

it('sees a file that grows in place when it is told to look', async () => {
  await put('quux/version.ini', '20240101');
  await put('quux/a.eti', 'x');
  const library = await open();
  await library.rescanAll(never);
  await writeFile(path.join(gameDir, 'quux', 'a.eti'), 'xy', { flag: 'r+' });
  expect(await library.rescanGame('quux')).toBe(true);
  expect(library.get('quux')?.bytes).toBe(10);
});

it('remembers across starts and survives a damaged index', async () => {
  await put('quux/version.ini', '20240101');
  await (await open()).rescanAll(never);
  const again = await open();
  await again.rescanAll(never);
  expect(again.get('quux')?.version).toBe('20240101');
  await writeFile(path.join(home, 'state', 'library-index.json'), '{"schema":1,"ga');
  const damaged = await open();
  await damaged.rescanAll(never);
  expect(damaged.get('quux')?.version).toBe('20240101');
});

it('sees a replaced sentinel', async () => {
  await put('quux/version.ini', '20240101');
  const library = await open();
  await library.rescanAll(never);
  await put('quux/version.ini', '20250202 ');
  expect(await library.rescanGame('quux')).toBe(true);
  expect(library.get('quux')?.version).toBe('20250202');
  expect(await library.rescanGame('quux')).toBe(false);
});

it('lists what travels: no reserved names, no links, no litter', async () => {
  for (const file of [
    'version.ini',
    'a.eti',
    'docs/read.me',
    'Local/x',
    '.download/y',
    '.sync/z',
    'Thumbs.db',
    'docs/desktop.ini',
  ]) {
    await put(`quux/${file}`, 'x');
  }
  await symlink(path.join(gameDir, 'quux', 'a.eti'), path.join(gameDir, 'quux', 'link.eti'));
  const files = await listGameFiles(realDisk, path.join(gameDir, 'quux'));
  expect(files.map((file) => file.path)).toEqual(['a.eti', 'docs/read.me', 'version.ini']);
});

it.each([
  ['20240101', '20240101'],
  ['\uFEFF20240101\r\nx=1', '20240101'],
  [' 20240101 \n', '20240101'],
  ['', null],
  ['v2', null],
  ['202401011', null],
])('reads the version of %j', (text, version) => {
  expect(parseVersion(text)).toBe(version);
});
