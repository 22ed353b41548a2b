// Every page and dialog over scripted data: no axe violation in any theme, nothing that sticks out at any size in either
// language, and a picture of each to look at, in test-results/looks.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import config from '../playwright.config.ts';
import { startGallery, type Gallery } from './gallery-page.ts';
import { findOverflow, openScene, windowScenes } from './window-scenes.ts';

// With the scroll bars that players see.
test.use({ launchOptions: { ...config.use?.launchOptions, ignoreDefaultArgs: ['--hide-scrollbars'] } });

let gallery: Gallery;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  gallery = await startGallery();
});

test.afterAll(async () => gallery.stop());

/** `npm run looks`: every picture there is, and every rule in every theme. */
const whole = process.env['LOOKS'] === 'all';

async function expectNoViolations(page: Page, rules: 'all' | 'contrast', within = 'html'): Promise<void> {
  // There are no frames in the window, and the other mode opens a page of its own each time.
  const axe = new AxeBuilder({ page }).setLegacyMode().include(within);
  // The hidden buttons that close a popover for screen readers lie outside of landmarks.
  const chosen = rules === 'all' ? axe.disableRules(['region']) : axe.withRules(['color-contrast']);
  const { violations } = await chosen.analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
  );
  expect(found).toEqual([]);
}

const themes = ['dark', 'light', 'contrast'] as const;

const pictureOf = (name: string) => `test-results/looks/${name}.png`;

/** Nothing is in them that another scene would not show in this theme too. */
const darkOnly = new Set(
  'no-match lost no-games detail detail-installed downloads downloads-none settings-end licences spread-crowd'.split(
    ' ',
  ),
);

for (const theme of themes) {
  for (const [name, { scene, reach }] of Object.entries(windowScenes)) {
    if (theme !== 'dark' && darkOnly.has(name)) continue;
    test(`${name}, ${theme}, has no axe violation and nothing sticks out`, async ({ page }) => {
      await openScene(page, gallery, scene, { theme });
      await reach(page);
      if (whole || theme === 'dark') await page.screenshot({ path: pictureOf(`${theme}-${name}`) });
      expect(await findOverflow(page)).toEqual([]);
      // Another theme changes nothing but colours.
      await expectNoViolations(page, whole || theme === 'dark' ? 'all' : 'contrast');
    });
  }
}

const sizes = [
  { width: 800, height: 600 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

for (const locale of ['en-US', 'de-DE']) {
  // What the tests above have not seen yet; the longer language is the harder one.
  for (const viewport of sizes.filter(({ width }) =>
    whole ? locale === 'de-DE' || width !== 1280 : locale === 'de-DE' && width !== 1280,
  )) {
    test(`nothing sticks out or is cut off at ${viewport.width} × ${viewport.height} in ${locale}`, async ({
      browser,
    }) => {
      test.setTimeout(180_000);
      const context = await browser.newContext({ locale, viewport });
      const page = await context.newPage();
      const found: string[] = [];
      for (const [name, { scene, reach }] of Object.entries(windowScenes)) {
        await openScene(page, gallery, scene);
        await reach(page);
        await page.screenshot({ path: pictureOf(`${viewport.width}-${locale.slice(0, 2)}-${name}`) });
        found.push(...(await findOverflow(page)).map((line) => `${name}: ${line}`));
      }
      await expect(page.locator('html')).toHaveAttribute('lang', locale.slice(0, 2));
      expect(found).toEqual([]);
      await context.close();
    });
  }
}

test('a picture of covers and list in each density at each size', async ({ page }) => {
  for (const viewport of sizes) {
    await page.setViewportSize(viewport);
    for (const density of ['compact', 'normal', 'large'] as const) {
      const coverAspect = ({ compact: 'box', normal: 'square', large: 'banner' } as const)[density];
      await openScene(page, gallery, 'busy', { density, coverAspect });
      await expect(page.getByTestId('card-progress').first()).toBeVisible();
      await page.screenshot({ path: pictureOf(`${viewport.width}-grid-${density}`) });
      expect(await findOverflow(page)).toEqual([]);
      await page.getByTestId('view-toggle').click();
      await expect(page.locator('.line').first()).toBeVisible();
      await page.screenshot({ path: pictureOf(`${viewport.width}-list-${density}`) });
      expect(await findOverflow(page)).toEqual([]);
    }
  }
});

for (const locale of whole ? ['en-US', 'de-DE'] : ['de-DE']) {
  test(`the sheet of states in ${locale}: every card and button in each theme, density and shape`, async ({
    browser,
  }) => {
    test.setTimeout(120_000);
    const context = await browser.newContext({ locale, viewport: { width: 1360, height: 900 } });
    const page = await context.newPage();
    await openScene(page, gallery, 'states');
    await expect(
      page.getByTestId('sheet-dark').locator('[data-game-id=starting] [data-kind=wait]').first(),
    ).toBeVisible();
    for (const theme of themes) {
      await page.getByTestId(`sheet-${theme}`).screenshot({ path: pictureOf(`states-${locale.slice(0, 2)}-${theme}`) });
    }
    expect(await findOverflow(page)).toEqual([]);
    // Of all shapes at once it would take minutes.
    for (const theme of themes)
      await expectNoViolations(page, 'contrast', `[data-testid=sheet-${theme}] > :first-child`);
    await context.close();
  });
}

test('a room of 40 PCs and 500 games stays small: only the rows on screen are there', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await openScene(page, gallery, 'crowd');
  await windowScenes['spread-crowd']?.reach(page);
  const elements = async () => page.evaluate(() => document.querySelectorAll('*').length);
  expect(await elements()).toBeLessThan(3000);
  const all = Number(await page.getByTestId('spread-table').getAttribute('aria-rowcount'));
  expect(all).toBeGreaterThan(250);
  await page.locator('.spread-scroll').evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  await expect(page.getByTestId('spread-row').last()).toHaveAttribute('aria-rowindex', String(all));
  expect(await elements()).toBeLessThan(3000);
});
