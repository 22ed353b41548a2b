// The desktop program as a whole, in a real Electron; skipped where its binary or the build is missing.
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test';
import type { AppBridge } from '../src-shared/app-bridge.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Never through the `electron` package itself: importing it downloads the binary. */
function findElectron(): string | null {
  const given = process.env['ELECTRON_EXEC_PATH'];
  if (given !== undefined && existsSync(given)) return given;
  const pathFile = join(root, 'node_modules/electron/path.txt');
  if (!existsSync(pathFile)) return null;
  const binary = join(root, 'node_modules/electron/dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

const electron = findElectron();
const isBuilt = existsSync(join(root, 'out/main/main.js')) && existsSync(join(root, 'out/renderer/index.html'));

test.skip(electron === null, 'No Electron binary: run "npx install-electron" or set ELECTRON_EXEC_PATH.');
test.skip(!isBuilt, 'The desktop program is not built: run "npm run build".');

let userData: string;
let app: ElectronApplication;
let page: Page;

async function launch(): Promise<ElectronApplication> {
  // Chromium's sandbox refuses to work for root, as in containers.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = [root, `--user-data-dir=${userData}`, '--disable-gpu', ...asRoot];
  return _electron.launch({ executablePath: electron ?? '', args, cwd: root });
}

test.beforeEach(async () => {
  userData = await mkdtemp(join(tmpdir(), 'lanspread-electron-'));
  app = await launch();
  page = await app.firstWindow();
});

test.afterEach(async () => {
  await app.close();
  await rm(userData, { recursive: true, force: true });
});

/** Waits until the window has its bridge, then calls through it. */
async function snapshotOf(window: Page): Promise<{ host: string; peerId: string; catalogSize: number }> {
  await window.waitForFunction(() => 'lanspread' in globalThis);
  return window.evaluate(async () => {
    const { lanspread } = globalThis as unknown as { lanspread: AppBridge };
    await new Promise<void>((resolve) => {
      lanspread.onConnection((connected) => {
        if (connected) resolve();
      });
    });
    const { host, self, catalogSize } = await lanspread.call('get-snapshot', undefined);
    return { host, peerId: self.peerId, catalogSize };
  });
}

test('shows the interface over its own scheme and reaches the peer', async () => {
  expect(page.url()).toBe('app-lanspread://launcher/');
  const snapshot = await snapshotOf(page);
  expect(snapshot.host).toBe('electron');
  expect(snapshot.peerId).toMatch(/^[0-9a-f]{32}$/);
  expect(snapshot.catalogSize).toBeGreaterThan(0);
});

test('reaches the peer again after a reload', async () => {
  const before = await snapshotOf(page);
  await page.reload();
  expect(await snapshotOf(page)).toEqual(before);
});

test('gives the page neither Node nor a way out', async () => {
  const found = await page.evaluate(() => [
    typeof Reflect.get(globalThis, 'require'),
    typeof Reflect.get(globalThis, 'process'),
  ]);
  expect(found).toEqual(['undefined', 'undefined']);
  await page.evaluate(() => globalThis.location.assign('https://example.invalid/'));
  expect(await page.evaluate(() => globalThis.open('https://example.invalid/') === null)).toBe(true);
  expect(page.url()).toBe('app-lanspread://launcher/');
  expect(app.windows()).toHaveLength(1);
});

test('keeps to one instance', async () => {
  const closed = new Promise((resolve) => {
    void launch().then(
      (second) => second.once('close', () => resolve(null)),
      // The second one may be gone before it could be talked to.
      resolve,
    );
  });
  await closed;
  expect((await snapshotOf(page)).host).toBe('electron');
});
