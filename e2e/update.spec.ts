// A newer version in the room becomes the installed one, through the window; what the player made stays.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installDirName } from '../src-main/peer/disk/names.ts';
import { hashTree, manyPieceGame } from './game-fixtures.ts';
import { olderVersion } from './scenarios/games.ts';
import { assertSameDownload } from './scenarios/steps.ts';
import { card, choose, expect, joinSlowly, picture, slow, startPlayer, step, test } from './window-test.ts';

test('an installed game is updated, and keeps what the player made', async ({ page, stage }) => {
  const [source, player] = await Promise.all([
    stage.startPeer('Seed box', { games: [manyPieceGame('alpha', 8)] }),
    startPlayer(stage, { games: [manyPieceGame('alpha', 6, olderVersion)] }),
  ]);
  const local = join(player.root('alpha'), installDirName);
  await page.goto(player.url);
  await step(page, 'alpha', 'install').click();
  await expect(step(page, 'alpha', 'play')).toBeVisible(slow);
  expect(await hashTree(local)).toEqual(player.games.get('alpha')?.payload);
  await writeFile(join(local, 'saved-game.txt'), 'level 7');

  await joinSlowly(player, source, 8);
  await expect(card(page, 'alpha').getByTestId('state-chip')).toHaveText('Update', slow);
  await expect(step(page, 'alpha', 'update')).toBeVisible();
  await picture(page, 'update-offered');
  await choose(page, 'alpha', /Details/);
  await expect(page.getByTestId('detail').getByTestId('detail-play')).toBeVisible();
  await page.keyboard.press('Escape');
  await step(page, 'alpha', 'update').click();
  await expect(card(page, 'alpha').getByTestId('card-progress')).toContainText(/[1-9]\d %/, slow);
  await expect(step(page, 'alpha', 'play')).toBeVisible(slow);
  await expect(card(page, 'alpha').getByTestId('state-chip')).toHaveText('Installed');

  await assertSameDownload(player, source, 'alpha');
  const installed = await hashTree(local);
  expect(installed.delete('saved-game.txt')).toBe(true);
  expect(installed).toEqual(source.games.get('alpha')?.payload);
  expect(await readFile(join(local, 'saved-game.txt'), 'utf8')).toBe('level 7');
});
