// From the first start to a running game with nothing but a keyboard, once in English and once in German.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { writeStoredRar } from '../scripts/stored-rar.ts';
import { makeTempDir, seededData, writeCatalog } from './game-fixtures.ts';
import { ofKind, startPeerProcess } from './peer-process.ts';

const version = '20240601';
const slow = { timeout: 30_000 };
const isWindows = process.platform === 'win32';
/** Writes what it was told: folder, language and player. */
const startScript = isWindows
  ? { path: 'game_start.cmd', text: '@echo %3 %4> "%~dp0played.txt"\r\n' }
  : { path: 'game_start.sh', text: 'echo "$3 $4" > "$(dirname "$0")/played.txt"\n' };

async function startRoom(undo: (() => Promise<void>)[]) {
  const home = await makeTempDir('keyboard');
  undo.push(home.remove);
  const catalog = join(home.path, 'catalog.json');
  await writeCatalog(catalog, [{ id: 'openra', title: 'OpenRA', version }]);
  const root = join(home.path, 'shares', 'openra');
  await mkdir(root, { recursive: true });
  await mkdir(join(home.path, 'mine'));
  await writeStoredRar(join(root, 'openra.eti'), [
    { path: startScript.path, data: Buffer.from(startScript.text) },
    { path: 'data/base.pak', data: seededData('openra', 2 ** 20) },
  ]);
  await writeFile(join(root, 'version.ini'), `${version}\n`);
  const seed = startPeerProcess({
    gamesDir: join(home.path, 'shares'),
    stateDir: join(home.path, 'seed'),
    name: 'Seed box',
    catalog,
    args: ['--no-mdns'],
  });
  undo.push(seed.stop);
  const { port } = await seed.waitForEvent(ofKind('local-peer-ready'), { since: 0 });
  const player = startPeerProcess({
    stateDir: join(home.path, 'state'),
    name: 'Robin',
    catalog,
    args: ['--no-mdns', '--web', '0', '--connect', `127.0.0.1:${port}`],
  });
  undo.push(player.stop);
  await expect.poll(() => player.webUrl()).not.toBeNull();
  return { url: player.webUrl() ?? '', gameDir: join(home.path, 'mine') };
}

/** Tab by Tab, as somebody without a mouse comes there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible(slow);
  for (let step = 0; step < 40; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${target.toString()}`);
}

const languages = [
  { locale: 'en-GB', welcome: 'Welcome to Lanspread', download: /Download/, play: 'Play', installed: 'Installed', told: 'en' },
  { locale: 'de-DE', welcome: 'Willkommen bei Lanspread', download: /Laden/, play: 'Spielen', installed: 'Installiert', told: 'de' },
]; // prettier-ignore

for (const { locale, welcome, download, play, installed, told } of languages) {
  test(`first start, download, install, play, by keyboard, ${locale}`, async ({ browser }) => {
    const undo: (() => Promise<void>)[] = [];
    try {
      const { url, gameDir } = await startRoom(undo);
      const page = await browser.newPage({ locale, reducedMotion: 'reduce' });
      undo.push(async () => page.close());
      await page.goto(url);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(welcome);
      await expect(page.locator('html')).toHaveAttribute('lang', told);

      // Scripts are told what the window was set to, so it is set here, not only taken from the system.
      await tabTo(page, page.getByTestId('language'));
      await page.keyboard.press('Enter');
      await page.keyboard.press(told === 'de' ? 'End' : 'Home');
      if (told === 'en') await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await expect(page.getByTestId('language')).toContainText(told === 'de' ? 'Deutsch' : 'English');

      await tabTo(page, page.getByTestId('folder-path'));
      await page.keyboard.type(gameDir);
      await tabTo(page, page.getByTestId('welcome-done'));
      await page.keyboard.press('Enter');

      const card = page.locator('[data-game-id="openra"]');
      await tabTo(page, card);
      await expect(page.locator(':focus-visible')).toHaveAttribute('data-game-id', 'openra');
      await expect(card.getByTestId('primary-action')).toContainText(download);
      await page.keyboard.press('Enter');
      await expect(card.getByTestId('state-chip')).toHaveText(installed, slow);
      await expect(card.getByTestId('primary-action')).toHaveText(play);
      await page.screenshot({ path: `test-results/looks/keyboard-${told}.png` });

      await tabTo(page, card);
      await page.keyboard.press('Enter');
      const played = join(gameDir, 'openra', 'local', 'played.txt');
      await expect.poll(async () => (await readFile(played, 'utf8').catch(() => '')).trim(), slow).toMatch(`${told} `);
    } finally {
      for (const step of undo.toReversed()) await step();
    }
  });
}
