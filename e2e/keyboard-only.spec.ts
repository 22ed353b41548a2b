// From the first start to a running game with nothing but a keyboard, once in English and once in German.
import { expect, test, type Locator, type Page } from '@playwright/test';
import { newVersion, startPlayableRoom } from './playable-room.ts';

const slow = { timeout: 30_000 };

/** Tab by Tab, as somebody without a mouse comes there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible(slow);
  for (let step = 0; step < 40; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${target.toString()}`);
}

/** Tab leads into the grid, the arrows to the card. */
async function goToCard(page: Page, card: Locator): Promise<void> {
  await expect(card).toBeVisible(slow);
  await tabTo(page, page.locator('[role=gridcell][tabindex="0"]'));
  await page.keyboard.press('Home');
  for (let step = 0; step < 5; step += 1) {
    if (await card.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('ArrowRight');
  }
  throw new Error(`the arrows do not lead to ${card.toString()}`);
}

/** Opens the menu of the card that has the focus by its caret, and takes an entry of it. */
async function choose(page: Page, card: Locator, name: string): Promise<void> {
  await tabTo(page, card.getByTestId('more-actions'));
  await page.keyboard.press('Enter');
  const entry = page.getByRole('menuitem', { name, exact: true });
  await expect(entry).toBeVisible();
  for (let step = 0; step < 10; step += 1) {
    if (await entry.evaluate((element) => element === document.activeElement)) return page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`the arrows do not lead to ${name}`);
}

/** The question starts on its harmless answer. */
async function sayYes(page: Page): Promise<void> {
  await expect(page.getByTestId('confirm').locator(':focus')).toBeVisible();
  await tabTo(page, page.getByTestId('confirm-yes'));
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('confirm')).toHaveCount(0);
}

const languages = [
  { locale: 'en-GB', welcome: 'Welcome to Lanspread', download: /Download/, install: 'Install', play: 'Play', installed: 'Installed', uninstall: 'Uninstall…', remove: 'Remove downloaded files…', told: 'en' },
  { locale: 'de-DE', welcome: 'Willkommen bei Lanspread', download: /Laden/, install: 'Installieren', play: 'Spielen', installed: 'Installiert', uninstall: 'Deinstallieren …', remove: 'Geladene Dateien entfernen …', told: 'de' },
]; // prettier-ignore

for (const { locale, welcome, download, install, play, installed, uninstall, remove, told } of languages) {
  test(`first start, download, install, play, update, uninstall and remove, by keyboard, ${locale}`, async ({
    browser,
  }) => {
    const undo: (() => Promise<void>)[] = [];
    try {
      const { url, gameDir, readPlayed, readVersion } = await startPlayableRoom(undo);
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
      await goToCard(page, card);
      await expect(page.locator(':focus-visible')).toHaveAttribute('data-game-id', 'openra');
      await expect(card.getByTestId('primary-action')).toContainText(download);
      await page.keyboard.press('Enter');
      await expect(card.getByTestId('state-chip')).toHaveText(installed, slow);
      await expect(card.getByTestId('primary-action')).toHaveText(play);
      await page.screenshot({ path: `test-results/looks/keyboard-${told}.png` });

      await goToCard(page, card);
      await page.keyboard.press('Enter');
      await expect.poll(async () => readPlayed('openra'), slow).toMatch(`${told} `);

      const older = page.locator('[data-game-id="hedgewars"]');
      await goToCard(page, older);
      await expect(older.getByTestId('primary-action')).toContainText('Update');
      await page.keyboard.press('Enter');
      await expect(older.getByTestId('primary-action')).toHaveText(play, slow);
      expect(await readVersion('hedgewars')).toBe(newVersion);

      await choose(page, older, uninstall);
      await sayYes(page);
      await expect(older.getByTestId('primary-action')).toHaveText(install, slow);
      await goToCard(page, older);
      await choose(page, older, remove);
      await sayYes(page);
      await expect(older.getByTestId('primary-action')).toContainText(download, slow);
      expect(await readVersion('hedgewars')).toBe('');
    } finally {
      for (const step of undo.toReversed()) await step();
    }
  });
}
