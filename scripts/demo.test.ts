import { spawnSync } from 'node:child_process';
import { mkdtemp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadCatalog } from '../src-main/peer/library/catalog.ts';
import { parseVersion } from '../src-main/peer/library/scan.ts';
import { demoGames, startScripts } from './demo-games.ts';
import { fillerData, prepareDemo } from './demo.ts';

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lanspread-demo-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('makes games that the catalog expects, once', async () => {
  const folder = await makeFolder();
  const demo = await prepareDemo(folder);
  const { games } = await loadCatalog(demo.catalogFile);
  expect([...games.keys()]).toEqual(demoGames.map(({ id }) => id));
  for (const { id, version } of games.values()) {
    const root = join(demo.demoPc.gameDir, id);
    expect(await readdir(root)).toEqual([`${id}.eti`, 'version.ini']);
    expect(parseVersion(await readFile(join(root, 'version.ini'), 'utf8'))).toBe(version);
  }
  expect(await readdir(demo.player.gameDir)).toEqual([]);
  const archive = join(demo.demoPc.gameDir, 'demo-snake', 'demo-snake.eti');
  const { mtimeMs } = await stat(archive);
  await prepareDemo(folder);
  expect((await stat(archive)).mtimeMs).toBe(mtimeMs);
});

test('makes a half-made game anew', async () => {
  const folder = await makeFolder();
  const { demoPc } = await prepareDemo(folder);
  const root = join(demoPc.gameDir, 'demo-snake');
  await rm(join(root, 'version.ini'));
  await writeFile(join(root, 'demo-snake.eti'), 'half');
  await prepareDemo(folder);
  expect((await stat(join(root, 'demo-snake.eti'))).size).toBeGreaterThan(4 * 1024 * 1024);
});

test('filler is the same wherever it is asked for', () => {
  const { fill } = fillerData(1000, 'x');
  const whole = Buffer.from(fill(0, 1000));
  for (const [offset, length] of [
    [0, 1],
    [7, 50],
    [16, 16],
    [999, 1],
  ] as const) {
    expect(Buffer.from(fill(offset, length))).toEqual(whole.subarray(offset, offset + length));
  }
  expect(Buffer.from(fillerData(1000, 'y').fill(0, 1000))).not.toEqual(whole);
});

test('the start script of this system writes who played', async () => {
  const folder = join(await makeFolder(), 'local & more');
  await mkdir(folder);
  const [file, shell] = process.platform === 'win32' ? ['game_start.cmd', 'cmd.exe'] : ['game_start.sh', '/bin/sh'];
  const script = join(folder, '..', file);
  await writeFile(script, startScripts('Demo Snake')[file] ?? '');
  await writeFile(join(folder, 'game.html'), '');
  const { DISPLAY: _x11, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
  const args = [...(process.platform === 'win32' ? ['/c'] : []), script, folder, 'demo-snake', 'en', "Tom & 'Jerry'"];
  const { status, stdout } = spawnSync(shell, args, { env, encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).toMatch(/Tom & 'Jerry'"? plays Demo Snake/);
  expect(await readFile(join(folder, 'played.txt'), 'utf8')).toContain('plays Demo Snake');
});

test('the script for Windows has its line ends and quotes what comes from outside', () => {
  const script = startScripts('Demo Snake')['game_start.cmd'] ?? '';
  expect(script.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(script).toContain('cd /d "%~1"');
  expect(script).toContain('echo "%~4" plays');
});
