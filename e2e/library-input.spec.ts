// The library by keyboard and by gamepad, over scripted data.
import { expect, test, type Page } from '@playwright/test';
import { startGallery, type Gallery } from './gallery-page.ts';

let gallery: Gallery;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  gallery = await startGallery();
});

test.afterAll(async () => gallery.stop());

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.addInitScript(() => {
    const held = { buttons: [] as number[], axes: [0, 0] };
    const pad = () => ({
      index: 0,
      connected: true,
      axes: held.axes,
      buttons: Array.from({ length: 17 }, (_, index) => ({ pressed: held.buttons.includes(index) })),
    });
    Object.assign(window, { held, plugged: false });
    navigator.getGamepads = () => ((window as unknown as { plugged: boolean }).plugged ? [pad()] : [null]) as never;
  });
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

interface StandInPad {
  held: { buttons: number[]; axes: number[] };
  plugged: boolean;
}

async function plug(page: Page): Promise<void> {
  await page.evaluate(() => {
    (window as unknown as StandInPad).plugged = true;
    window.dispatchEvent(new Event('gamepadconnected'));
  });
}

/** Presses and lets go, each for two frames. */
async function press(page: Page, button: number): Promise<void> {
  await page.evaluate(async (index) => {
    const { held } = window as unknown as StandInPad;
    const frames = async () =>
      new Promise(
        (resolve) => void requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve))),
      );
    held.buttons = [index];
    await frames();
    held.buttons = [];
    await frames();
  }, button);
}

const [A, B, Y, UP, DOWN, RIGHT] = [0, 1, 3, 12, 13, 15] as const;

test.describe('gamepad', () => {
  test('moves, acts, plays and goes back', async ({ page }) => {
    await page.goto(gallery.url('calm'));
    await expect(page.getByTestId('game-card').first()).toBeVisible();
    await plug(page);
    await press(page, DOWN);
    expect(await focusedGame(page)).toBe('0ad');
    await press(page, RIGHT);
    expect(await focusedGame(page)).toBe('alien-arena');
    await press(page, A);
    await expect(page.locator('[data-game-id="alien-arena"]')).toContainText(/Downloading|Finding|Pause/);
    await page.locator('[data-game-id="hedgewars"]').focus();
    await press(page, Y);
    await expect(page.locator('[data-game-id="hedgewars"]')).toContainText('Playing');
    await page.keyboard.press(' ');
    await expect(page.getByTestId('detail')).toBeVisible();
    await press(page, B);
    await expect(page.getByTestId('detail')).toBeHidden();
  });

  test('leaves the grid upwards and comes back; menus are walked through', async ({ page }) => {
    await page.goto(gallery.url('calm'));
    await plug(page);
    await page.locator('[data-game-id="0ad"]').focus();
    await press(page, UP);
    expect(await page.evaluate(() => document.activeElement?.closest('header') !== null)).toBe(true);
    await press(page, DOWN);
    expect(await focusedGame(page)).toBe('0ad');
    await page.getByTestId('more-actions').first().click();
    await expect(page.getByRole('menu')).toBeVisible();
    const first = await page.locator('[role=menuitem]:focus').textContent();
    await press(page, DOWN);
    expect(await page.locator('[role=menuitem]:focus').textContent()).not.toBe(first);
    await press(page, B);
    await expect(page.getByRole('menu')).toBeHidden();
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
