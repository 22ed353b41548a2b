// Links, logs, licences and diagnostics of the window, in a real browser against a real peer.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { makeTempDir, writeCatalog } from './game-fixtures.ts';
import { startPeerProcess, type PeerProcess } from './peer-process.ts';

let home: Awaited<ReturnType<typeof makeTempDir>>;
let peer: PeerProcess;
let page: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  home = await makeTempDir('about');
  await mkdir(join(home.path, 'games/openra'), { recursive: true });
  await writeFile(join(home.path, 'games/openra/version.ini'), '20240601\n');
  await writeCatalog(join(home.path, 'catalog.json'), [{ id: 'openra', title: 'OpenRA', version: '20240601' }]);
  peer = startPeerProcess({
    gamesDir: join(home.path, 'games'),
    stateDir: join(home.path, 'state'),
    name: 'Robin Secret',
    catalog: join(home.path, 'catalog.json'),
    args: ['--no-mdns', '--web', '0'],
  });
  await expect.poll(() => peer.webUrl()).not.toBeNull();
  page = await browser.newPage({ reducedMotion: 'reduce', acceptDownloads: true });
});

test.afterAll(async () => {
  await page.close();
  await peer.stop();
  await home.remove();
});

test('a link leads to a game, once', async () => {
  await page.goto((peer.webUrl() ?? '').replace('/#', '/?game=openra#'));
  await expect(page.getByTestId('detail')).toContainText('OpenRA');
  expect(new URL(page.url()).search).toBe('');
  await page.reload();
  await expect(page.getByTestId('room-badge')).toBeVisible();
  await expect(page.getByTestId('detail')).toHaveCount(0);
});

/** Is refused, which the peer notes. */
const knock = async (path: string) =>
  page.evaluate(async (path) => {
    const socket = new WebSocket(`ws://${location.host}${path}`);
    await new Promise((resolve) => socket.addEventListener('close', resolve));
  }, path);

test('the application log grows while it is looked at, and can be held still', async () => {
  await page.getByTestId('open-settings').click();
  await expect(page.getByTestId('system-settings')).toHaveCount(0);
  await page.getByTestId('open-logs').click();
  const lines = page.getByTestId('log-line');
  await page.getByTestId('log-level').click();
  await page.getByRole('option', { name: 'Everything' }).click();
  await knock('/socket?token=wrong');
  await expect(lines.filter({ hasText: 'wrong-token' })).toHaveCount(1);
  await expect(page.getByTestId('log-state')).toContainText('Live');
  await page.screenshot({ path: 'test-results/log.png' });
  await page.getByTestId('hold-log').click();
  await knock('/elsewhere');
  await expect(page.getByTestId('log-state')).toContainText('1 new line waits');
  await expect(lines.filter({ hasText: 'wrong-path' })).toHaveCount(0);
  await page.getByTestId('hold-log').click();
  await expect(lines.filter({ hasText: 'wrong-path' })).toHaveCount(1);
  await page.getByTestId('tab-unpacks').click();
  await expect(page.getByTestId('about-page')).toContainText('No archive was unpacked yet.');
  await page.keyboard.press('Escape');
});

test('the licences of what is in the program can be read', async () => {
  await page.getByTestId('open-licences').click();
  const unrar = page.getByTestId('licence').filter({ hasText: 'UnRAR licence' });
  await unrar.locator('summary').click();
  await expect(unrar).toContainText('cannot be used to develop RAR');
  await page.keyboard.press('Escape');
});

test('the diagnostics arrive as a download that names nobody', async () => {
  const arrives = page.waitForEvent('download');
  await page.getByTestId('save-diagnostics').click();
  const download = await arrives;
  expect(download.suggestedFilename()).toMatch(/^lanspread-diagnostics-\d{8}-\d{4}\.zip$/);
  const text = (await readFile(await download.path())).toString('latin1');
  expect(text).toContain('application.log');
  expect(text).toContain('player-1');
  for (const secret of ['Robin Secret', homedir() === '/' ? 'no home' : `${homedir()}/`])
    expect(text).not.toContain(secret);
  await expect(page.getByTestId('toast')).toContainText('Diagnostics saved');
});
