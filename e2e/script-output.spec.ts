// What a script of a game wrote before it failed, in the window over scripted data.
import { expect, test } from '@playwright/test';
import { startGallery, type Gallery } from './gallery-page.ts';

let gallery: Gallery;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  gallery = await startGallery();
});

test.afterAll(async () => gallery.stop());

const written = 'error while loading shared libraries';

test('a game that could not be started shows its last lines in the sheet, to be copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(gallery.url('calm'));
  await page.getByRole('button', { name: 'Play OpenTTD', exact: true }).first().click();
  await page.locator('[data-game-id="openttd"]').focus();
  await page.keyboard.press(' ');
  const output = page.getByTestId('detail').getByTestId('script-output');
  await expect(output.locator('pre')).toHaveText(written);
  await expect(output.locator('pre')).toBeVisible();
  await output.getByRole('button', { name: 'Copy' }).click();
  await expect(output.getByRole('button')).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(written);
});
