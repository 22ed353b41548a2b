// Every page and dialog of the window over scripted data: how to get there, and what must hold of how it is laid out.
import { expect, type Page } from '@playwright/test';
import type { Settings } from '../src-shared/app-bridge.ts';
import { defaultAppearance, type Appearance } from '../src-shared/appearance.ts';
import type { Gallery } from './gallery-page.ts';

/** Loads a scene of the gallery in the given look, without movement. */
export async function openScene(
  page: Page,
  gallery: Gallery,
  scene: string,
  appearance: Partial<Appearance> = {},
): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.addInitScript(() => localStorage.clear());
  // Another hash alone would not load the page anew.
  await page.goto('about:blank');
  await page.goto(gallery.url(scene));
  await page.waitForFunction(() => window.lanspread !== undefined);
  await saveSettings(page, { appearance: { ...defaultAppearance, ...appearance } });
}

const saveSettings = async (page: Page, settings: Partial<Settings>) =>
  page.evaluate(async (change) => void (await window.lanspread?.call('save-settings', change)), settings);

export interface WindowScene {
  scene: string;
  /** From the loaded scene to what is to be looked at. */
  reach: (page: Page) => Promise<void>;
}

const sees = (testId: string) => async (page: Page) => expect(page.getByTestId(testId).first()).toBeVisible();

const opens = (button: string, testId: string) => async (page: Page) => {
  await page.getByTestId(button).first().click();
  await sees(testId)(page);
};

const game = (page: Page, id: string) => page.locator(`[data-game-id="${id}"]`);

const opensGame = (id: string, title: string, testId: string) => async (page: Page) => {
  await page.getByTestId('search').fill(title);
  await game(page, id).getByTestId('status-line').click();
  await expect(page.getByTestId('detail').getByTestId(testId)).toBeVisible();
};

const opensRoom = (tab: 'spread' | 'check', testId: string) => async (page: Page) => {
  await page.getByTestId(`room-tab-${tab}`).click();
  await sees(testId)(page);
};

export const windowScenes: Record<string, WindowScene> = {
  library: { scene: 'busy', reach: sees('card-progress') },
  list: {
    scene: 'busy',
    reach: async (page) => {
      await page.getByTestId('view-toggle').click();
      await expect(page.locator('.line').first()).toBeVisible();
    },
  },
  'no-match': {
    scene: 'calm',
    reach: async (page) => {
      await page.getByTestId('search').fill('zzz');
      await expect(page.getByTestId('game-card')).toHaveCount(0);
    },
  },
  lost: { scene: 'lost', reach: async (page) => expect(page.locator('.banner')).toBeVisible() },
  welcome: { scene: 'first', reach: sees('welcome') },
  alone: { scene: 'alone', reach: sees('empty-library') },
  'folder-away': {
    scene: 'away',
    reach: async (page) => {
      await sees('folder-notice')(page);
      // Whoever has no folder cannot use other PCs: only what helps is shown.
      await expect(page.getByTestId('empty-library')).toHaveCount(0);
    },
  },
  'no-games': { scene: 'no-games', reach: sees('empty-library') },
  detail: { scene: 'calm', reach: opensGame('0ad', '0 A.D.', 'space') },
  'detail-installed': { scene: 'calm', reach: opensGame('openra', 'OpenRA', 'detail-primary') },
  'detail-unshareable': { scene: 'calm', reach: opensGame('astromenace', 'AstroMenace', 'unshareable') },
  'detail-busy': { scene: 'busy', reach: opensGame('0ad', '0 A.D.', 'progress-block') },
  space: {
    scene: 'short',
    reach: async (page) => {
      await game(page, '0ad').getByTestId('primary-action').click();
      await sees('space-dialog')(page);
    },
  },
  downloads: { scene: 'queue', reach: opens('open-downloads', 'download-line') },
  'downloads-curve': {
    scene: 'downloads',
    reach: async (page) => expect(page.locator('[data-testid=rate-chart] canvas')).toBeVisible(),
  },
  'downloads-none': { scene: 'calm', reach: opens('open-downloads', 'no-downloads') },
  settings: { scene: 'calm', reach: opens('open-settings', 'settings') },
  'settings-end': {
    scene: 'desktop',
    reach: async (page) => {
      await sees('settings')(page);
      await page.getByTestId('save-diagnostics').scrollIntoViewIfNeeded();
    },
  },
  folders: {
    scene: 'first',
    reach: async (page) => {
      await page.getByTestId('choose-folder').first().click();
      await expect(page.locator('.folder-row').first()).toBeVisible();
    },
  },
  log: { scene: 'log', reach: sees('log-line') },
  unpacks: { scene: 'unpacks', reach: async (page) => expect(page.locator('.run').first()).toBeVisible() },
  licences: {
    scene: 'licences',
    reach: async (page) => {
      await page.locator('.licence summary').first().click();
      await expect(page.locator('.licence pre').first()).toBeVisible();
    },
  },
  room: { scene: 'queue', reach: opens('room-badge', 'peer-list') },
  'room-alone': { scene: 'alone-room', reach: sees('room-empty') },
  spread: { scene: 'room', reach: opensRoom('spread', 'spread-row') },
  'spread-crowd': { scene: 'crowd', reach: opensRoom('spread', 'spread-row') },
  check: { scene: 'room', reach: opensRoom('check', 'finding') },
  menu: {
    scene: 'calm',
    reach: async (page) => {
      await page.getByTestId('more-actions').first().click();
      await expect(page.getByRole('menu')).toBeVisible();
    },
  },
  question: {
    scene: 'calm',
    reach: async (page) => {
      await page.getByTestId('search').fill('Hedgewars');
      await game(page, 'hedgewars').getByTestId('more-actions').click();
      await page.getByRole('menuitem', { name: /uninstall|deinstall/i }).click();
      await expect(page.getByTestId('confirm').getByText('saves/autosave.sav')).toBeVisible();
    },
  },
  notices: { scene: 'notices', reach: async (page) => expect(page.getByTestId('toast')).toHaveCount(3) },
};

/**
 * What is laid out badly, one line each: elements that stick out of the window sideways, areas that would have to be scrolled
 * sideways, and text that is cut off without a sign of it. The matrix of the room is wider than the window by nature.
 */
export async function findOverflow(page: Page): Promise<string[]> {
  await untilAtRest(page);
  return page.evaluate(() => {
    const found: string[] = [];
    const nameOf = (element: Element) =>
      `${element.tagName.toLowerCase()}.${element.className.replaceAll(' ', '.')} “${element.textContent.slice(0, 40)}”`;
    const clips = (element: Element) => getComputedStyle(element).overflowX !== 'visible';
    const isClipped = (element: Element, side: DOMRect) => {
      for (let outer = element.parentElement; outer !== null && outer !== document.body; outer = outer.parentElement) {
        const box = outer.getBoundingClientRect();
        if (clips(outer) && box.left >= -1 && box.right <= innerWidth + 1 && side.right > box.right - 1) return true;
      }
      return false;
    };
    for (const element of document.querySelectorAll('body *')) {
      if (!(element instanceof HTMLElement) || !element.checkVisibility()) continue;
      if (element.closest('.sr-only, .spread-scroll, [aria-hidden=true]:not(.button)') !== null) continue;
      const box = element.getBoundingClientRect();
      if (box.width < 2) continue;
      if ((box.right > innerWidth + 1 || box.left < -1) && !isClipped(element, box))
        found.push(`outside: ${nameOf(element)}`);
      const style = getComputedStyle(element);
      if (element.scrollWidth <= element.clientWidth + 1 || style.display === 'inline') continue;
      if (['auto', 'scroll'].includes(style.overflowX)) found.push(`scrolls sideways: ${nameOf(element)}`);
      const hasText = [...element.childNodes].some(
        ({ nodeType, textContent }) => nodeType === 3 && textContent?.trim() !== '',
      );
      const isCut = style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis';
      if (hasText && (isCut || style.overflowX === 'visible')) found.push(`cut or spilt: ${nameOf(element)}`);
      if (element.matches('button') && style.overflowX === 'visible') found.push(`spilt button: ${nameOf(element)}`);
    }
    return found;
  });
}

/** What slides in has arrived. */
async function untilAtRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = async () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(async ({ finished }) => finished));
  });
}
