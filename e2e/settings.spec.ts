// The settings in a real browser against a real peer: sections are put back, and another language loses nothing.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { makeTempDir, writeCatalog } from './game-fixtures.ts';
import { startPeerProcess, type PeerProcess } from './peer-process.ts';

let home: Awaited<ReturnType<typeof makeTempDir>>;
let peer: PeerProcess;
let page: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  home = await makeTempDir('settings');
  await mkdir(join(home.path, 'games'));
  await writeCatalog(join(home.path, 'catalog.json'), [{ id: 'openra', title: 'OpenRA', version: '20240601' }]);
  peer = startPeerProcess({
    gamesDir: join(home.path, 'games'),
    stateDir: join(home.path, 'state'),
    name: 'robin',
    catalog: join(home.path, 'catalog.json'),
    args: ['--no-mdns', '--web', '0'],
  });
  await expect.poll(() => peer.webUrl()).not.toBeNull();
  page = await browser.newPage({ reducedMotion: 'reduce' });
  await page.goto(peer.webUrl() ?? '');
});

test.afterAll(async () => {
  await page.close();
  await peer.stop();
  await home.remove();
});

const openSettings = async () => {
  await page.getByTestId('open-settings').click();
  await expect(page.getByTestId('settings')).toBeVisible();
};
const save = async () => {
  await page.getByTestId('save-settings').click();
  await expect(page.getByTestId('settings')).toBeHidden();
};
const reset = (section: string) => page.getByTestId(`reset-${section}`);

test('a section is put back to its defaults, and that is undone by the same button', async () => {
  await openSettings();
  const upload = page.getByTestId('limit-upload');
  await expect(reset('transfers')).toHaveCount(0);
  await upload.fill('12');
  await save();
  await openSettings();
  await reset('transfers').click();
  await expect(upload).toHaveValue('');
  await expect(reset('transfers')).toHaveAttribute('data-step', 'undo');
  await reset('transfers').click();
  await expect(upload).toHaveValue('12');
  await reset('transfers').click();
  await save();
  await openSettings();
  await expect(upload).toHaveValue('');
  await expect(reset('transfers')).toHaveCount(0);
});

test('the look is put back at once, the name with the rest, and the folder to the one in use', async () => {
  const root = page.locator('html');
  await page.getByTestId('density').click();
  await page.getByRole('option', { name: 'Compact' }).click();
  await expect(root).toHaveAttribute('data-density', 'compact');
  await reset('appearance').click();
  await expect(root).toHaveAttribute('data-density', 'normal');
  await reset('appearance').click();
  await expect(root).toHaveAttribute('data-density', 'compact');
  await reset('appearance').click();
  await expect(root).toHaveAttribute('data-density', 'normal');

  const folder = page.getByTestId('folder-path');
  await expect(reset('library')).toHaveCount(0);
  await folder.fill('/somewhere');
  await reset('library').click();
  await expect(folder).toHaveValue(join(home.path, 'games'));

  await page.getByTestId('player-name').fill('Somebody');
  await reset('profile').click();
  await expect(page.getByTestId('player-name')).not.toHaveValue('Somebody');
  await page.getByTestId('player-name').fill('robin');
  await save();
});

test('another language loses nothing that is open and typed', async () => {
  await openSettings();
  await page.getByTestId('player-name').fill('Not saved yet');
  await page.getByTestId('limit-download').fill('7.5');
  await page.getByTestId('language').click();
  await page.getByRole('option', { name: 'Deutsch' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByTestId('settings')).toBeVisible();
  await expect(page.getByTestId('player-name')).toHaveValue('Not saved yet');
  await expect(page.getByTestId('limit-download')).toHaveValue('7.5');
  await save();
  await openSettings();
  await expect(page.getByTestId('player-name')).toHaveValue('Not saved yet');
  await expect(page.getByTestId('limit-download')).toHaveValue('7,5');
  await page.getByRole('button', { name: 'Abbrechen' }).click();
  // An ordinary load opens nothing.
  await page.reload();
  await expect(page.getByTestId('open-settings')).toBeVisible();
  await expect(page.getByTestId('settings')).toHaveCount(0);
});
