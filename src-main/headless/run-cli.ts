// The peer without a window: commands on standard input, records on standard output, logs on standard error.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PeerError, toErrorData } from '../../src-shared/peer-error.ts';
import type { GameId } from '../../src-shared/game.ts';
import type { LogLevel, PeerEvent } from '../../src-shared/peer-event.ts';
import { checkGameDir } from '../app/check-settings.ts';
import { openAppLog, type AppLog } from '../app/app-log.ts';
import { usage } from '../app/start-options.ts';
import { startApp, type RunningApp } from '../app/start-app.ts';
import { systemClock } from '../peer/edge/clock.ts';
import type { Stop } from '../peer/edge/stop.ts';
import { createCliSession, type CliRecord, type CliSession } from './cli-session.ts';
import { parseStartLine, type StartLine } from './start-line.ts';
import { createSleepGuard, followBusiness } from './stay-awake.ts';
import { loadOrCreateWebToken } from './web-token.ts';

/** Where the program's own files are. */
const installDir = fileURLToPath(new URL('../../', import.meta.url));
/** A stop that hangs must not keep the process alive. */
const stopLimitMs = 5000;
const parentCheckMs = 500;

const print = (record: CliRecord): void => void process.stdout.write(`${JSON.stringify(record)}\n`);

/** From the moment on when it is known where the state is. */
let appLog: AppLog | null = null;

function log(level: LogLevel, message: string): void {
  appLog?.write(level, message);
  if (level === 'debug' && process.env['LANSPREAD_DEBUG'] === undefined) return;
  process.stderr.write(`${new Date().toISOString()} ${level} ${message}\n`);
}

async function main(): Promise<void> {
  const options = parseStartLine(process.argv.slice(2), process.cwd(), installDir);
  if (options === 'help') return void process.stdout.write(`${usage}\n`);
  appLog = openAppLog(options.stateDir);
  let session: CliSession | null = null;
  let lookAwake = () => {};
  const app = await startPeerApp(options, (event) => {
    session?.receiveEvent(event);
    if (changesBusiness.has(event.kind)) lookAwake();
  });
  const stopWeb = await startWeb(app, options);
  const guard = createSleepGuard(log);
  const business = followBusiness(app.peer, systemClock, guard.setAwake);
  lookAwake = business.look;
  const shutDown = once(() => void exitCleanly([business.stop, guard.stop, stopWeb, app.stop]));
  session = createCliSession(app, print, shutDown);
  const input = createInterface({ input: process.stdin });
  input.on('line', session.receiveLine);
  if (options.endWithInput) input.on('close', shutDown);
  process.on('SIGTERM', shutDown);
  process.on('SIGINT', shutDown);
  process.stdout.on('error', shutDown);
  if (process.env['npm_lifecycle_event'] !== undefined) watchParent(shutDown);
  if (options.play !== null) await play(app, options.play);
}

const changesBusiness: ReadonlySet<PeerEvent['kind']> = new Set<PeerEvent['kind']>([
  'active-operations-changed',
  'download-queue-changed',
]);

/** The peer goes on where the game cannot be started. */
async function play({ host }: RunningApp, gameId: GameId): Promise<void> {
  try {
    await host.handleCall('play-game', { gameId });
  } catch (error) {
    print({ type: 'error', id: null, ...toErrorData(error) });
    log('warn', `${gameId} was not started: ${toErrorData(error).message}`);
  }
}

async function startPeerApp(options: StartLine, onEvent: (event: PeerEvent) => void): Promise<RunningApp> {
  const gameDir = options.gamesDir === null ? undefined : await checkGameDir(options.gamesDir);
  return startApp({
    stateDir: options.stateDir,
    gameDir,
    name: options.name ?? undefined,
    catalogFile: options.catalogFile,
    certsDir: options.defaultCertsDir,
    roomDir: options.certsDir ?? undefined,
    port: options.port,
    datagramBytes: options.datagramBytes ?? undefined,
    mdns: options.mdns,
    tls: options.tls,
    swarm: options.swarm,
    connect: options.connect,
    host: 'browser',
    appVersion: readAppVersion(),
    log,
    logTail: appLog?.tail,
    onEvent: (event) => {
      if (event.kind === 'log') return log(event.level, event.message);
      print({ type: 'event', event });
      onEvent(event);
    },
  });
}

async function startWeb({ host }: RunningApp, { webPort, stateDir }: StartLine): Promise<Stop> {
  if (webPort === null) return async () => {};
  const rendererDir = path.join(installDir, 'out', 'renderer');
  const coversDir = path.join(installDir, 'catalog', 'covers');
  const token = await loadOrCreateWebToken(stateDir);
  const { startWebHost } = await import('./web-host.ts'); // HTTP and WebSocket take 17 MB
  const web = await startWebHost({ host, port: webPort, token, rendererDir, coversDir, log });
  print({ type: 'web', url: web.url });
  return web.stop;
}

function readAppVersion(): string {
  const text = readFileSync(path.join(installDir, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Under `npm run` a killed npm must not leave a peer behind that nobody can command any more. */
function watchParent(onGone: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) onGone();
  }, parentCheckMs).unref();
}

async function exitCleanly(parts: Stop[]): Promise<void> {
  setTimeout(() => process.exit(0), stopLimitMs).unref();
  for (const stop of parts) await stop().catch((error: unknown) => log('warn', `stopping: ${String(error)}`));
  process.exit(0);
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (!done) run();
    done = true;
  };
}

/** One sentence, then what to do. */
function explainFailure(error: unknown): string {
  if (!(error instanceof PeerError)) return `lanspread could not start: ${String(error)}`;
  return [error.message, error.hint ?? ''].join(' ').trim();
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${explainFailure(error)}\n`);
  process.exit(2);
}
