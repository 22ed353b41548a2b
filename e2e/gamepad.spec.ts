// From the library to a running game with nothing but a gamepad, against a real PC.
import { expect, test } from '@playwright/test';
import { plug, press, standInPad, stepTo } from './pad.ts';
import { startPlayableRoom } from './playable-room.ts';

const slow = { timeout: 30_000 };

test('download, install, play, uninstall and remove, by gamepad', async ({ browser }) => {
  const undo: (() => Promise<void>)[] = [];
  try {
    const room = await startPlayableRoom(undo, { chosen: true });
    const page = await browser.newPage({ locale: 'en', reducedMotion: 'reduce' });
    undo.push(async () => page.close());
    await standInPad(page);
    await page.goto(room.url);
    const card = page.locator('[data-game-id="openra"]');
    await expect(card.getByTestId('primary-action')).toContainText('Download', slow);
    await plug(page);
    await press(page, 'DOWN');
    await stepTo(page, 'RIGHT', '[data-game-id="openra"]');

    await press(page, 'START');
    await expect(page.getByRole('menuitem').first()).toHaveText('Download without installing');
    await press(page, 'A');
    await expect(card.getByTestId('primary-action')).toHaveText('Install', slow);
    await press(page, 'A');
    await expect(card.getByTestId('primary-action')).toHaveText('Play', slow);
    await press(page, 'Y');
    await expect.poll(async () => room.readPlayed('openra'), slow).toMatch('en ');
    await expect(card.getByTestId('primary-action')).toHaveText('Play', slow);

    await press(page, 'X');
    await stepTo(page, 'DOWN', '[data-testid=detail-uninstall]');
    await press(page, 'A');
    await stepTo(page, 'DOWN', '[data-testid=confirm-yes]');
    await press(page, 'A');
    await expect(page.getByTestId('detail-primary')).toHaveText('Install', slow);
    await stepTo(page, 'DOWN', '[data-testid=detail-remove-download]');
    await press(page, 'A');
    await stepTo(page, 'DOWN', '[data-testid=confirm-yes]');
    await press(page, 'A');
    await expect(page.getByTestId('detail-primary')).toContainText('Download', slow);
    expect(await room.readVersion('openra')).toBe('');
    await press(page, 'B');
    await expect(page.getByTestId('detail')).toBeHidden();
  } finally {
    for (const step of undo.toReversed()) await step();
  }
});
