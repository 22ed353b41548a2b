// What goes wrong at a party, as the window shows it: sources, peers, connections and folders that go and come back.
import { rename } from 'node:fs/promises';
import { manyPieceGame } from './game-fixtures.ts';
import { startCuttableProxy } from './cuttable-proxy.ts';
import { mebibyte } from './scenarios/games.ts';
import { assertInstalled, assertSameDownload, connect, outcomeOf } from './scenarios/steps.ts';
import { rawBytes, setLimits, sizeOf, untilDownloaded } from './scenarios/transfer-steps.ts';
import { card, expect, joinSlowly, picture, slow, startPlayer, step, test, untilMoving } from './window-test.ts';

const game = manyPieceGame('alpha', 24);
/** So that the whole game takes three seconds. */
const mibPerSecond = 8;

test('the only source dies: the window says what it waits for, and goes on when it is back', async ({
  page,
  stage,
}) => {
  const [source, player] = await Promise.all([stage.startPeer('Seed box', { games: [game] }), startPlayer(stage)]);
  await joinSlowly(player, source, mibPerSecond);
  await page.goto(player.url);
  await step(page, 'alpha', 'download').click();
  await untilMoving(page, 'alpha');
  await source.kill();
  await expect(card(page, 'alpha').getByTestId('state-chip')).toHaveText('Waiting', slow);
  await expect(card(page, 'alpha').getByTestId('status-line')).toContainText('goes on by itself');
  await expect(card(page, 'alpha').getByTestId('card-progress')).toContainText(/[1-9]\d %/);
  await picture(page, 'no-source');
  await stage.startPeer('Seed box', { args: ['--connect', player.address] });
  await expect(card(page, 'alpha').getByTestId('state-chip')).toHaveText('Downloading', slow);
  await expect(step(page, 'alpha', 'play')).toBeVisible(slow);
  await assertSameDownload(player, source, 'alpha');
  await assertInstalled(player, 'alpha', source);
});

test('one of two sources dies: the player is told nothing, and the game is there', async ({ page, stage }) => {
  const games = [game];
  const { lasting, victim } = await stage.startPeers({ lasting: { games }, victim: { games } });
  const player = await startPlayer(stage);
  for (const source of [lasting, victim]) await joinSlowly(player, source, mibPerSecond / 2);
  await page.goto(player.url);
  const since = player.mark();
  await step(page, 'alpha', 'download').click();
  await untilDownloaded(player, 'alpha', 4 * mebibyte, { since });
  await card(page, 'alpha').evaluate(watchChips);
  await expect(card(page, 'alpha').getByTestId('status-line')).toContainText('from 2 PCs', slow);
  await victim.kill();
  await expect(step(page, 'alpha', 'play')).toBeVisible(slow);
  await assertInstalled(player, 'alpha', lasting);
  await expect(page.getByTestId('toast')).toHaveCount(0);
  expect(await page.evaluate(() => document.body.dataset['chips'])).not.toMatch(/Waiting|Failed/);
});

/** Notes every state that the card shows from now on, in the page itself: some last for a moment only. */
function watchChips(shown: Element): void {
  const note = () => {
    const chip = shown.querySelector('[data-testid=state-chip]')?.textContent ?? '';
    document.body.dataset['chips'] = `${document.body.dataset['chips'] ?? ''} ${chip}`;
  };
  new MutationObserver(note).observe(shown, { childList: true, characterData: true, subtree: true });
}

test('the peer dies while a download is paused: the window finds back by itself, and it goes on', async ({
  page,
  stage,
}) => {
  const [source, before] = await Promise.all([stage.startPeer('Seed box', { games: [game] }), startPlayer(stage)]);
  await joinSlowly(before, source, mibPerSecond);
  await page.goto(before.url);
  await step(page, 'alpha', 'download').click();
  await untilMoving(page, 'alpha');
  await step(page, 'alpha', 'pause-download').click();
  await expect(step(page, 'alpha', 'resume-download')).toBeVisible(slow);
  await before.kill();
  await expect(page.getByTestId('connection-banner')).toBeVisible();
  await picture(page, 'peer-gone');
  const player = await startPlayer(stage, { args: ['--connect', source.address] }, before);
  await expect(page.getByTestId('connection-banner')).toHaveCount(0, slow);
  await expect(card(page, 'alpha').getByTestId('state-chip')).toHaveText('Paused');
  await expect(card(page, 'alpha').getByTestId('card-progress')).toContainText(/[1-9]\d %/);
  await picture(page, 'peer-back');
  await step(page, 'alpha', 'resume-download').click();
  await expect(step(page, 'alpha', 'play')).toBeVisible(slow);
  await assertInstalled(player, 'alpha', source);
  await assertSameDownload(player, source, 'alpha');
});

test('the peer dies in the middle of a download: once it runs again the download goes on', async ({ page, stage }) => {
  const [source, before] = await Promise.all([stage.startPeer('Seed box', { games: [game] }), startPlayer(stage)]);
  await joinSlowly(before, source, mibPerSecond);
  await page.goto(before.url);
  await step(page, 'alpha', 'download').click();
  await untilMoving(page, 'alpha');
  await before.kill();
  await expect(page.getByTestId('connection-banner')).toBeVisible();
  const player = await startPlayer(stage, { args: ['--connect', source.address] }, before);
  await expect(page.getByTestId('connection-banner')).toHaveCount(0, slow);
  await expect(step(page, 'alpha', 'play')).toBeVisible(slow);
  await assertInstalled(player, 'alpha', source);
  await assertSameDownload(player, source, 'alpha');
});

test('the window is cut off from its peer: it says so, and knows everything that happened when it is back', async ({
  browser,
  stage,
}) => {
  const proxy = await startCuttableProxy();
  stage.onEnd(proxy.stop);
  const games = [game, manyPieceGame('bravo', 2)];
  const [source, player] = await Promise.all([stage.startPeer('Seed box', { games }), startPlayer(stage)]);
  await joinSlowly(player, source, mibPerSecond);
  const page = await browser.newPage({ locale: 'en', proxy: proxy.settings });
  stage.onEnd(async () => page.close());
  await page.goto(player.url);
  await page.evaluate(() => (document.body.dataset['loaded'] = 'once'));
  const since = player.mark();
  await step(page, 'alpha', 'download').click();
  await untilMoving(page, 'alpha');
  proxy.cut();
  await expect(page.getByTestId('connection-banner')).toBeVisible();
  await step(page, 'bravo', 'download').click();
  await expect(card(page, 'bravo').getByTestId('state-chip')).toHaveText('Failed');
  await picture(page, 'window-cut-off');

  await setLimits(source);
  await outcomeOf(player, 'alpha', 'download-finished', { since });
  await player.waitForEvent(({ kind }) => kind === 'install-finished', { since });
  const other = await stage.startPeer('Newcomer', { games: [manyPieceGame('charlie', 2)] });
  await connect(player, other);
  proxy.mend();
  await expect(page.getByTestId('connection-banner')).toHaveCount(0, slow);
  await expect(step(page, 'alpha', 'play')).toBeVisible();
  await expect(card(page, 'alpha').getByTestId('state-chip')).toHaveText('Installed');
  await expect(step(page, 'bravo', 'download')).toBeVisible();
  await expect(card(page, 'bravo').getByTestId('state-chip')).toHaveCount(0);
  await expect(step(page, 'charlie', 'download')).toBeVisible();
  await expect(page.getByTestId('room-badge')).toContainText('2 PCs');
  await picture(page, 'window-back');
  await step(page, 'bravo', 'download').click();
  await expect(step(page, 'bravo', 'play')).toBeVisible(slow);
  expect(await page.evaluate(() => document.body.dataset['loaded'])).toBe('once');
});

test('the peer hangs: the window says that it is gone, shows nothing that moves, and finds back to it', async ({
  page,
  stage,
}) => {
  const [source, player] = await Promise.all([stage.startPeer('Seed box', { games: [game] }), startPlayer(stage)]);
  await joinSlowly(player, source, mibPerSecond);
  await page.clock.install();
  await page.goto(player.url);
  await step(page, 'alpha', 'download').click();
  await untilMoving(page, 'alpha');
  await expect(card(page, 'alpha').getByTestId('status-line')).toContainText('B/s');
  process.kill(player.pid, 'SIGSTOP');
  try {
    // In place of half a minute.
    await page.clock.runFor(40_000);
    await expect(page.getByTestId('connection-banner')).toBeVisible();
    await expect(card(page, 'alpha').getByTestId('status-line')).toHaveText('–');
    const dot = card(page, 'alpha').getByTestId('state-chip');
    expect(await dot.evaluate((chip) => getComputedStyle(chip, '::before').animationName)).toBe('none');
    await picture(page, 'peer-hangs');
    await page.clock.runFor(40_000);
    await expect(page.getByTestId('connection-banner')).toBeVisible();
  } finally {
    process.kill(player.pid, 'SIGCONT');
  }
  await expect(page.getByTestId('connection-banner')).toHaveCount(0, slow);
  await expect(step(page, 'alpha', 'play')).toBeVisible(slow);
  await assertInstalled(player, 'alpha', source);
});

test('the games folder goes away: the window says what to do, nothing is lost, and all is there again', async ({
  page,
  stage,
}) => {
  const [source, player] = await Promise.all([
    stage.startPeer('Seed box', { games: [game] }),
    startPlayer(stage, { games: [manyPieceGame('bravo', 2)] }),
  ]);
  await joinSlowly(player, source, mibPerSecond);
  await page.goto(player.url);
  await step(page, 'bravo', 'install').click();
  await expect(step(page, 'bravo', 'play')).toBeVisible(slow);
  await step(page, 'alpha', 'download').click();
  await untilMoving(page, 'alpha');
  await step(page, 'alpha', 'pause-download').click();
  await expect(step(page, 'alpha', 'resume-download')).toBeVisible(slow);
  await setLimits(source);

  const away = `${player.gamesDir}.away`;
  await rename(player.gamesDir, away);
  await expect(page.getByTestId('folder-notice')).toContainText(player.gamesDir, slow);
  await expect(page.getByTestId('folder-notice')).toContainText('Bring it back');
  await expect(step(page, 'bravo', 'play')).toHaveCount(0);
  await step(page, 'alpha', 'resume-download').click();
  await expect(card(page, 'alpha').getByTestId('state-chip')).toHaveText('Failed', slow);
  await expect(card(page, 'alpha').getByTestId('status-line')).toContainText('The games folder is gone');
  await expect(card(page, 'alpha').getByTestId('card-progress')).toContainText(/[1-9]\d %/);
  await picture(page, 'folder-gone');
  await rename(away, player.gamesDir);
  await expect(page.getByTestId('folder-notice')).toHaveCount(0, slow);
  await expect(step(page, 'bravo', 'play')).toBeVisible(slow);
  await picture(page, 'folder-back');
  const since = player.mark();
  await step(page, 'alpha', 'retry-download').click();
  const finished = await outcomeOf(player, 'alpha', 'download-finished', { since });
  expect(rawBytes(finished)).toBeLessThan((await sizeOf(source, 'alpha')) - mebibyte);
  await expect(step(page, 'alpha', 'play')).toBeVisible(slow);
  await assertInstalled(player, 'bravo', player);
  await assertInstalled(player, 'alpha', source);
  await assertSameDownload(player, source, 'alpha');
});

test('the games folder is away when the program starts: it is taken again once it is back', async ({ page, stage }) => {
  const before = await startPlayer(stage, { games: [manyPieceGame('bravo', 2)] });
  const { gamesDir } = before;
  await before.command('set-game-dir', { path: gamesDir });
  await before.kill();
  const away = `${gamesDir}.away`;
  await rename(gamesDir, away);
  const player = await startPlayer(stage, { asSaved: true }, before);
  await page.goto(player.url);
  await page.getByTestId('retry-folder').click();
  await expect(page.getByTestId('toast')).toContainText('This folder does not exist', slow);
  await picture(page, 'folder-still-away');
  await rename(away, gamesDir);
  await page.getByTestId('retry-folder').click();
  await expect(page.getByTestId('folder-notice')).toHaveCount(0, slow);
  await expect(step(page, 'bravo', 'install')).toBeVisible(slow);
});
