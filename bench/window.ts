// What a large library costs the window: keystroke to painted, frames while scrolling, elements on the page.
import { existsSync } from 'node:fs';
import { chromium, type Page } from '@playwright/test';
import { startGallery } from '../e2e/gallery-page.ts';
import { defineBench, round, withCleanUp } from './bench.ts';

export const window = defineBench({
  about:
    'a library of 10,000 games in Chromium: milliseconds from a key to its paint, frames while scrolling, elements',
  flags: { seconds: 4, rounds: 4 },
  run: async (flags, print) => {
    for (const view of ['grid', 'list'] as const) print(await measureWindow(view, flags));
  },
});

/** What is typed, letter by letter, and then taken back. */
const typed = 'xonotic 99';

async function measureWindow(view: 'grid' | 'list', { seconds, rounds }: { seconds: number; rounds: number }) {
  return withCleanUp(async (onEnd) => {
    const gallery = await startGallery();
    onEnd(gallery.stop);
    const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((file) => existsSync(file));
    const given = process.env['CHROMIUM_PATH'] ?? executablePath;
    const browser = await chromium.launch({
      ...(given === undefined ? {} : { executablePath: given }),
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    });
    onEnd(async () => browser.close());
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(gallery.url('many'));
    await page.getByTestId('game-card').first().waitFor();
    if (view === 'list') await page.getByTestId('view-toggle').click();
    const games = (await page.getByTestId('filter-all').textContent())?.replaceAll(/\D/gu, '');
    const keys = await measureKeys(page, rounds);
    const scroll = await measureScroll(page, seconds * 1000);
    return { view, games: Number(games), ...keys, ...scroll };
  });
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
async function measureScroll(page: Page, forMs: number) {
  const { frames, elements } = await page.evaluate(async (ms) => {
    const scroller = document.querySelector('[data-testid=library-scroll]');
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
  }, forMs);
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
