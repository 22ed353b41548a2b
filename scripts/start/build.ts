// Builds what is shown and run, when it is missing or older than its sources.
import { join } from 'node:path';
import { runProcess } from '../run-process.ts';
import { binOf } from '../test/steps.ts';
import { isFresh } from './freshness.ts';

export type BuildTarget = 'desktop' | 'browser';

const windowSources = ['src-shared', 'src-renderer', 'package-lock.json'];
const builds = {
  desktop: {
    built: ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html'],
    sources: [...windowSources, 'src-main', 'electron.vite.config.ts'],
    program: 'electron-vite',
    args: ['build'],
  },
  browser: {
    built: ['out/renderer/index.html'],
    sources: windowSources,
    program: 'vite',
    args: ['build', '--config', 'src-renderer/vite.config.ts'],
  },
};

/** Throws Error with the builder's output when the build fails. */
export async function buildWhenStale(root: string, target: BuildTarget, signal: AbortSignal): Promise<void> {
  const { built, sources, program, args } = builds[target];
  const inRoot = (path: string) => join(root, path);
  if (await isFresh(built.map(inRoot), sources.map(inRoot))) return;
  console.log('Building the launcher.');
  const { ending, output } = await runProcess(
    {
      file: process.execPath,
      args: [binOf(root, program), ...args, '--logLevel', 'warn'],
      cwd: root,
      env: { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' },
      limitSeconds: 180,
      quiet: 'output',
    },
    signal,
  );
  if ('code' in ending && ending.code === 0) return;
  throw new Error(`the build failed\n${output}`);
}
