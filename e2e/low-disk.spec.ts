// Little room on the disk: installing straight from the room, and a disk that is full in the middle of a download.
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { installDirName } from '../src-main/peer/disk/names.ts';
import { hashTree, manyPieceGame, type GameSpec } from './game-fixtures.ts';
import { ofKind } from './peer-process.ts';
import { mebibyte } from './scenarios/games.ts';
import { fillDisk, findSmallDiskProblem, onSmallDisk, seenFromOutside } from './scenarios/small-disk.ts';
import type { Actor } from './scenarios/stage.ts';
import { assertSameDownload } from './scenarios/steps.ts';
import { assertNothingCommitted, setLimits } from './scenarios/transfer-steps.ts';
import { card, expect, joinSlowly, picture, slow, startPlayer, step, test, untilMoving } from './window-test.ts';

const gameMib = 24;
const mibPerSecond = 8;
/** A download is not begun without some room to spare. */
const spareMib = 80;

/** Installed byte for byte, and nothing but the installed game is here. */
async function expectStreamed(player: Actor, gameId: string, source: Actor): Promise<void> {
  expect(await readdir(player.root(gameId))).toEqual([installDirName]);
  expect(await hashTree(`${player.root(gameId)}/${installDirName}`)).toEqual(source.games.get(gameId)?.payload);
}

async function smallDisk(megabytes: number): Promise<{ prefix: (dir: string) => string[] }> {
  const problem = await findSmallDiskProblem(tmpdir());
  if (problem !== null) process.stdout.write(`skipped: ${problem}\n`);
  test.skip(problem !== null, problem ?? '');
  return { prefix: (dir) => onSmallDisk(megabytes, dir) };
}

test('a low-disk install shows how far it is, then the game is there and others cannot get it', async ({
  page,
  stage,
}) => {
  const games = [manyPieceGame('alpha', gameMib)];
  const [source, player] = await Promise.all([stage.startPeer('Seed box', { games }), startPlayer(stage)]);
  await joinSlowly(player, source, mibPerSecond);
  await page.goto(player.url);
  await card(page, 'alpha').getByTestId('status-line').click();
  const detail = page.getByTestId('detail');
  await detail.getByTestId('detail-stream-install').click();
  await expect(detail.getByTestId('state-chip')).toHaveText('Installing from the room', slow);
  await expect(detail.getByTestId('progress-block')).toContainText(/[1-9]\d %/);
  await untilMoving(page, 'alpha');
  await picture(page, 'streaming');
  await expect(detail.getByTestId('detail-primary')).toHaveText('Play', slow);
  await expect(detail).toContainText('installed straight from the room');
  await picture(page, 'streamed');
  await page.keyboard.press('Escape');
  await expect(card(page, 'alpha').getByTestId('unshareable')).toHaveText('Not shareable');
  await expect(step(page, 'alpha', 'play')).toBeVisible();
  await expectStreamed(player, 'alpha', source);
});

test('a low-disk install is listed with the downloads, and one click does not throw it away', async ({
  page,
  stage,
}) => {
  const games = [manyPieceGame('alpha', gameMib)];
  const [source, player] = await Promise.all([stage.startPeer('Seed box', { games }), startPlayer(stage)]);
  await joinSlowly(player, source, 1);
  await page.goto(player.url);
  await card(page, 'alpha').getByTestId('status-line').click();
  const detail = page.getByTestId('detail');
  await detail.getByTestId('detail-stream-install').click();
  await expect(detail.getByTestId('state-chip')).toHaveText('Installing from the room', slow);
  await detail.getByRole('button', { name: 'Close' }).click();
  await untilMoving(page, 'alpha');
  await expect(card(page, 'alpha').getByTestId('status-line')).toContainText(/B\/s from 1 PC/, slow);

  await page.getByTestId('open-downloads').click();
  const line = page.getByTestId('downloads').getByTestId('download-line');
  await expect(line).toHaveAttribute('data-download-id', 'alpha');
  await expect(line.getByTestId('download-text')).toContainText(/MB\/s.*left/is);
  await expect(line.getByTestId('sources')).toContainText('Seed box');
  await expect(page.getByTestId('downloads-summary')).toContainText(/1 download · .*B\/s/);
  await picture(page, 'streaming-downloads');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('open-downloads')).toHaveText('1');

  await step(page, 'alpha', 'cancel-stream-install').click();
  await expect(page.getByTestId('confirm')).toContainText(/unpacked so far/);
  await page.getByRole('button', { name: 'Let it run' }).click();
  await expect(card(page, 'alpha').getByTestId('state-chip')).toHaveText('Installing from the room');
  await step(page, 'alpha', 'cancel-stream-install').click();
  await page.getByTestId('confirm-yes').click();
  await expect(step(page, 'alpha', 'download')).toBeVisible(slow);
  await expect(page.getByTestId('open-downloads')).toHaveText('');
});

/** What is not unpacked makes the download larger than the installed game. */
const manuals: GameSpec = {
  ...manyPieceGame('alpha', 2),
  files: { 'manuals/scans.txt': 'manual '.repeat((spareMib + 40) * (mebibyte / 7)) },
};

test('a download that does not fit: the question about space leads to the low-disk install', async ({
  page,
  stage,
}) => {
  const disk = await smallDisk(spareMib);
  const [source, started] = await Promise.all([
    stage.startPeer('Seed box', { games: [manuals] }),
    startPlayer(stage, disk),
  ]);
  const player = seenFromOutside(started);
  await joinSlowly(player, source, mibPerSecond);
  await page.goto(started.url);
  await step(page, 'alpha', 'download').click();
  const question = page.getByTestId('space-dialog');
  await expect(question).toContainText('are missing');
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
  await picture(page, 'space-question');
  await question.getByRole('button', { name: 'Low-disk install' }).click();
  await expect(question).toHaveCount(0);
  await expect(step(page, 'alpha', 'play')).toBeVisible(slow);
  await expect(card(page, 'alpha').getByTestId('unshareable')).toBeVisible();
  await expectStreamed(player, 'alpha', source);
});

test('the disk fills up in the middle: the game says what to do, and goes on once there is room', async ({
  page,
  stage,
}) => {
  const disk = await smallDisk(gameMib + spareMib);
  const games = [manyPieceGame('alpha', gameMib)];
  const [source, started] = await Promise.all([stage.startPeer('Seed box', { games }), startPlayer(stage, disk)]);
  const player = seenFromOutside(started);
  await joinSlowly(player, source, mibPerSecond);
  await page.goto(started.url);
  await page.getByTestId('game-card').first().getByTestId('status-line').click();
  await page.getByTestId('detail-download-only').click();
  await page.keyboard.press('Escape');
  await untilMoving(page, 'alpha');
  const makeRoom = await fillDisk(player);
  await expect(card(page, 'alpha').getByTestId('state-chip')).toHaveText('Failed', slow);
  await expect(card(page, 'alpha').getByTestId('status-line')).toContainText(/full|free/);
  await expect(card(page, 'alpha').getByTestId('card-progress')).toContainText(/[1-9]\d %/);
  await picture(page, 'disk-full');
  await card(page, 'alpha').getByTestId('status-line').click();
  await expect(page.getByTestId('detail').getByTestId('problem')).toContainText('Free');
  await picture(page, 'disk-full-detail');
  await page.keyboard.press('Escape');
  await assertNothingCommitted(player, 'alpha');

  await setLimits(source);
  const since = player.mark();
  await step(page, 'alpha', 'retry-download').click();
  await player.waitForEvent(ofKind('download-failed'), { since });
  await page.reload();
  await expect(card(page, 'alpha').getByTestId('state-chip')).toHaveText('Failed', slow);
  await expect(card(page, 'alpha').getByTestId('card-progress')).toContainText(/[1-9]\d %/);

  await makeRoom();
  await step(page, 'alpha', 'retry-download').click();
  await expect(step(page, 'alpha', 'install')).toBeVisible(slow);
  await assertSameDownload(player, source, 'alpha');
});
