// The room page, the network check and the page of downloads, in a real browser against real peers.
import { mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { writeStoredRar } from '../scripts/stored-rar.ts';
import { makeTempDir, seededData, writeCatalog } from './game-fixtures.ts';
import { ofKind, startPeerProcess, type PeerProcess } from './peer-process.ts';

const version = '20240601';
const mebibyte = 2 ** 20;
const sizes = { quux: 48, zork: 6, ggoo: 5 } as const;
/** Bytes a second: slow enough to watch. */
const watchableRate = 2 * mebibyte;
const soon = { timeout: 30_000 };

let home: Awaited<ReturnType<typeof makeTempDir>>;
let source: PeerProcess;
let player: PeerProcess;
let page: Page;

test.describe.configure({ mode: 'serial' });

async function makeShares(gamesDir: string): Promise<void> {
  for (const [id, size] of Object.entries(sizes)) {
    await mkdir(join(gamesDir, id), { recursive: true });
    const files = [{ path: 'data.pak', data: seededData(id, size * mebibyte) }];
    await writeStoredRar(join(gamesDir, id, `${id}.eti`), files);
    await writeFile(join(gamesDir, id, 'version.ini'), `${version}\n`);
  }
}

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  home = await makeTempDir('room-page');
  const catalog = join(home.path, 'catalog.json');
  await writeCatalog(
    catalog,
    Object.keys(sizes).map((id) => ({ id, title: id.toUpperCase(), version })),
  );
  await makeShares(join(home.path, 'shares'));
  await mkdir(join(home.path, 'mine'));
  const common = { catalog, args: ['--no-mdns'] };
  source = startPeerProcess({
    ...common,
    name: 'Seed box',
    gamesDir: join(home.path, 'shares'),
    stateDir: join(home.path, 'seed'),
  });
  player = startPeerProcess({
    ...common,
    name: 'Robin',
    gamesDir: join(home.path, 'mine'),
    stateDir: join(home.path, 'state'),
    args: ['--no-mdns', '--web', '0'],
  });
  await expect.poll(() => player.webUrl(), soon).not.toBeNull();
  page = await browser.newPage({ locale: 'en' });
  await page.goto(player.webUrl() ?? '');
});

test.afterAll(async () => {
  await page.close();
  await Promise.all([player.stop(), source.stop()]);
  await home.remove();
});

test('with nobody here the room is a page of help, with the address to read out', async () => {
  await page.getByTestId('room-badge').click();
  await expect(page.getByTestId('room-empty')).toBeVisible();
  await expect(page.getByTestId('big-address')).toHaveText(/^\d+\.\d+\.\d+\.\d+:\d+$/);
});

test('the network check says what it found and what to do', async () => {
  await page.getByTestId('check-network').click();
  await expect(page.locator('[data-testid=finding][data-code=multicast-off]')).toContainText('by their address', soon);
  await expect(page.locator('[data-testid=finding][data-code=folder-good]')).toBeVisible();
  await page.getByTestId('room-tab-peers').click();
});

test('a PC is added by its address and shown with its games and version', async () => {
  const ready = await source.waitForEvent(ofKind('local-peer-ready'), { since: 0 });
  await page.getByTestId('room-page').getByTestId('peer-address').fill(`127.0.0.1:${ready.port}`);
  await page.getByTestId('room-page').getByTestId('connect-peer').click();
  await expect(page.getByTestId('peer-list')).toContainText('Seed box', soon);
  await expect(page.getByTestId('peer-list')).toContainText('3 games');
  await expect(page.getByTestId('peer-list')).toContainText(/Version \d/);
  await expect(page.getByTestId('peer-host')).toHaveText(hostname());
});

test('a blocked PC has nothing to offer until it is unblocked', async () => {
  await page.getByTestId('block-peer').click();
  await expect(page.getByTestId('peer-blocked')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('game-card')).toHaveCount(0);
  await page.getByTestId('room-badge').click();
  await page.getByTestId('block-peer').click();
  await expect(page.getByTestId('peer-blocked')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('game-card')).toHaveCount(3);
});

test('a download is seen spreading in the matrix', async () => {
  await player.command('limits', { download: watchableRate });
  for (const id of ['quux', 'zork', 'ggoo']) await player.command('download', { gameId: id, install: false });
  await page.getByTestId('room-badge').click();
  await page.getByTestId('room-tab-spread').click();
  await expect(page.locator('[data-testid=spread-row]').first()).toHaveAttribute('data-game', 'quux', soon);
  await expect(page.locator('[data-testid=spread-row][data-game=quux]')).toContainText(/Robin: [1-9]\d? %/, soon);
  await page.getByTestId('spread-search').fill('zo');
  await expect(page.getByTestId('spread-row')).toHaveCount(1);
  await page.getByTestId('spread-search').fill('no such game');
  await expect(page.getByTestId('spread-row')).toHaveCount(0);
  await expect(page.getByTestId('spread-ready')).toHaveText(/Everyone ready in|spreading/u);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('room-page')).toHaveCount(0);
});

/** With the mouse: a drag begins only once the pointer has moved, and a place to drop at only shows under one that moves. */
async function dragAbove(line: Locator, other: Locator): Promise<void> {
  const [from, to] = [await line.locator('.drag-handle').boundingBox(), await other.boundingBox()];
  if (from === null || to === null) throw new Error('there is nothing to drag');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 40, from.y, { steps: 4 });
  await page.mouse.move(to.x + 40, to.y + 4, { steps: 8 });
  await expect(page.locator('.react-aria-DropIndicator[data-drop-target]')).toBeAttached();
  await page.mouse.up();
}

test('downloads show their curves, can be dragged into another order, and end in the list', async () => {
  await page.getByTestId('open-downloads').click();
  await expect(page.locator('[data-testid=rate-chart] canvas')).toBeVisible();
  await expect(page.getByTestId('rate-chart')).toContainText(/Network \d+(\.\d)? MB\/s/);
  const lines = page.getByTestId('download-line');
  await expect(lines).toHaveCount(3);
  const ids = () => lines.evaluateAll((found) => found.map((line) => line.dataset['downloadId']));
  expect(await ids()).toEqual(['quux', 'zork', 'ggoo']);
  // With the keyboard, as the list offers it: take, to the top, drop.
  await lines.nth(2).focus();
  await page.keyboard.press('Tab');
  await expect(lines.nth(2).locator('.drag-handle')).toBeFocused();
  await page.keyboard.press('Enter');
  // The list chooses the first place to drop at only after it has shown the places: a key before that would be lost.
  const places = page.locator('.react-aria-DropIndicator');
  await expect(places.and(page.locator('[data-drop-target]'))).toBeAttached();
  await page.keyboard.press('Home');
  await expect(places.first()).toHaveAttribute('data-drop-target', 'true');
  await page.keyboard.press('Enter');
  await expect.poll(ids).toEqual(['quux', 'ggoo', 'zork']);
  await dragAbove(lines.nth(2), lines.nth(1));
  await expect.poll(ids).toEqual(['quux', 'zork', 'ggoo']);
  await player.command('limits', {});
  await expect(page.getByTestId('finished-line')).toHaveCount(3, soon);
  await page.getByTestId('clear-finished').click();
  await expect(page.getByTestId('finished-line')).toHaveCount(0);
});
