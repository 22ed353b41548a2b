// Entry of the desktop program; the only file that takes Electron's main process as it really is.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  Notification,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
} from 'electron';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import { openAppLog } from '../app/app-log.ts';
import { findPortableDir } from '../app/portable.ts';
import { keepKnownFlags, parseStartOptions, usage } from '../app/start-options.ts';
import { startApp } from '../app/start-app.ts';
import { systemClock } from '../peer/edge/clock.ts';
import type { Log } from '../peer/edge/log.ts';
import { startDesktop } from './desktop.ts';
import { isTrayShown } from './tray-host.ts';

const built = import.meta.dirname;
/** Packaged, the room and the catalog lie beside the program, so that a crew may put its own there. */
const resources = app.isPackaged ? process.resourcesPath : app.getAppPath();

const portableDir = findPortableDir({ argv: process.argv, env: process.env, executable: app.getPath('exe') });
const options = parseStartOptions(keepKnownFlags(process.argv), process.cwd(), resources, portableDir);
if (options === 'help') {
  console.log(usage);
  process.exit(0);
}
const { stateDir } = options;
const appLog = openAppLog(stateDir);

const log: Log = (level, message) => {
  console[level](message);
  appLog.write(level, message);
};

const logEvent = (event: PeerEvent) => {
  if (event.kind === 'log') log(event.level, event.message);
  if (event.kind === 'runtime-failed') log('error', event.error.message);
};

await startDesktop(
  {
    app,
    BrowserWindow,
    dialog,
    ipcMain,
    Menu,
    MessageChannelMain,
    nativeImage,
    Notification,
    powerSaveBlocker,
    protocol,
    screen,
    session,
    shell,
    Tray,
    utilityProcess,
  },
  {
    startApp: async (native) => {
      const running = await startApp({
        ...native,
        stateDir,
        gameDir: options.gamesDir ?? undefined,
        name: options.name ?? undefined,
        datagramBytes: options.datagramBytes ?? undefined,
        connect: options.connect,
        onEvent: logEvent,
        catalogFile: options.catalogFile,
        certsDir: options.defaultCertsDir,
        roomDir: options.certsDir ?? undefined,
        port: options.port,
        // Nobody reads on a terminal why the window does not open.
        orAnyPort: true,
        mdns: options.mdns,
        tls: options.tls,
        swarm: options.swarm,
        host: 'electron',
        appVersion: app.getVersion(),
        log,
        logTail: appLog.tail,
        workerUrl: pathToFileURL(join(built, 'quic-worker.js')),
        hashWorkerUrl: pathToFileURL(join(built, 'hash-worker.js')),
      });
      return { ...running, isServing: running.peer.isServing };
    },
    built: {
      rendererDir: join(built, '../renderer'),
      preload: join(built, '../preload/preload.cjs'),
      sidecar: join(built, 'sidecar.js'),
    },
    coversDir: join(resources, 'catalog', 'covers'),
    iconFile: app.isPackaged ? join(resources, 'tray.png') : join(resources, 'build', 'tray.png'),
    isTrayShown,
    stateDir,
    userDataDir: portableDir === null ? null : join(stateDir, 'chromium'),
    argv: process.argv,
    hidden: options.hidden,
    devUrl: app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null),
    clock: systemClock,
    log,
  },
);
