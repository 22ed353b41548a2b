// The words on cards, in a real browser: none is cut, and none breaks that fits.
import { expect, test, type Page } from '@playwright/test';
import { defaultAppearance, densities, type Density } from '../src-shared/appearance.ts';
import { startGallery, type Gallery } from './gallery-page.ts';

let gallery: Gallery;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  gallery = await startGallery();
});

test.afterAll(async () => gallery.stop());

async function openLibrary(page: Page, density: Density): Promise<void> {
  await page.goto(gallery.url('calm'));
  await page.waitForFunction(() => window.lanspread !== undefined);
  await page.evaluate(async (appearance) => void (await window.lanspread?.call('save-settings', { appearance })), {
    ...defaultAppearance,
    density,
  });
  await expect(page.locator('html')).toHaveAttribute('data-density', density);
  await expect(page.locator('.cover-title').first()).toBeVisible();
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

test.describe('words', () => {
  for (const density of densities) {
    test(`are whole on ${density} cards`, async ({ page }) => {
      await openLibrary(page, density);
      expect(await brokenWords(page)).toEqual([]);
      expect(await cutButtons(page)).toEqual([]);
    });
  }
});

test('a compact card shows the size alone, and says the whole step to a screen reader', async ({ page }) => {
  await openLibrary(page, 'compact');
  const download = page.locator('.card .button[data-kind="download"]').first();
  await expect(download.locator('.button-text')).toBeHidden();
  await expect(download.locator('.button-short')).toHaveText(/^[\d.]+ [KMG]B$/u);
  await expect(download.locator('svg')).toBeVisible();
  await expect(download).toHaveAccessibleName(/^Download .+ \([\d.]+ [KMG]B\)$/u);
  await page.screenshot({ path: 'test-results/looks/compact-cards.png' });
});
