// What went wrong, what to do, and all of it to copy: on cards, in the list, in the sheet and in messages.
import { expect, test, type Page } from '@playwright/test';
import { startGallery, type Gallery } from './gallery-page.ts';
import { card } from './window-test.ts';

let gallery: Gallery;

test.use({ locale: 'en', permissions: ['clipboard-read', 'clipboard-write'] });

test.beforeAll(async () => {
  test.setTimeout(120_000);
  gallery = await startGallery();
});

test.afterAll(async () => gallery.stop());

const copied = async (page: Page): Promise<string> => page.evaluate(async () => navigator.clipboard.readText());

test('a failed card leads to what to do with the keyboard alone, and its details can be copied', async ({ page }) => {
  await page.goto(gallery.url('busy'));
  const failed = card(page, 'frozen-bubble');
  await expect(failed.getByTestId('status-line')).toHaveText('The archive frozen-bubble.eti is damaged.');
  await expect(failed).toHaveAccessibleName(/damaged\. Remove the downloaded files and download the game again\./u);
  await failed.focus();
  await page.keyboard.press('Tab');
  await expect(failed.getByTestId('what-to-do')).toBeFocused();
  await expect(failed.getByTestId('what-to-do')).toHaveAccessibleName('What to do: Frozen Bubble');
  await page.keyboard.press('Enter');
  const problem = page.getByTestId('detail').getByTestId('problem');
  await expect(problem).toContainText('Remove the downloaded files and download the game again.');
  await problem.getByTestId('copy-details').click();
  await expect(problem.getByTestId('copy-details')).toHaveText('Copied');
  expect(await copied(page)).toContain('Frozen Bubble\nWhat happened: The archive frozen-bubble.eti is damaged.');
  expect(await copied(page)).toContain('Code: archive-corrupt');
});

test('a line of the list says what to do, and leads to it', async ({ page }) => {
  await page.goto(gallery.url('busy'));
  await page.getByTestId('view-toggle').click();
  const failed = card(page, 'frozen-bubble');
  await expect(failed.getByTestId('status-line')).toContainText('Remove the downloaded files');
  await failed.getByTestId('what-to-do').click();
  await expect(page.getByTestId('detail').getByTestId('problem')).toBeVisible();
});

test('a message of a failure can be copied with its code', async ({ page }) => {
  await page.goto(gallery.url('calm'));
  await card(page, 'openttd').getByTestId('primary-action').click();
  await expect(card(page, 'openttd').getByTestId('what-to-do')).toBeVisible();
  await page.evaluate(() => {
    const error = { code: 'internal', message: 'It stopped.', cause: 'the reason underneath' } as const;
    (window.lanspread as unknown as { tell: (topic: string, data: unknown) => void }).tell('peer-event', {
      kind: 'runtime-failed',
      error,
    });
  });
  await page.getByTestId('toast').getByTestId('copy-details').click();
  expect(await copied(page)).toContain('Code: internal\nCause: the reason underneath');
});
