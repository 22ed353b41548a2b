// `npm run doc-pictures`: takes the pictures in docs/ from the window over scripted data, so that they show it as it is.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, expect, type Page } from '@playwright/test';
import { startGallery } from '../e2e/gallery-page.ts';
import { openScene, windowScenes, type WindowScene } from '../e2e/window-scenes.ts';
import type { Theme } from '../src-shared/appearance.ts';
import config from '../playwright.config.ts';
import { decodePng, encodeWithPalette } from './png.ts';

const docsDir = join(import.meta.dirname, '../docs');
const viewport = { width: 1280, height: 800 };

const sceneOf = (name: string): WindowScene => {
  const found = windowScenes[name];
  if (found === undefined) throw new RangeError(`there is no scene ${name}`);
  return found;
};

/** Long enough for a curve to have a shape. */
const curveMs = 40_000;

/** `theme`: dark unless it says otherwise. */
const pictures: Record<string, WindowScene & { theme?: Theme }> = {
  library: sceneOf('library'),
  detail: sceneOf('detail-busy'),
  room: sceneOf('spread'),
  downloads: {
    scene: 'downloads',
    reach: async (page) => {
      await sceneOf('downloads-curve').reach(page);
      await page.waitForTimeout(curveMs);
    },
  },
  'library-installed': {
    scene: 'played',
    theme: 'light',
    reach: async (page) => {
      await page.getByTestId('filter-installed').click();
      await expect(page.getByTestId('state-chip').first()).toBeVisible();
    },
  },
};

async function takePicture(page: Page, name: string): Promise<void> {
  // What the pointer rests on would look chosen.
  await page.mouse.move(0, 0);
  const png = encodeWithPalette(decodePng(await page.screenshot()));
  await writeFile(join(docsDir, `${name}.png`), png);
  process.stdout.write(`docs/${name}.png: ${Math.round(png.length / 1024)} KiB\n`);
}

const gallery = await startGallery();
const browser = await chromium.launch(config.use?.launchOptions);
try {
  const page = await browser.newPage({ viewport, locale: 'en-US' });
  for (const [name, { scene, reach, theme = 'dark' }] of Object.entries(pictures)) {
    await openScene(page, gallery, scene, { theme });
    await reach(page);
    await takePicture(page, name);
  }
} finally {
  await browser.close();
  await gallery.stop();
}
