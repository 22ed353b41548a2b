// A newer version in the room becomes the installed one, through the window; what the player made stays.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installDirName, stagingDirName } from '../src-main/peer/disk/names.ts';
import { hashTree, manyPieceGame } from './game-fixtures.ts';
import { ofKind } from './peer-process.ts';
import { olderVersion } from './scenarios/games.ts';
import type { Stage } from './scenarios/stage.ts';
import { assertInstalled, assertSameDownload, install } from './scenarios/steps.ts';
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

/** One that has the new version, and a player who has installed the old one. */
async function startInstalled(stage: Stage) {
  const [source, player] = await Promise.all([
    stage.startPeer('Seed box', { games: [manyPieceGame('alpha', 8)] }),
    startPlayer(stage, { games: [manyPieceGame('alpha', 6, olderVersion)] }),
  ]);
  await install(player, 'alpha');
  await joinSlowly(player, source, 16);
  return { source, player };
}

test('an update that could not be installed is offered to be, and the old version to be played', async ({
  page,
  stage,
}) => {
  const { source, player } = await startInstalled(stage);
  const inTheWay = join(player.root('alpha'), stagingDirName);
  await mkdir(inTheWay);
  await page.goto(player.url);
  await step(page, 'alpha', 'update').click();
  const next = step(page, 'alpha', 'install');
  await expect(next).toHaveText('Install update', slow);
  await expect(card(page, 'alpha').getByTestId('state-chip')).toHaveText('Failed');
  await page.reload();
  await expect(card(page, 'alpha').getByTestId('state-chip')).toHaveText('Update');
  await choose(page, 'alpha', /Details/);
  const detail = page.getByTestId('detail');
  await expect(detail.getByTestId('detail-play')).toBeVisible();
  await expect(detail).toContainText(/Downloaded version.*Installed version/);
  await picture(page, 'update-not-installed');
  await page.keyboard.press('Escape');
  await rm(inTheWay, { recursive: true });
  await next.click();
  await expect(step(page, 'alpha', 'play')).toBeVisible(slow);
  await assertInstalled(player, 'alpha', source);
});

test('an update that a crash cut off is installed at the next start', async ({ page, stage }) => {
  const { source, player } = await startInstalled(stage);
  await player.command('download', { gameId: 'alpha', install: true });
  await player.waitForEvent(
    ofKind('active-operations-changed', ({ operations }) => operations[0]?.kind === 'updating'),
  );
  await player.kill();
  const again = await startPlayer(stage, {}, player);
  await page.goto(again.url);
  await expect(step(page, 'alpha', 'play')).toBeVisible(slow);
  await assertInstalled(again, 'alpha', source);
});
