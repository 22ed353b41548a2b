// An in-process stand-in for the pieces of Electron that the shell uses; it records what it was told.
import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { BrowserWindowConstructorOptions, CustomScheme, OpenDialogOptions } from 'electron';
import type { ElectronApi } from '../electron-api.ts';

type PermissionHandler = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
  details: { requestingUrl: string },
) => void;

export class FakeSession extends EventEmitter {
  requestHandler: PermissionHandler | null = null;
  checkHandler: ((contents: unknown, permission: string, origin: string) => boolean) | null = null;
  deviceHandler: (() => boolean) | null = null;
  setPermissionRequestHandler = (handler: PermissionHandler) => void (this.requestHandler = handler);
  setPermissionCheckHandler = (handler: NonNullable<FakeSession['checkHandler']>) => void (this.checkHandler = handler);
  setDevicePermissionHandler = (handler: () => boolean) => void (this.deviceHandler = handler);

  /** What a page would get when it asks. */
  asks(permission: string, requestingUrl: string): boolean {
    let granted = true;
    this.requestHandler?.(null, permission, (answer) => void (granted = answer), { requestingUrl });
    return granted;
  }
}

export class FakeContents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  setWindowOpenHandler = (handler: NonNullable<FakeContents['openHandler']>) => void (this.openHandler = handler);
}

export class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  readonly options: BrowserWindowConstructorOptions;
  /** What was called, in order. */
  readonly calls: string[] = [];
  readonly loaded: string[] = [];
  minimized = false;
  loadFailure: Error | null = null;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
  }

  loadURL = async (url: string) => {
    this.loaded.push(url);
    if (this.loadFailure !== null) throw this.loadFailure;
  };
  show = () => void this.calls.push('show');
  focus = () => void this.calls.push('focus');
  restore = () => void this.calls.push('restore');
  isMinimized = () => this.minimized;
  isDestroyed = () => false;
}

/** One end of a message channel as the main process has it: messages arrive as events with `data`. */
export class FakePortMain extends EventEmitter {
  readonly port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.port = port;
    port.on('close', () => this.emit('close'));
  }

  postMessage = (message: unknown) => this.port.postMessage(message);
  start = () => void this.port.on('message', (data: unknown) => this.emit('message', { data }));
  close = () => this.port.close();
}

export class FakeUtilityProcess extends EventEmitter {
  readonly entry: string;
  readonly posted: unknown[] = [];
  /** As long as the process has not come up, it cannot be killed. */
  isUp = true;
  kills = 0;

  constructor(entry: string) {
    super();
    this.entry = entry;
  }

  postMessage = (message: unknown) => void this.posted.push(message);
  kill = () => {
    if (this.isUp) this.kills += 1;
    return this.isUp;
  };
}

class FakeApp extends EventEmitter {
  /** False: another instance holds the lock. */
  isFirst = true;
  /** What was called, in order. */
  readonly calls: string[] = [];
  readonly exited = Promise.withResolvers<number>();
  requestSingleInstanceLock = () => this.isFirst;
  enableSandbox = () => void this.calls.push('enableSandbox');
  quit = () => void this.calls.push('quit');
  exit = (code: number) => this.exited.resolve(code);
  whenReady = async () => void this.calls.push('ready');
}

export interface ElectronStandIn {
  electron: ElectronApi;
  app: FakeApp;
  session: FakeSession;
  ipcMain: EventEmitter;
  windows: FakeWindow[];
  processes: FakeUtilityProcess[];
  schemes: CustomScheme[];
  handlers: Map<string, (request: Request) => Promise<Response>>;
  /** What the folder picker answers, and what it was asked. */
  picker: { answer: string | null; asked: OpenDialogOptions[] };
  errorBoxes: string[];
  openedPaths: string[];
}

export function createElectronStandIn(): ElectronStandIn {
  const app = new FakeApp();
  const session = new FakeSession();
  const ipcMain = new EventEmitter();
  const state: Omit<ElectronStandIn, 'electron'> = {
    app,
    session,
    ipcMain,
    windows: [],
    processes: [],
    schemes: [],
    handlers: new Map(),
    picker: { answer: null, asked: [] },
    errorBoxes: [],
    openedPaths: [],
  };
  const electron = {
    app,
    ipcMain,
    session: { defaultSession: session },
    Menu: { setApplicationMenu: () => {} },
    BrowserWindow: class extends FakeWindow {
      constructor(options: BrowserWindowConstructorOptions) {
        super(options);
        state.windows.push(this);
        app.emit('web-contents-created', {}, this.webContents);
      }
    },
    MessageChannelMain: class {
      readonly port1: FakePortMain;
      readonly port2: MessagePort;

      constructor() {
        const { port1, port2 } = new MessageChannel();
        this.port1 = new FakePortMain(port1);
        this.port2 = port2;
      }
    },
    protocol: {
      registerSchemesAsPrivileged: (schemes: CustomScheme[]) => {
        app.calls.push('registerSchemes');
        state.schemes.push(...schemes);
      },
      handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
        void state.handlers.set(scheme, handler),
    },
    dialog: {
      showOpenDialog: async (...args: unknown[]) => {
        state.picker.asked.push(args.at(-1) as OpenDialogOptions);
        const { answer } = state.picker;
        return { canceled: answer === null, filePaths: answer === null ? [] : [answer] };
      },
      showErrorBox: (title: string, text: string) => void state.errorBoxes.push(`${title}: ${text}`),
    },
    shell: {
      openPath: async (path: string) => {
        state.openedPaths.push(path);
        return '';
      },
    },
    utilityProcess: {
      fork: (entry: string) => {
        const child = new FakeUtilityProcess(entry);
        state.processes.push(child);
        return child;
      },
    },
  };
  return { electron: electron as unknown as ElectronApi, ...state };
}
