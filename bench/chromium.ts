// The browser that windows are measured in: the one of the specs.
import { chromium, type Browser } from '@playwright/test';
import config from '../playwright.config.ts';
import type { BenchPeerSetup } from './bench-peer.ts';

export async function launchChromium(onEnd: BenchPeerSetup['onEnd']): Promise<Browser> {
  const browser = await chromium.launch(config.use?.launchOptions);
  onEnd(async () => browser.close());
  return browser;
}
