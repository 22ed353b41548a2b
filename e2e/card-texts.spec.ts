// The words on cards, in a real browser: none is cut, and none breaks that fits.
import { expect, test, type Page } from '@playwright/test';
import { coverAspects, defaultAppearance, densities, type Appearance } from '../src-shared/appearance.ts';
import { startGallery, type Gallery } from './gallery-page.ts';

let gallery: Gallery;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  gallery = await startGallery();
});

test.afterAll(async () => gallery.stop());

async function openLibrary(page: Page, look: Partial<Appearance>): Promise<void> {
  await page.goto(gallery.url('calm'));
  await page.waitForFunction(() => window.lanspread !== undefined);
  await page.evaluate(async (appearance) => void (await window.lanspread?.call('save-settings', { appearance })), {
    ...defaultAppearance,
    ...look,
  });
  await expect(page.locator('html')).toHaveAttribute('data-density', look.density ?? defaultAppearance.density);
  await expect(page.locator('html')).toHaveAttribute(
    'data-cover-aspect',
    look.coverAspect ?? defaultAppearance.coverAspect,
  );
  await expect(page.locator('.cover-title').first()).toBeVisible();
}

/** Cards follow the window's width a frame later. */
async function widen(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  await page.evaluate(
    async () => new Promise((resolve) => void requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

/** Words whose letters stand on more than one line, and titles that are wider than their place. */
const brokenWords = async (page: Page): Promise<string[]> =>
  page.locator('.cover-title:not([data-breaks])').evaluateAll((titles) =>
    titles.flatMap((title) => {
      const node = title.firstChild as Text;
      const wide = title.scrollWidth > title.clientWidth ? [`${node.data} (too wide)`] : [];
      const words = [...node.data.matchAll(/[^\s-]+/gu)].filter(({ 0: word, index }) => {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
      });
      return [...wide, ...words.map(({ 0: word }) => word)];
    }),
  );

const cutButtons = async (page: Page): Promise<string[]> =>
  page
    .locator('.card .card-actions .button:first-child > span')
    .evaluateAll((spans) =>
      spans
        .filter((span) => span.clientWidth > 0 && span.scrollWidth > span.clientWidth)
        .map((span) => span.textContent ?? ''),
    );

/** At 1200 the upright covers are as narrow as they get. */
const widths = [1200, 1280];

test.describe('words', () => {
  for (const density of densities) {
    test(`are whole on ${density} cards`, async ({ page }) => {
      for (const coverAspect of coverAspects) {
        await openLibrary(page, { density, coverAspect });
        for (const width of widths) {
          await widen(page, width);
          if (coverAspect === defaultAppearance.coverAspect) expect(await brokenWords(page)).toEqual([]);
          expect(await cutButtons(page)).toEqual([]);
        }
      }
    });
  }
});

test('a compact card shows the size alone, and says the whole step to a screen reader', async ({ page }) => {
  await openLibrary(page, { density: 'compact' });
  const download = page.locator('.card .button[data-kind="download"]').first();
  await expect(download.locator('.button-text')).toBeHidden();
  await expect(download.locator('.button-short')).toHaveText(/^[\d.]+ [KMG]B$/u);
  await expect(download.locator('svg')).toBeVisible();
  await expect(download).toHaveAccessibleName(/^Download .+ \([\d.]+ [KMG]B\)$/u);
  await page.screenshot({ path: 'test-results/looks/compact-cards.png' });
});

for (const look of ['compact', 'normal', 'large', 'list'] as const) {
  test(`the caret offers a download without installing and a low-disk install, ${look}`, async ({ page }) => {
    await openLibrary(page, { density: look === 'list' ? 'normal' : look });
    if (look === 'list') await page.getByTestId('view-toggle').click();
    const game = page.locator('[data-game-id="alien-arena"]');
    await game.getByTestId('more-actions').click();
    const names = ['Download without installing', 'Low-disk install', 'Details'];
    await expect(page.getByRole('menuitem')).toHaveText(names);
    await page.screenshot({ path: `test-results/looks/caret-${look}.png` });
    await page.getByRole('menuitem', { name: 'Low-disk install' }).click();
    const sent = async () => page.evaluate(() => (window.lanspread as unknown as { calls: unknown[] }).calls);
    expect(await sent()).toContainEqual({
      name: 'send-command',
      input: { kind: 'stream-install-game', gameId: 'alien-arena' },
    });
  });
}
