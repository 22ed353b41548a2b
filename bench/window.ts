// What the window costs: keystroke to painted, frames while scrolling, elements on the page, a large room; and with a real
// peer, its first paint and a hidden window.
import type { Browser, Page } from '@playwright/test';
import { startGallery, type Gallery } from '../e2e/gallery-page.ts';
import { openScene, windowScenes } from '../e2e/window-scenes.ts';
import { defineBench, round, withCleanUp } from './bench.ts';
import { launchChromium } from './chromium.ts';
import { measureFirstPaint, measureHidden } from './window-host.ts';

export const window = defineBench({
  about:
    'the window in Chromium: 10,000 games (milliseconds from a key to its paint, frames while scrolling, elements), a room of ' +
    '40 PCs and 500 games, the first paint with a real peer, a hidden window during a download (share of one core)',
  flags: { seconds: 4, rounds: 4, hiddenSeconds: 10 },
  run: async ({ seconds, rounds, hiddenSeconds }, print) => {
    await withCleanUp(async (onEnd) => {
      const gallery = await startGallery();
      onEnd(gallery.stop);
      const browser = await launchChromium(onEnd);
      for (const view of ['grid', 'list'] as const)
        print(await measureLibrary(browser, gallery, view, seconds, rounds));
      print(await measureRoom(browser, gallery, seconds));
    });
    print(await withCleanUp(async (onEnd) => measureFirstPaint(rounds, onEnd)));
    print(await withCleanUp(async (onEnd) => measureHidden(hiddenSeconds, onEnd)));
  },
});

/** What is typed, letter by letter, and then taken back. */
const typed = 'xonotic 99';

async function measureLibrary(
  browser: Browser,
  gallery: Gallery,
  view: 'grid' | 'list',
  seconds: number,
  rounds: number,
) {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.goto(gallery.url('many'));
  await page.getByTestId('game-card').first().waitFor();
  if (view === 'list') await page.getByTestId('view-toggle').click();
  const games = (await page.getByTestId('filter-all').textContent())?.replaceAll(/\D/gu, '');
  const keys = await measureKeys(page, rounds);
  const scroll = await measureScroll(page, '[data-testid=library-scroll]', seconds * 1000);
  await page.close();
  return { measure: 'library', view, games: Number(games), ...keys, ...scroll };
}

/** The matrix of who has what, while its report comes every second: how long it takes to show, and to scroll through. */
async function measureRoom(browser: Browser, gallery: Gallery, seconds: number) {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await openScene(page, gallery, 'crowd');
  await page.getByTestId('room-tab-spread').waitFor();
  const shownMs = await page.evaluate(async () => {
    const from = performance.now();
    document.querySelector<HTMLElement>('[data-testid=room-tab-spread]')?.click();
    while (document.querySelector('[data-testid=spread-row]') === null) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return performance.now() - from;
  });
  await windowScenes['spread-crowd']?.reach(page);
  const columns = await page.locator('.spread-table thead th').count();
  const rows = Number(await page.getByTestId('spread-table').getAttribute('aria-rowcount'));
  const scroll = await measureScroll(page, '.spread-scroll', seconds * 1000);
  await page.close();
  return { measure: 'room', peers: columns - 1, games: rows - 1, shownMs: round(shownMs), ...scroll };
}

/** From the event of a key to the frame after the one that drew it. */
async function measureKeys(page: Page, rounds: number) {
  await page.evaluate(() => {
    const delays: number[] = [];
    Object.assign(globalThis, { delays });
    document.addEventListener(
      'input',
      ({ timeStamp }) =>
        requestAnimationFrame(() => {
          // A message comes once the frame is handed over.
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener('message', () => void delays.push(performance.now() - timeStamp));
          port1.start();
          port2.postMessage(null);
        }),
      { capture: true },
    );
  });
  await page.getByTestId('search').focus();
  for (let round_ = 0; round_ < rounds; round_ += 1) {
    for (const key of typed) await page.keyboard.press(key === ' ' ? 'Space' : key, { delay: 5 });
    for (const _ of typed) await page.keyboard.press('Backspace', { delay: 5 });
  }
  const delays = await page.evaluate(() => (globalThis as unknown as { delays: number[] }).delays);
  return { keys: delays.length, keyMedianMs: round(quantile(delays, 0.5)), keyP95Ms: round(quantile(delays, 0.95)) };
}

/** Scrolls as fast as a wheel is turned, and looks at each frame. */
async function measureScroll(page: Page, area: string, forMs: number) {
  const { frames, elements } = await page.evaluate(
    async ([selector, ms]) => {
      const scroller = document.querySelector(selector);
      if (scroller === null) throw new Error('there is nothing to scroll');
      const gaps: number[] = [];
      let most = 0;
      const from = performance.now();
      for (let before = from; before - from < ms;) {
        scroller.scrollTop += 90;
        const now = await new Promise<number>(requestAnimationFrame);
        gaps.push(now - before);
        before = now;
        most = Math.max(most, document.querySelectorAll('*').length);
      }
      return { frames: gaps.slice(1), elements: most };
    },
    [area, forMs] as const,
  );
  const mean = frames.reduce((sum, ms) => sum + ms, 0) / frames.length;
  const slow = frames.filter((ms) => ms > 32).length / frames.length;
  return {
    frameMeanMs: round(mean),
    frameP95Ms: round(quantile(frames, 0.95)),
    framesOver32MsPercent: round(slow * 100),
    elements,
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
