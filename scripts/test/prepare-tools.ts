// Finds, and where possible installs, what the browser specs and the lab need besides the packages.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { runProcess } from '../run-process.ts';
import { binOf } from './steps.ts';

export interface Tools {
  /** Program file of a Chromium that starts; null with the reason when there is none. */
  chromium: { path: string } | { missing: string };
}

type Run = (file: string, args: string[], limitSeconds: number) => Promise<boolean>;

/** Never fails: what cannot be had is skipped later, with the reason. */
export async function prepareTools(root: string, signal: AbortSignal): Promise<Tools> {
  const run: Run = async (file, args, limitSeconds) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const { ending } = await runProcess({ file, args, cwd: root, env, limitSeconds, quiet: true }, signal);
    return 'code' in ending && ending.code === 0;
  };
  await installLabTools(run);
  return { chromium: await prepareChromium(root, run) };
}

async function installLabTools(run: Run): Promise<void> {
  if (!canUseApt()) return;
  const wanted = { ip: 'iproute2', nft: 'nftables', tc: 'iproute2', ethtool: 'ethtool' };
  const missing = Object.entries(wanted).filter(([program]) => findOnPath(program) === null);
  if (missing.length > 0) await installPackages(run, [...new Set(missing.map(([, name]) => name))]);
}

async function prepareChromium(root: string, run: Run): Promise<Tools['chromium']> {
  const found = await firstThatStarts(installedBrowsers(), run);
  if (found !== null) return { path: found };
  await run(process.execPath, [binOf(root, '@playwright/test', 'playwright'), 'install', 'chromium'], 90);
  const downloaded = await firstThatStarts([chromium.executablePath()], run);
  if (downloaded !== null) return { path: downloaded };
  if (canUseApt()) await installPackages(run, ['chromium']);
  const packaged = await firstThatStarts(installedBrowsers(), run);
  if (packaged !== null) return { path: packaged };
  return { missing: 'there is no Chromium, and none can be installed: set CHROMIUM_PATH to one' };
}

function installedBrowsers(): string[] {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
  const { CHROMIUM_PATH: chosen, PROGRAMFILES: programs, LOCALAPPDATA: local } = process.env;
  return [
    ...(chosen === undefined || chosen === '' ? [] : [chosen]),
    ...names.map(findOnPath).filter((file) => file !== null),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ...[programs, local].flatMap(browsersBelow),
  ].filter((file) => existsSync(file));
}

function browsersBelow(folder: string | undefined): string[] {
  if (folder === undefined) return [];
  return ['Google/Chrome', 'Chromium'].map((name) => join(folder, name, 'Application/chrome.exe'));
}

/** A browser may be there and still miss a library. On Windows it would open a window instead of telling its version. */
async function firstThatStarts(files: string[], run: Run): Promise<string | null> {
  for (const file of files) {
    if (!existsSync(file)) continue;
    if (process.platform === 'win32' || (await run(file, ['--version'], 20))) return file;
  }
  return null;
}

const canUseApt = (): boolean =>
  process.platform === 'linux' && process.getuid?.() === 0 && findOnPath('apt-get') !== null;

async function installPackages(run: Run, names: string[]): Promise<void> {
  await run('apt-get', ['update', '-qq'], 60);
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], 150);
}

export function findOnPath(program: string): string | null {
  const file = process.platform === 'win32' ? `${program}.exe` : program;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, file);
    if (folder !== '' && isExecutable(path)) return path;
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
