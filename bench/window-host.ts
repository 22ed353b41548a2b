// What the window costs with a real peer behind it: how soon it is painted, and what it takes while nobody sees it.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { makeGame, makeTempDir, manyPieceGame, writeCatalog } from '../e2e/game-fixtures.ts';
import { untilHashed } from '../e2e/scenarios/hashed.ts';
import { launchChromium } from './chromium.ts';
import { startBenchPeer, type BenchPeer, type BenchPeerSetup } from './bench-peer.ts';
import { mebibyte, round } from './bench.ts';

type OnEnd = BenchPeerSetup['onEnd'];

const bigId = 'download';
const smallGames = 60;
/** Bytes a second; so slow that the download outlasts what is measured. */
const rate = 8 * mebibyte;
/** What follows a change of visibility is over by then. */
const settleMs = 3000;

/** A room of two: one has `smallGames` and, with `mib` above 0, a game that takes long to fetch; the other has the window. */
async function startRoom(mib: number, onEnd: OnEnd) {
  const home = await makeTempDir('bench-window');
  onEnd(home.remove);
  const shared = join(home.path, 'source', 'games');
  const specs = Array.from({ length: smallGames }, (_, n) => ({ id: `game-${n}`, files: { 'readme.txt': `${n}` } }));
  const games = [];
  for (const spec of [...specs, ...(mib === 0 ? [] : [manyPieceGame(bigId, mib)])])
    games.push(await makeGame(shared, spec));
  const entries = games.map(({ catalogEntry }) => catalogEntry);
  const catalog = await writeCatalog(join(home.path, 'catalog.json'), entries);
  const setup = { home: home.path, catalog, watched: false, onEnd };
  const source = await startBenchPeer('source', setup);
  if (mib > 0) await untilHashed({ home: home.path, onEnd }, source, bigId, 120_000);
  const host = await startBenchPeer('host', { ...setup, args: ['--web', '0'] });
  await host.command('connect', { address: source.address });
  const url = host.webUrl();
  if (url === null) throw new Error('the host serves no window: build it first (npm run build)');
  return { host, url };
}

/** From the start of the navigation, each time in a browser that has seen nothing of the page; the median and the worst. */
export async function measureFirstPaint(rounds: number, onEnd: OnEnd): Promise<object> {
  const { url } = await startRoom(0, onEnd);
  const browser = await launchChromium(onEnd);
  const seen = [];
  for (let run = 0; run < rounds; run++) seen.push(await openOnce(browser, url));
  const sorted = (times: number[]) => times.toSorted((a, b) => a - b);
  const first = sorted(seen.map(({ firstPaintMs }) => firstPaintMs));
  const cards = sorted(seen.map(({ cardsMs }) => cardsMs));
  const middle = Math.floor(rounds / 2);
  return {
    measure: 'first-paint',
    rounds,
    games: smallGames,
    firstPaintMs: round(first[middle] ?? Number.NaN),
    firstPaintWorstMs: round(first.at(-1) ?? Number.NaN),
    cardsMs: round(cards[middle] ?? Number.NaN),
    cardsWorstMs: round(cards.at(-1) ?? Number.NaN),
  };
}

async function openOnce(browser: Browser, url: string): Promise<{ firstPaintMs: number; cardsMs: number }> {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.goto(url);
  await page.getByTestId('game-card').first().waitFor();
  const times = await page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    return { firstPaintMs: paint?.startTime ?? Number.NaN, cardsMs: performance.now() };
  });
  await page.close();
  return times;
}

/**
 * CPU time of Chromium's renderer processes, as Chromium itself counts it, over some seconds of a download under way: once
 * with the window seen, once hidden. The page behind is the only one.
 */
export async function measureHidden(seconds: number, onEnd: OnEnd): Promise<object> {
  const mib = Math.ceil(((seconds * 1000 + settleMs) * 2 + 15_000) / 1000) * (rate / mebibyte);
  const { host, url } = await startRoom(mib, onEnd);
  const browser = await launchChromium(onEnd);
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByTestId('game-card').first().waitFor();
  await host.command('limits', { download: rate });
  await host.command('download', { gameId: bigId, install: false });
  await page.getByTestId('card-progress').first().waitFor();
  const seen = await measureShare(browser, host, seconds);
  const hiddenBy = await hide(context, page);
  const hidden = await measureShare(browser, host, seconds);
  return {
    measure: 'hidden-window',
    seconds,
    hiddenBy,
    seenPercentOfOneCore: seen.percent,
    hiddenPercentOfOneCore: hidden.percent,
    progressEvents: hidden.progressEvents,
  };
}

async function measureShare(browser: Browser, host: BenchPeer, seconds: number) {
  await pause(settleMs);
  const since = host.mark();
  const before = await rendererSeconds(browser);
  const from = performance.now();
  await pause(seconds * 1000);
  const used = (await rendererSeconds(browser)) - before;
  const percent = round((used / ((performance.now() - from) / 1000)) * 100);
  const told = host.events.slice(since).filter(({ event }) => event.kind === 'download-progress').length;
  if (told === 0) throw new Error('the download was over too soon');
  return { percent, progressEvents: told };
}

async function rendererSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/**
 * Minimises the window. A headless Chromium does not always hide its pages then; so the page is told by the same event and
 * properties, and its animations are stopped, which Chromium does for a hidden page. What else it saves then is missing: the
 * figure is too high rather than too low.
 */
async function hide(context: BrowserContext, page: Page): Promise<'minimised' | 'told'> {
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  const { windowId } = await session.send('Browser.getWindowForTarget');
  await session.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'minimized' } }).catch(() => {});
  await pause(500);
  if (await page.evaluate(() => document.hidden)) return 'minimised';
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true });
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
    const still = new CSSStyleSheet();
    still.replaceSync('*, ::before, ::after { animation: none !important; transition: none !important }');
    document.adoptedStyleSheets = [still];
  });
  return 'told';
}
