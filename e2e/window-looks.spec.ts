// Every page and dialog over scripted data: no axe violation in any theme, and a picture of each to look at.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import type { Settings } from '../src-shared/app-bridge.ts';
import { defaultAppearance, type Appearance } from '../src-shared/appearance.ts';
import { startGallery, type Gallery } from './gallery-page.ts';

let gallery: Gallery;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  gallery = await startGallery();
});

test.afterAll(async () => gallery.stop());

async function open(page: Page, scene: string, appearance: Partial<Appearance> = {}): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(gallery.url(scene));
  await page.waitForFunction(() => window.lanspread !== undefined);
  await choose(page, { appearance: { ...defaultAppearance, ...appearance } });
}

const choose = async (page: Page, settings: Partial<Settings>) =>
  page.evaluate(async (change) => void (await window.lanspread?.call('save-settings', change)), settings);

async function expectNoViolations(page: Page): Promise<void> {
  // The hidden buttons that close a popover for screen readers lie outside of landmarks.
  const { violations } = await new AxeBuilder({ page }).disableRules(['region']).analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
  );
  expect(found).toEqual([]);
}

const scenes: Record<string, { scene: string; reach: (page: Page) => Promise<void> }> = {
  library: { scene: 'busy', reach: async (page) => expect(page.getByTestId('game-card').first()).toBeVisible() },
  list: {
    scene: 'busy',
    reach: async (page) => {
      await page.getByTestId('view-toggle').click();
      await expect(page.locator('.line').first()).toBeVisible();
    },
  },
  welcome: { scene: 'first', reach: async (page) => expect(page.getByTestId('welcome')).toBeVisible() },
  alone: { scene: 'alone', reach: async (page) => expect(page.getByTestId('empty-library')).toBeVisible() },
  'folder-away': {
    scene: 'away',
    reach: async (page) => {
      await expect(page.getByTestId('folder-notice')).toBeVisible();
      // Whoever has no folder cannot use other PCs: only what helps is shown.
      await expect(page.getByTestId('empty-library')).toHaveCount(0);
    },
  },
  detail: {
    scene: 'calm',
    reach: async (page) => {
      await page.locator('[data-game-id="0ad"]').getByTestId('status-line').click();
      // To download, unpacked, free, and free afterwards.
      await expect(page.getByTestId('space').locator('dd')).toHaveCount(4);
    },
  },
  'detail-unshareable': {
    scene: 'calm',
    reach: async (page) => {
      await page.locator('[data-game-id="astromenace"]').getByTestId('status-line').click();
      await expect(page.getByTestId('detail').getByTestId('unshareable')).toBeVisible();
    },
  },
  space: {
    scene: 'short',
    reach: async (page) => {
      await page.locator('[data-game-id="0ad"]').getByTestId('primary-action').click();
      await expect(page.getByTestId('space-dialog')).toBeVisible();
    },
  },
  downloads: {
    scene: 'queue',
    reach: async (page) => {
      await page.getByTestId('open-downloads').click();
      await expect(page.getByTestId('download-line').first()).toBeVisible();
    },
  },
  settings: {
    scene: 'calm',
    reach: async (page) => {
      await page.getByTestId('open-settings').click();
      await expect(page.getByTestId('settings')).toBeVisible();
    },
  },
  room: {
    scene: 'queue',
    reach: async (page) => {
      await page.getByTestId('room-badge').click();
      await expect(page.getByTestId('room-page')).toBeVisible();
    },
  },
  menu: {
    scene: 'calm',
    reach: async (page) => {
      await page.getByTestId('more-actions').first().click();
      await expect(page.getByRole('menu')).toBeVisible();
    },
  },
  question: {
    scene: 'calm',
    reach: async (page) => {
      await page.locator('[data-game-id="hedgewars"]').getByTestId('more-actions').click();
      await page.getByRole('menuitem', { name: /Uninstall/ }).click();
      await expect(page.getByTestId('confirm')).toBeVisible();
    },
  },
  notices: { scene: 'notices', reach: async (page) => expect(page.getByTestId('toast')).toHaveCount(3) },
};

for (const theme of ['dark', 'light', 'contrast'] as const) {
  for (const [name, { scene, reach }] of Object.entries(scenes)) {
    test(`${name}, ${theme}, has no axe violation`, async ({ page }) => {
      await open(page, scene, { theme });
      await reach(page);
      await expectNoViolations(page);
      await page.screenshot({ path: `test-results/looks/${theme}-${name}.png` });
    });
  }
}

const sizes = [
  { width: 800, height: 600 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

test('a picture of covers and list at each size', async ({ page }) => {
  for (const viewport of sizes) {
    await page.setViewportSize(viewport);
    for (const density of ['compact', 'normal', 'large'] as const) {
      const coverAspect = ({ compact: 'box', normal: 'square', large: 'banner' } as const)[density];
      await open(page, 'busy', { density, coverAspect });
      await expect(page.getByTestId('card-progress').first()).toBeVisible();
      await page.screenshot({ path: `test-results/looks/${viewport.width}-grid-${density}.png` });
      await page.getByTestId('view-toggle').click();
      await expect(page.locator('.line').first()).toBeVisible();
      await page.screenshot({ path: `test-results/looks/${viewport.width}-list-${density}.png` });
      await page.getByTestId('view-toggle').click();
    }
  }
});

test('nothing sticks out sideways at any size, in the longer language too', async ({ browser }) => {
  const page = await browser.newPage({ locale: 'de-DE' });
  for (const viewport of sizes) {
    await page.setViewportSize(viewport);
    await open(page, 'busy');
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.getByTestId('card-progress').first()).toBeVisible();
    await page.screenshot({ path: `test-results/looks/${viewport.width}-german.png` });
    const [inner, outer] = await page.evaluate(() => {
      const bar = document.querySelector('.top-bar');
      return [bar?.scrollWidth ?? 0, window.innerWidth];
    });
    expect(inner).toBeLessThanOrEqual(outer);
  }
  await page.getByTestId('open-settings').click();
  await expect(page.getByTestId('settings')).toBeVisible();
  await page.screenshot({ path: 'test-results/looks/german-settings.png' });
  await page.close();
});
