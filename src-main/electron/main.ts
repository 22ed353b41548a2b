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
  protocol,
  session,
  shell,
  utilityProcess,
} from 'electron';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import { logName, logsDirName } from '../peer/disk/names.ts';
import { openLogFile } from '../app/log-file.ts';
import { keepKnownFlags, parseStartOptions, usage } from '../app/start-options.ts';
import { preferredPort, startAppOnAnyPort } from '../app/start-app.ts';
import { systemClock } from '../peer/edge/clock.ts';
import type { Log } from '../peer/edge/log.ts';
import { startDesktop } from './desktop.ts';

const built = import.meta.dirname;
/** Packaged, the room and the catalog lie beside the program, so that a crew may put its own there. */
const resources = app.isPackaged ? process.resourcesPath : app.getAppPath();

const options = parseStartOptions(keepKnownFlags(process.argv), process.cwd(), resources);
if (options === 'help') {
  console.log(usage);
  process.exit(0);
}
const { stateDir } = options;
const writeLine = openLogFile(join(stateDir, logsDirName, logName));

const log: Log = (level, message) => {
  console[level](message);
  writeLine(level, message);
};

const logEvent = (event: PeerEvent) => {
  if (event.kind === 'log') log(event.level, event.message);
  if (event.kind === 'runtime-failed') log('error', event.error.message);
};

await startDesktop(
  { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, protocol, session, shell, utilityProcess },
  {
    startApp: async (native) =>
      startAppOnAnyPort({
        ...native,
        stateDir,
        gameDir: options.gamesDir ?? undefined,
        name: options.name ?? undefined,
        datagramBytes: options.datagramBytes ?? undefined,
        connect: options.connect,
        onEvent: logEvent,
        catalogFile: options.catalogFile,
        certsDir: options.certsDir,
        port: options.port ?? preferredPort,
        mdns: options.mdns,
        tls: options.tls,
        swarm: options.swarm,
        host: 'electron',
        appVersion: app.getVersion(),
        log,
        workerUrl: pathToFileURL(join(built, 'quic-worker.js')),
        hashWorkerUrl: pathToFileURL(join(built, 'hash-worker.js')),
      }),
    built: {
      rendererDir: join(built, '../renderer'),
      preload: join(built, '../preload/preload.cjs'),
      sidecar: join(built, 'sidecar.js'),
    },
    coversDir: join(resources, 'catalog', 'covers'),
    devUrl: app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null),
    clock: systemClock,
    log,
  },
);
