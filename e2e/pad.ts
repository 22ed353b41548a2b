// A gamepad that is not there: the Gamepad API of a page answers with what the test holds.
import type { Page } from '@playwright/test';

interface StandInPad {
  held: { buttons: number[]; axes: number[] };
  plugged: boolean;
}

/** By the standard mapping. */
export const pad = { A: 0, B: 1, X: 2, Y: 3, LB: 4, RB: 5, START: 9, UP: 12, DOWN: 13, LEFT: 14, RIGHT: 15 } as const;
export type PadButton = keyof typeof pad;

/** To be called before the page is loaded. */
export async function standInPad(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const held = { buttons: [] as number[], axes: [0, 0] };
    const read = () => ({
      index: 0,
      connected: true,
      axes: held.axes,
      buttons: Array.from({ length: 17 }, (_, index) => ({ pressed: held.buttons.includes(index) })),
    });
    Object.assign(window, { held, plugged: false });
    navigator.getGamepads = () => ((window as unknown as { plugged: boolean }).plugged ? [read()] : [null]) as never;
  });
}

export async function plug(page: Page): Promise<void> {
  await page.evaluate(() => {
    (window as unknown as StandInPad).plugged = true;
    window.dispatchEvent(new Event('gamepadconnected'));
  });
}

/** Presses and lets go, each for two frames; several buttons one after the other. */
export async function press(page: Page, ...buttons: PadButton[]): Promise<void> {
  for (const button of buttons) await pressOne(page, pad[button]);
}

async function pressOne(page: Page, button: number): Promise<void> {
  await page.evaluate(async (index) => {
    const { held } = window as unknown as StandInPad;
    const frames = async () =>
      new Promise(
        (resolve) => void requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve))),
      );
    held.buttons = [index];
    await frames();
    held.buttons = [];
    await frames();
  }, button);
}

/** Steps on with one button until `target` has the focus. */
export async function stepTo(page: Page, button: PadButton, target: string): Promise<void> {
  const isThere = async () =>
    page.evaluate(
      (selector) => document.activeElement?.closest(selector) !== null,
      `${target}:focus, ${target} :focus`,
    );
  for (let step = 0; step < 60; step += 1) {
    if (await isThere()) return;
    await press(page, button);
  }
  throw new Error(`${button} does not lead to ${target}`);
}
