// An update that does not fit beside the old version: the question about space offers to put it in its place.
import { expect, test } from '@playwright/test';
import { startGallery, type Gallery } from './gallery-page.ts';

let gallery: Gallery;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  gallery = await startGallery();
});

test.afterAll(async () => gallery.stop());

for (const [game, offered] of [
  ['mindustry', true],
  ['0ad', false],
] as const) {
  test(`${game}: replacing in place is ${offered ? 'offered, and asks first' : 'not offered'}`, async ({ page }) => {
    await page.goto(gallery.url('tight'));
    await page.locator(`[data-game-id="${game}"]`).getByTestId('primary-action').click();
    const question = page.getByTestId('space-dialog');
    await expect(question).toContainText('are missing');
    const replace = question.getByRole('button', { name: 'Replace in place…' });
    await expect(replace).toHaveCount(Number(offered));
    if (!offered) return;
    await expect(question).toContainText('Deletes the downloaded old version first. There is no way back to it.');
    await replace.click();
    await expect(question).toHaveCount(0);
    await expect(page.getByTestId('confirm')).toContainText('no way back');
  });
}
