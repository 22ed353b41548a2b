// Tests of the window in a real browser: each with a room of its own, whose peers are processes.
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { openStage, type Actor, type PeerSetup, type Stage } from './scenarios/stage.ts';
import { slowDown } from './scenarios/transfer-steps.ts';
import { connect } from './scenarios/steps.ts';

/** What needs a transfer, an unpacking or a process that starts. */
export const slow = { timeout: 30_000 };

export const test = base.extend<{ stage: Stage }>({
  locale: 'en',
  stage: async ({}, use, { annotations, title }) => {
    const stage = await openStage('window', (text) => void annotations.push({ type: title, description: text }));
    try {
      await use(stage);
      await stage.stop();
    } finally {
      await stage.abandon();
      await stage.remove();
    }
  },
});

/** A peer that serves a window. */
export interface Player extends Actor {
  /** The link, with its token. */
  url: string;
}

const playerName = 'Robin';

/** `again`: started anew on the ports that it had, as when somebody opens the program again on the same PC. */
export async function startPlayer(stage: Stage, setup: PeerSetup = {}, again?: Player): Promise<Player> {
  const web = ['--web', again === undefined ? '0' : portOf(again.url)];
  const port = again === undefined || setup.portAsSaved === true ? [] : ['--port', portOf(again.address)];
  const peer = await stage.startPeer(playerName, { ...setup, args: [...web, ...port, ...(setup.args ?? [])] });
  await expect.poll(() => peer.webUrl(), slow).not.toBeNull();
  return { ...peer, url: peer.webUrl() ?? '' };
}

const portOf = (address: string) => /:(\d+)(?:\/|$)/.exec(address)?.[1] ?? '';

/** The player knows it, and gets so many MiB per second from it. */
export async function joinSlowly(player: Actor, source: Actor, mibPerSecond: number): Promise<void> {
  await slowDown(source, mibPerSecond);
  await connect(player, source);
}

export const card = (page: Page, gameId: string): Locator =>
  page.locator(`[data-testid=game-card][data-game-id="${gameId}"]`);

/** The button of the next step, when it is this one. */
export const step = (page: Page, gameId: string, kind: string): Locator =>
  card(page, gameId).locator(`[data-testid=primary-action][data-kind="${kind}"]`);

/** Takes an entry of the menu behind the caret. */
export async function choose(page: Page, gameId: string, name: RegExp): Promise<void> {
  await card(page, gameId).getByTestId('more-actions').click();
  await page.getByRole('menuitem', { name }).click();
}

/** The download has begun to move, and is not close to its end. */
export async function untilMoving(page: Page, gameId: string): Promise<void> {
  await expect(card(page, gameId).getByTestId('card-progress')).toContainText(/(?<!\d)[1-5]\d %/, slow);
}

/** A picture of the page, to be looked at. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test-results/trouble/${name}.png` });
}

export { expect };
