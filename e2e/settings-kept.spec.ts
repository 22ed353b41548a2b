// What a player has chosen is still so after a restart of the program.
import { expect, picture, slow, startPlayer, test } from './window-test.ts';
import type { Page } from '@playwright/test';

async function take(page: Page, select: string, option: string): Promise<void> {
  await page.getByTestId(select).click();
  await page.getByRole('option', { name: option, exact: true }).click();
  await expect(page.getByTestId(select)).toContainText(option);
}

async function expectChosen(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'contrast');
  await page.getByTestId('open-settings').click();
  await expect(page.getByTestId('player-name')).toHaveValue('Grace');
  await expect(page.getByTestId('theme')).toContainText('High contrast');
  await expect(page.getByTestId('density')).toContainText('Compact');
  await expect(page.getByTestId('limit-download')).toHaveValue('12.5');
  await expect(page.getByTestId('limit-playingUpload')).toHaveValue('3');
  await expect(page.getByTestId('concurrent-downloads')).toContainText('3');
}

test('name, look and limits hold after a restart of the peer, and after a reload', async ({ page, stage }) => {
  const before = await startPlayer(stage);
  await page.goto(before.url);
  await page.getByTestId('open-settings').click();
  await page.getByTestId('player-name').fill('Grace');
  await take(page, 'theme', 'High contrast');
  await take(page, 'density', 'Compact');
  await page.getByTestId('limit-download').fill('12.5');
  await page.getByTestId('limit-playingUpload').fill('3');
  await take(page, 'concurrent-downloads', '3');
  await page.getByTestId('save-settings').click();
  await expect(page.getByTestId('settings')).toHaveCount(0);
  const { gamesDir } = before;
  await before.command('set-game-dir', { path: gamesDir });
  await before.kill();

  const player = await startPlayer(stage, { asSaved: true }, before);
  expect(await player.command('status')).toMatchObject({ name: 'Grace', gameDir: gamesDir });
  await expect(page.getByTestId('connection-banner')).toHaveCount(0, slow);
  await expectChosen(page);
  await picture(page, 'settings-after-restart');
  await page.reload();
  await expectChosen(page);
});
