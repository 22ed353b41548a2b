// The library by keyboard and by gamepad, over scripted data.
import { expect, test, type Page } from '@playwright/test';
import { startGallery, type Gallery } from './gallery-page.ts';
import { plug, press, standInPad, stepTo } from './pad.ts';

let gallery: Gallery;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  gallery = await startGallery();
});

test.afterAll(async () => gallery.stop());

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await standInPad(page);
});

const focusedGame = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('data-game-id') ?? document.activeElement?.tagName ?? '');

test.describe('keyboard', () => {
  for (const view of ['covers', 'list']) {
    test(`arrows, Enter, Space and Escape in ${view}`, async ({ page }) => {
      await page.goto(gallery.url('calm'));
      if (view === 'list') await page.getByTestId('view-toggle').click();
      const cells = page.getByTestId('game-card');
      await cells.first().focus();
      await page.keyboard.press('ArrowDown');
      const below = await focusedGame(page);
      expect(below).not.toBe(await cells.first().getAttribute('data-game-id'));
      await expect(page.locator(':focus-visible')).toHaveAttribute('data-game-id', below);
      await page.keyboard.press('End');
      expect(await focusedGame(page)).toBe('zero-k');
      await page.keyboard.press('Home');
      expect(await focusedGame(page)).toBe('0ad');
      await page.keyboard.press('Enter');
      await expect(page.locator('[data-game-id="0ad"]')).toContainText(/Downloading|Finding|Pause/);
      await page.keyboard.press(' ');
      await expect(page.getByTestId('detail')).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByTestId('detail')).toBeHidden();
    });
  }

  test('`/` and Ctrl+F search, Escape clears, F5 asks anew and stays', async ({ page }) => {
    await page.goto(gallery.url('calm'));
    await expect(page.getByTestId('game-card').first()).toBeVisible();
    await page.keyboard.press('/');
    await expect(page.getByTestId('search')).toBeFocused();
    await page.keyboard.type('xono');
    await expect(page.getByTestId('game-card')).toHaveCount(1);
    await page.keyboard.press('Enter');
    await page.keyboard.press('F5');
    await expect(page.getByTestId('announcer')).toContainText('up to date');
    await expect(page.getByTestId('search')).toHaveValue('xono');
    await page.keyboard.press('Control+f');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('search')).toHaveValue('');
    await page.keyboard.press('/');
    await page.keyboard.type('open');
    await page.getByTestId('game-card').first().focus();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('search')).toHaveValue('');
  });

  test('the order of the last played', async ({ page }) => {
    await page.goto(gallery.url('played'));
    await page.getByTestId('sort').click();
    await page.getByRole('option', { name: 'Recently played' }).click();
    await expect(page.getByTestId('game-card').first()).toHaveAttribute('data-game-id', 'openra');
    await page.locator('[data-game-id="hedgewars"]').getByTestId('primary-action').click();
    await expect(page.getByTestId('game-card').first()).toHaveAttribute('data-game-id', 'hedgewars');
  });
});

const gameCard = (page: Page, id: string) => page.locator(`[data-game-id="${id}"]`);

test.describe('gamepad', () => {
  test('moves, acts, plays, shows details and goes back', async ({ page }) => {
    await page.goto(gallery.url('calm'));
    await expect(page.getByTestId('game-card').first()).toBeVisible();
    await plug(page);
    await press(page, 'DOWN');
    expect(await focusedGame(page)).toBe('0ad');
    await press(page, 'RIGHT');
    expect(await focusedGame(page)).toBe('alien-arena');
    await press(page, 'A');
    await expect(gameCard(page, 'alien-arena')).toContainText(/Downloading|Finding|Pause/);
    await stepTo(page, 'RIGHT', '[data-game-id="hedgewars"]');
    await press(page, 'Y');
    await expect(gameCard(page, 'hedgewars')).toContainText('Playing');
    await press(page, 'X');
    await expect(page.getByTestId('detail')).toBeVisible();
    await press(page, 'B');
    await expect(page.getByTestId('detail')).toBeHidden();
    await expect(gameCard(page, 'hedgewars')).toBeFocused();
  });

  test('reaches every step of a game on its sheet, and answers the questions before it', async ({ page }) => {
    await page.goto(gallery.url('calm'));
    await plug(page);
    await press(page, 'DOWN', 'X');
    await stepTo(page, 'DOWN', '[data-testid=detail-stream-install]');
    await press(page, 'B');
    await stepTo(page, 'RIGHT', '[data-game-id=openra]');
    await press(page, 'X');
    await stepTo(page, 'DOWN', '[data-testid=detail-verify]');
    await press(page, 'A');
    await expect(page.getByTestId('detail')).toContainText(/Checking|Verifying/);
    await stepTo(page, 'DOWN', '[data-testid=detail-cancel-verify]');
    await press(page, 'A');
    await expect(page.getByTestId('detail-start-server')).toBeVisible();
    await stepTo(page, 'DOWN', '[data-testid=detail-start-server]');
    await press(page, 'A');
    await stepTo(page, 'DOWN', '[data-testid=detail-stop-server]');
    await press(page, 'A');
    await stepTo(page, 'DOWN', '[data-testid=confirm-yes]');
    await press(page, 'A');
    await expect(page.getByTestId('detail-start-server')).toBeVisible();
    await stepTo(page, 'DOWN', '[data-testid=detail-uninstall]');
    await press(page, 'A');
    await expect(page.getByTestId('keep-files')).toBeVisible();
    await stepTo(page, 'UP', '[data-testid=keep-files]');
    await expect(page.getByTestId('keep-files').getByRole('checkbox')).toBeChecked();
    await press(page, 'A');
    await expect(page.getByTestId('keep-files').getByRole('checkbox')).not.toBeChecked();
    await stepTo(page, 'DOWN', '[data-testid=confirm-yes]');
    await press(page, 'A');
    await expect(page.getByTestId('detail-primary')).toHaveText('Install');
  });

  test('opens the menu of a game, walks through it and chooses', async ({ page }) => {
    await page.goto(gallery.url('calm'));
    await plug(page);
    await press(page, 'DOWN');
    await stepTo(page, 'RIGHT', '[data-game-id=assaultcube]');
    await press(page, 'START');
    await expect(page.getByRole('menu')).toBeVisible();
    const first = await page.locator('[role=menuitem]:focus').textContent();
    await press(page, 'DOWN');
    expect(await page.locator('[role=menuitem]:focus').textContent()).not.toBe(first);
    await press(page, 'B');
    await expect(page.getByRole('menu')).toBeHidden();
    await expect(gameCard(page, 'assaultcube')).toBeFocused();
    await press(page, 'START', 'START');
    await expect(page.getByRole('menu')).toBeHidden();
    await press(page, 'START');
    await expect(page.locator('[role=menuitem]:focus')).toHaveText(first ?? '');
    await press(page, 'A');
    await expect(page.getByRole('menu')).toBeHidden();
    await expect(gameCard(page, 'assaultcube')).toContainText(/Verifying|Checking/);
    // A game that can be done nothing with still has its details.
    await stepTo(page, 'RIGHT', '[data-game-id=doomsday]');
    await press(page, 'START');
    await expect(page.getByRole('menuitem')).toHaveText(['Details']);
    await press(page, 'A');
    await expect(page.getByTestId('detail')).toContainText('Doomsday Engine');
  });

  test('leaves the grid upwards and comes back', async ({ page }) => {
    await page.goto(gallery.url('calm'));
    await plug(page);
    await press(page, 'DOWN', 'UP');
    expect(await page.evaluate(() => document.activeElement?.closest('header') !== null)).toBe(true);
    await press(page, 'DOWN');
    expect(await focusedGame(page)).toBe('0ad');
  });

  test('chooses filters and tabs with the shoulders, tabs with the D-pad too', async ({ page }) => {
    await page.goto(gallery.url('busy'));
    await plug(page);
    await press(page, 'RB');
    await expect(page.getByTestId('filter-local')).toHaveAttribute('aria-checked', 'true');
    await press(page, 'RB', 'RB');
    await expect(page.getByTestId('filter-installed')).toHaveAttribute('aria-checked', 'true');
    await press(page, 'LB');
    await expect(page.getByTestId('filter-local')).toHaveAttribute('aria-checked', 'true');
    await press(page, 'DOWN', 'UP');
    await stepTo(page, 'RIGHT', '[data-testid=room-badge]');
    await press(page, 'A');
    await expect(page.getByTestId('room-page')).toBeVisible();
    await press(page, 'RB');
    await expect(page.getByTestId('room-tab-spread')).toHaveAttribute('aria-selected', 'true');
    await press(page, 'RIGHT');
    await expect(page.getByTestId('room-tab-check')).toHaveAttribute('aria-selected', 'true');
    await press(page, 'LEFT', 'LEFT');
    await expect(page.getByTestId('room-tab-peers')).toHaveAttribute('aria-selected', 'true');
    await press(page, 'LB');
    await expect(page.getByTestId('room-tab-peers')).toHaveAttribute('aria-selected', 'true');
    await stepTo(page, 'DOWN', '[data-testid=block-peer]');
    await press(page, 'B');
    await expect(page.getByTestId('room-page')).toHaveCount(0);
  });

  test('opens what is folded up, and ticks boxes', async ({ page }) => {
    await page.goto(gallery.url('queue'));
    await plug(page);
    await press(page, 'DOWN', 'UP');
    await stepTo(page, 'RIGHT', '[data-testid=open-downloads]');
    await press(page, 'A');
    await stepTo(page, 'DOWN', '[data-testid=limits-panel] summary');
    await press(page, 'A');
    await expect(page.getByTestId('limit-download')).toBeVisible();
    await stepTo(page, 'DOWN', '[data-testid=limit-download]');
    await press(page, 'B');
    await page.goto('about:blank');
    await page.goto(gallery.url('desktop'));
    await plug(page);
    await expect(page.getByTestId('settings')).toBeVisible();
    await stepTo(page, 'DOWN', '[data-testid=system-startHidden]');
    await press(page, 'A');
    await expect(page.getByTestId('system-startHidden').getByRole('checkbox')).toBeChecked();
  });

  test('is not looked at while none is connected', async ({ page }) => {
    await page.goto(gallery.url('calm'));
    await expect(page.getByTestId('game-card').first()).toBeVisible();
    const looks = await page.evaluate(async () => {
      const pads = navigator.getGamepads.bind(navigator);
      let count = 0;
      navigator.getGamepads = () => {
        count += 1;
        return pads();
      };
      for (let frame = 0; frame < 10; frame += 1) await new Promise(requestAnimationFrame);
      return count;
    });
    expect(looks).toBe(0);
  });
});
