// Port and private room in the settings, against real peers: refused, made, saved, and in force after a restart.
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, listPeers } from './scenarios/steps.ts';
import { expect, picture, slow, startPlayer, test } from './window-test.ts';
import type { Page } from '@playwright/test';

const openSettings = async (page: Page) => {
  await page.getByTestId('open-settings').click();
  await page.getByTestId('network-settings').scrollIntoViewIfNeeded();
};
const save = async (page: Page) => page.getByTestId('save-settings').click();
const portIn = (address: string) => address.split(':').at(-1) ?? '';

test('a private room and a port are chosen, hold after a restart, and others find in with its folder', async ({
  page,
  stage,
}) => {
  const other = await stage.startPeer('Seed box');
  const player = await startPlayer(stage);
  await player.command('set-game-dir', { path: player.gamesDir });
  await page.goto(player.url);
  await openSettings(page);
  // The stage starts its peers with a port of their own.
  await expect(page.getByTestId('network-port')).toBeDisabled();
  await expect(page.getByTestId('network-settings')).toContainText('--port');
  await expect(page.getByTestId('network-later')).toHaveCount(0);

  const room = page.getByTestId('room-path');
  await room.fill(stage.home);
  await save(page);
  await expect(page.getByTestId('problem')).toContainText(`There is no room in ${stage.home}.`);
  await room.fill(join(stage.home, 'ours'));
  await page.getByTestId('make-room').click();
  await expect(page.getByTestId('room-made')).toContainText(join(stage.home, 'ours'));
  await expect(page.getByTestId('network-later')).toBeVisible();
  await page.getByTestId('room-made').scrollIntoViewIfNeeded();
  await picture(page, 'private-room');
  await save(page);
  await expect(page.getByTestId('settings')).toHaveCount(0);

  await player.kill();
  const again = await startPlayer(stage, { asSaved: true }, player);
  await expect(page.getByTestId('connection-banner')).toHaveCount(0, slow);
  await openSettings(page);
  await expect(room).toHaveValue(join(stage.home, 'ours'));
  await expect(page.getByTestId('network-later')).toHaveCount(0);
  await expect(connect(again, other)).rejects.toThrow();
  const friend = await stage.startPeer('Friend', { args: ['--certs', join(stage.home, 'ours')] });
  await connect(again, friend);
  expect((await listPeers(again)).map(({ name }) => name)).toEqual(['Friend']);
});

test('a port is refused while another program has it, and told when it is taken at the start', async ({
  page,
  stage,
}) => {
  const other = await stage.startPeer('Seed box');
  const player = await startPlayer(stage, { portAsSaved: true });
  await player.command('set-game-dir', { path: player.gamesDir });
  await page.goto(player.url);
  await openSettings(page);
  const port = page.getByTestId('network-port');
  await port.fill('80');
  await save(page);
  await expect(page.getByTestId('problem')).toContainText('1024 to 65535');
  await port.fill(portIn(other.address));
  await save(page);
  await expect(page.getByTestId('problem')).toContainText(`Port ${portIn(other.address)} is already in use.`);
  await expect(page.getByTestId('problem')).toContainText('choose another port');
  await picture(page, 'port-taken');

  await other.stop();
  await save(page);
  await expect(page.getByTestId('settings')).toHaveCount(0);
  await player.kill();
  const back = await stage.startPeer('Seed box', { args: ['--port', portIn(other.address)] });
  await startPlayer(stage, { asSaved: true, portAsSaved: true }, player);
  await expect(page.getByTestId('network-notice')).toContainText(portIn(back.address), slow);
  await picture(page, 'port-taken-at-start');
});

test('without the folder of its room a PC is alone until it is back', async ({ page, stage }) => {
  const player = await startPlayer(stage);
  await player.command('set-game-dir', { path: player.gamesDir });
  await page.goto(player.url);
  const ours = join(stage.home, 'ours');
  await openSettings(page);
  await page.getByTestId('room-path').fill(ours);
  await page.getByTestId('make-room').click();
  await expect(page.getByTestId('room-made')).toBeVisible();
  await save(page);
  await expect(page.getByTestId('settings')).toHaveCount(0);
  await player.kill();
  await rename(ours, `${ours} away`);
  const alone = await startPlayer(stage, { asSaved: true }, player);
  await expect(page.getByTestId('network-notice')).toContainText('this PC is alone', slow);
  const other = await stage.startPeer('Seed box');
  await expect(connect(alone, other)).rejects.toThrow();
  await alone.kill();
  await rename(`${ours} away`, ours);
  await startPlayer(stage, { asSaved: true }, alone);
  await expect(page.getByTestId('network-notice')).toHaveCount(0, slow);
});
