// The way from a fresh start to a running game, in a real browser against real peers.
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { writeStoredRar } from '../scripts/stored-rar.ts';
import { hashFile, hashTree, makeTempDir, seededData, writeCatalog } from './game-fixtures.ts';
import { ofKind, startPeerProcess, type PeerProcess } from './peer-process.ts';

/** Sizes in MiB; the first one is large enough to be looked at while it comes. */
const shared = {
  openarena: 320,
  xonotic: 24,
  supertuxkart: 18,
  openttd: 8,
  hedgewars: 12,
  'warzone-2100': 9,
  teeworlds: 4,
  assaultcube: 5,
  'red-eclipse': 7,
  freeciv: 3,
  luanti: 2,
  wesnoth: 6,
} as const;

const version = '20240601';
const mebibyte = 2 ** 20;
const installing = { timeout: 30_000 };
/** Bytes a second: slow enough to see a download on its way. */
const watchableRate = 50 * mebibyte;

const isWindows = process.platform === 'win32';
const startScript = isWindows
  ? { path: 'game_start.cmd', text: '@echo %1> "%~dp0played.txt"\r\n' }
  : { path: 'game_start.sh', text: 'echo "$1" > "$(dirname "$0")/played.txt"\n' };

interface BundledGame {
  id: string;
  title: string;
  version: string;
}

let home: Awaited<ReturnType<typeof makeTempDir>>;
let sources: PeerProcess[] = [];
let player: PeerProcess;
let page: Page;

test.describe.configure({ mode: 'serial' });

async function makeShares(gamesDir: string, catalog: string): Promise<void> {
  const bundled = JSON.parse(await readFile(join(import.meta.dirname, '../catalog/catalog.json'), 'utf8')) as {
    games: BundledGame[];
  };
  const known = bundled.games.filter((game) => game.id in shared);
  await writeCatalog(
    catalog,
    known.map((game) => ({ ...game, version })),
  );
  for (const { id } of known) {
    const root = join(gamesDir, id);
    await mkdir(root, { recursive: true });
    await writeStoredRar(join(root, `${id}.eti`), [
      { path: startScript.path, data: Buffer.from(startScript.text) },
      { path: 'data/base.pak', data: seededData(id, shared[id as keyof typeof shared] * mebibyte) },
    ]);
    await writeFile(join(root, 'version.ini'), `${version}\n`);
  }
}

const start = (name: string, args: string[]): PeerProcess =>
  startPeerProcess({
    gamesDir: join(home.path, 'shares'),
    stateDir: join(home.path, name),
    name,
    catalog: join(home.path, 'catalog.json'),
    args: ['--no-mdns', ...args],
  });

/** Turns one bit round in the middle. */
async function damage(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const at = Math.floor((await handle.stat()).size / 2);
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, at);
    buffer[0] = (buffer[0] ?? 0) ^ 1;
    await handle.write(buffer, 0, 1, at);
  } finally {
    await handle.close();
  }
}

const card = (id: string): Locator => page.locator(`[data-game-id="${id}"]`);
const gameDir = () => join(home.path, 'mine');

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  home = await makeTempDir('launcher');
  await mkdir(gameDir());
  await makeShares(join(home.path, 'shares'), join(home.path, 'catalog.json'));
  sources = [start('Seed box', []), start("Kim's PC", [])];
  player = startPeerProcess({
    stateDir: join(home.path, 'state'),
    name: 'Robin',
    catalog: join(home.path, 'catalog.json'),
    args: ['--no-mdns', '--web', '0'],
  });
  await expect.poll(() => player.webUrl()).not.toBeNull();
  page = await browser.newPage({ reducedMotion: 'reduce' });
});

test.afterAll(async () => {
  await page.close();
  await player.kill();
  await Promise.all(sources.map((peer) => peer.stop()));
  await home.remove();
});

test('a first start asks for name and folder, and refuses a folder that is not there', async () => {
  await page.goto(player.webUrl() ?? '');
  await expect(page.getByTestId('welcome')).toBeVisible();
  await page.getByTestId('player-name').fill('Robin');
  await page.getByTestId('folder-path').fill(join(home.path, 'nowhere'));
  await page.getByTestId('welcome-done').click();
  await expect(page.getByTestId('problem')).toBeVisible();
  await page.getByTestId('folder-path').fill(gameDir());
  await page.getByTestId('welcome-done').click();
  await expect(page.getByTestId('room-badge')).toBeVisible();
});

test('the room appears once a PC is added by its address', async () => {
  for (const source of sources) {
    const ready = await source.waitForEvent(ofKind('local-peer-ready'), { since: 0 });
    await player.command('connect', { address: `127.0.0.1:${ready.port}` });
  }
  await expect(page.getByTestId('room-badge')).toContainText('2 PCs');
  await expect(page.getByTestId('game-card')).toHaveCount(Object.keys(shared).length);
  await expect(card('xonotic').getByTestId('peers-chip')).toContainText('2');
});

test('search narrows the list, and Escape brings it back', async () => {
  await page.keyboard.press('/');
  await expect(page.getByTestId('search')).toBeFocused();
  await page.keyboard.type('tux');
  await expect(page.getByTestId('game-card')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('game-card')).toHaveCount(Object.keys(shared).length);
});

test('a download can be paused and goes on where it was', async () => {
  await player.command('limits', { download: watchableRate });
  await card('openarena').getByTestId('primary-action').click();
  await expect(card('openarena').getByTestId('card-progress')).toContainText(/[1-9]\d %/, installing);
  await card('openarena').locator('[data-kind=pause-download]').first().click();
  await expect(card('openarena').locator('[data-kind=resume-download]').first()).toBeVisible(installing);
  await expect(card('openarena').getByTestId('card-progress')).toContainText(/[1-9]\d %/);
  await page.screenshot({ path: 'test-results/library-paused.png' });
  await card('openarena').locator('[data-kind=resume-download]').first().click();
  await expect(card('openarena').getByTestId('card-progress')).toContainText(/[2-9]\d %/, installing);
});

test('a second download waits in the queue, which can be looked at', async () => {
  await card('xonotic').getByTestId('primary-action').click();
  await expect(card('xonotic')).toContainText('Queued');
  await page.getByTestId('open-downloads').click();
  await expect(page.getByTestId('download-line')).toHaveCount(2);
  await page.screenshot({ path: 'test-results/downloads.png' });
  await page.keyboard.press('Escape');
});

test('a download can be cancelled and leaves nothing', async () => {
  await card('openarena').getByTestId('more-actions').click();
  await page.getByRole('menuitem', { name: /^Cancel/ }).click();
  await expect(page.getByTestId('confirm')).toBeVisible();
  await page.getByTestId('confirm-yes').click();
  await expect(card('openarena').locator('[data-kind=download]').first()).toBeVisible(installing);
  expect(await hashTree(join(gameDir(), 'openarena'))).toEqual(new Map());
});

test('a download shows its progress, then the game is installed, byte for byte', async () => {
  await card('supertuxkart').getByTestId('primary-action').click();
  for (const id of ['xonotic', 'supertuxkart']) {
    await expect(card(id).locator('[data-kind=play]').first()).toBeVisible(installing);
  }
  await card('openarena').getByTestId('primary-action').click();
  await expect(card('openarena').getByTestId('card-progress')).toContainText(/[2-9]\d %/, installing);
  await page.screenshot({ path: 'test-results/library-during-download.png' });
  await card('openarena').getByTestId('status-line').click();
  await expect(page.getByTestId('detail')).toBeVisible();
  await page.screenshot({ path: 'test-results/detail-during-download.png' });
  await page.keyboard.press('Escape');
  await expect(card('openarena').locator('[data-kind=play]').first()).toBeVisible({ timeout: 60_000 });
  await page.screenshot({ path: 'test-results/library-after-install.png' });
  const [there, here] = await Promise.all(
    ['shares', 'mine'].map((folder) => hashFile(join(home.path, folder, 'openarena', 'openarena.eti'))),
  );
  expect(here).toBe(there);
  const installed = await hashTree(join(gameDir(), 'openarena', 'local'));
  expect([...installed.keys()]).toEqual(['data/base.pak', startScript.path]);
});

test('verifying finds a damaged byte, asks, and mends it', async () => {
  const archive = join(gameDir(), 'openarena', 'openarena.eti');
  const whole = await hashFile(archive);
  await damage(archive);
  const damaged = await hashFile(archive);
  await player.command('limits', {});
  await card('openarena').getByTestId('more-actions').click();
  await page.getByRole('menuitem', { name: /Verify/ }).click();
  await expect(page.getByTestId('confirm')).toContainText(/1 of \d+ files differs, .+ to fetch/u, installing);
  expect(await hashFile(archive)).toBe(damaged);
  await page.getByTestId('confirm-yes').click();
  await expect(page.getByTestId('toast').last()).toContainText('repaired', installing);
  expect(await hashFile(archive)).toBe(whole);
});

test('play starts the game with its folder', async () => {
  const local = join(gameDir(), 'openarena', 'local');
  await card('openarena').getByTestId('primary-action').click();
  await expect.poll(() => readFile(join(local, 'played.txt'), 'utf8').catch(() => '')).toContain(local);
});

test('a game that runs can be stopped, and so can its server', async () => {
  test.skip(isWindows, 'the scripts are for a shell');
  const root = join(gameDir(), 'openarena');
  for (const name of ['game_start.sh', 'server_start.sh']) await writeFile(join(root, name), 'sleep 600\n');
  await card('openarena').getByTestId('primary-action').click();
  const stop = card('openarena').locator('[data-kind=stop-game]').first();
  await expect(stop).toBeVisible();
  await expect(card('openarena').getByTestId('status-line')).toContainText('Playing since');
  await stop.click();
  await page.getByTestId('confirm-yes').click();
  await expect(card('openarena').locator('[data-kind=play]').first()).toBeVisible(installing);

  const choose = async (name: RegExp) => {
    await card('openarena').getByTestId('more-actions').click();
    await page.getByRole('menuitem', { name }).click();
  };
  await choose(/Start server/);
  await expect(card('openarena').getByTestId('state-chip')).toContainText('Server runs');
  await choose(/Stop server/);
  await page.getByTestId('confirm-yes').click();
  await expect(card('openarena').getByTestId('state-chip')).toContainText('Installed', installing);
});

test('uninstall and remove say what they cost and do it', async () => {
  const choose = async (item: RegExp) => {
    await card('openarena').getByTestId('more-actions').click();
    await page.getByRole('menuitem', { name: item }).click();
    await expect(page.getByTestId('confirm')).toBeVisible();
    await page.getByTestId('confirm-yes').click();
  };
  await card('openarena').getByTestId('more-actions').click();
  await page.getByRole('menuitem', { name: /Uninstall/ }).click();
  // What playing has left behind is the player's.
  await expect(page.getByTestId('confirm')).toContainText('played.txt');
  await expect(page.getByTestId('keep-files').getByRole('checkbox')).toBeChecked();
  await page.getByTestId('confirm-yes').click();
  await expect(card('openarena').locator('[data-kind=install]').first()).toBeVisible(installing);
  await choose(/Remove/);
  await expect(card('openarena').locator('[data-kind=download]').first()).toBeVisible(installing);
  expect(await hashTree(join(gameDir(), 'openarena'))).toEqual(new Map());
  const kept = join(gameDir(), '.lanspread-kept', 'openarena', 'played.txt');
  expect(await readFile(kept, 'utf8')).toContain('openarena');
});

test('the window says when the peer is gone', async () => {
  await player.kill();
  await expect(page.getByTestId('connection-banner')).toBeVisible();
});
