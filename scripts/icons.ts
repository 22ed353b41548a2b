// `npm run icons`: draws the program's icons from the logo, in every size and format that systems ask for.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import config from '../playwright.config.ts';

export const logoFile = join(import.meta.dirname, '../src-renderer/public/logo.svg');
export const buildDir = join(import.meta.dirname, '../build');

/** Of Linux, each a file of its own. */
export const pngSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024] as const;
/** In the one file of Windows. */
export const icoSizes = [16, 24, 32, 48, 64, 128, 256] as const;
/** In the one file of macOS, each under its type; the second half is for displays with twice the pixels. */
export const icnsTypes = {
  icp4: 16,
  icp5: 32,
  icp6: 64,
  ic07: 128,
  ic08: 256,
  ic09: 512,
  ic10: 1024,
  ic11: 32,
  ic12: 64,
  ic13: 256,
  ic14: 512,
} as const;

type Drawn = ReadonlyMap<number, Buffer>;

/** A directory of entries, then the PNGs themselves. */
export function packIco(drawn: Drawn): Buffer {
  const pictures = icoSizes.map((size) => ({ size, png: drawn.get(size) ?? Buffer.alloc(0) }));
  const directory = Buffer.alloc(6 + pictures.length * 16);
  directory.writeUInt16LE(1, 2);
  directory.writeUInt16LE(pictures.length, 4);
  let offset = directory.length;
  for (const [index, { size, png }] of pictures.entries()) {
    const at = 6 + index * 16;
    // 0 stands for 256.
    directory.writeUInt8(size % 256, at);
    directory.writeUInt8(size % 256, at + 1);
    directory.writeUInt16LE(1, at + 4);
    directory.writeUInt16LE(32, at + 6);
    directory.writeUInt32LE(png.length, at + 8);
    directory.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([directory, ...pictures.map(({ png }) => png)]);
}

/** `icns`, its length, then per picture: type, length with these eight bytes, PNG. */
export function packIcns(drawn: Drawn): Buffer {
  const parts = Object.entries(icnsTypes).map(([type, size]) => withLength(type, drawn.get(size) ?? Buffer.alloc(0)));
  return withLength('icns', Buffer.concat(parts));
}

function withLength(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(data.length + 8, 4);
  return Buffer.concat([head, data]);
}

async function drawLogo(page: Page, svg: string, size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size });
  const image = `<img width="${size}" height="${size}" style="display:block" src="data:image/svg+xml,${encodeURIComponent(svg)}">`;
  await page.setContent(`<body style="margin:0">${image}`);
  return page.screenshot({ omitBackground: true });
}

async function makeIcons(): Promise<void> {
  const svg = await readFile(logoFile, 'utf8');
  const browser = await chromium.launch(config.use?.launchOptions);
  try {
    const page = await browser.newPage();
    const drawn = new Map<number, Buffer>();
    for (const size of pngSizes) drawn.set(size, await drawLogo(page, svg, size));
    await mkdir(join(buildDir, 'icons'), { recursive: true });
    for (const [size, png] of drawn) await writeFile(join(buildDir, 'icons', `${size}x${size}.png`), png);
    await writeFile(join(buildDir, 'icon.svg'), svg);
    await writeFile(join(buildDir, 'icon.png'), drawn.get(1024) ?? '');
    await writeFile(join(buildDir, 'icon.ico'), packIco(drawn));
    await writeFile(join(buildDir, 'icon.icns'), packIcns(drawn));
  } finally {
    await browser.close();
  }
}

if (import.meta.main) await makeIcons();
