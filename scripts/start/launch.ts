// Opens the launcher: in Electron's window where that can be had, else in the browser. `--demo` adds a second PC.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join, resolve } from 'node:path';
import { defaultStateDir } from '../../src-main/app/start-options.ts';
import { prepareDemo } from '../demo.ts';
import { whenAskedToEnd } from '../when-ended.ts';
import { buildWhenStale } from './build.ts';
import { createChildGroup } from './child-group.ts';
import { findElectron } from './electron-program.ts';
import { startHeadlessPeer } from './headless-peer.ts';
import { openBrowser } from './open-browser.ts';

const root = dirname(dirname(import.meta.dirname));
const children = createChildGroup();
const interruption = new AbortController();

/** An Electron that ends so soon with a failure has not opened its window, for example for want of a sandbox. */
const earlyFailureMs = 5000;

const usage = `Usage: npm start -- [--demo] [options]
  --demo   also starts a second PC on this one, which has three small games
Other options go to the peer when it runs in the browser; "npm run peer -- --help" lists them.`;

async function launch(args: string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(usage);
    return 0;
  }
  const isDemo = args.includes('--demo');
  const others = args.filter((argument) => argument !== '--demo');
  const electron = await findElectron(root, interruption.signal);
  if ('missing' in electron) {
    await buildWhenStale(root, 'browser', interruption.signal);
    return runInBrowser(electron.missing, isDemo ? await startDemoPc(demoFolder()) : [], others);
  }
  await buildWhenStale(root, 'desktop', interruption.signal);
  const startedAt = performance.now();
  const place = isDemo ? await startDemoPc(demoFolder()) : [];
  const profile = isDemo ? [`--user-data-dir=${join(demoFolder(), 'window')}`] : [];
  const code = await runElectron(electron.path, [...profile, ...place, ...others]);
  const failedEarly = code !== 0 && performance.now() - startedAt < earlyFailureMs;
  return failedEarly && !interruption.signal.aborted ? runInBrowser('Electron does not start', place, others) : code;
}

async function runElectron(program: string, args: string[]): Promise<number> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(program, ['.', ...sandbox, ...args], { cwd: root, env, stdio: 'inherit' });
  children.add(child);
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

const demoFolder = (): string => resolve(defaultStateDir(), 'demo');

async function runInBrowser(why: string, place: string[], args: string[]): Promise<number> {
  const peer = startHeadlessPeer(root, ['--web', '0', ...place, ...args], children);
  const link = await peer.link;
  console.log(`lanspread is in the browser (${why}); Ctrl-C ends it: ${link}`);
  openBrowser(link);
  return peer.ended;
}

/** Starts the other PC of the demo; answers the flags for the player's own peer. */
async function startDemoPc(folder: string): Promise<string[]> {
  const demo = await prepareDemo(folder);
  const common = ['--catalog', demo.catalogFile, '--no-mdns'];
  const demoPc = startHeadlessPeer(
    root,
    ['--name', 'Demo PC', '--state-dir', demo.demoPc.stateDir, '--games-dir', demo.demoPc.gameDir, ...common],
    children,
  );
  const address = `127.0.0.1:${await demoPc.port}`;
  return ['--state-dir', demo.player.stateDir, '--games-dir', demo.player.gameDir, '--connect', address, ...common];
}

async function main(): Promise<number> {
  try {
    return await launch(process.argv.slice(2));
  } catch (error) {
    if (interruption.signal.aborted) return 0;
    console.error(`lanspread: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

whenAskedToEnd(() => {
  interruption.abort();
  void children.stop();
});
const code = await main();
await children.stop();
process.exit(interruption.signal.aborted ? 0 : code);
