// An in-process stand-in for the pieces of Electron that the shell uses; it records what it was told.
import { EventEmitter } from 'node:events';
import { basename, join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type {
  BrowserWindowConstructorOptions,
  CustomScheme,
  MenuItemConstructorOptions,
  NotificationConstructorOptions,
  OpenDialogOptions,
} from 'electron';
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
  visible = false;
  focused = false;
  bounds = { x: 10, y: 20, width: 900, height: 700 };
  readonly bars: [number, string?][] = [];
  show = () => {
    this.visible = true;
    this.calls.push('show');
    this.emit('show');
  };
  hide = () => {
    this.visible = false;
    this.calls.push('hide');
  };
  maximize = () => void this.calls.push('maximize');
  isMaximized = () => this.calls.includes('maximize');
  isFocused = () => this.focused;
  getNormalBounds = () => this.bounds;
  setProgressBar = (share: number, options?: { mode: string }) =>
    void this.bars.push(options === undefined ? [share] : [share, options.mode]);
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
  isPackaged = true;
  /** What a second instance would hand over. */
  handedOver: unknown = null;
  requestSingleInstanceLock = (data: unknown) => {
    this.handedOver = data;
    return this.isFirst;
  };
  enableSandbox = () => void this.calls.push('enableSandbox');
  quit = () => void this.calls.push('quit');
  setPath = (name: string, path: string) => void this.calls.push(`${name}=${path}`);
  getPath = (name: string) => `/${name}`;
  setAppUserModelId = () => {};
  setAsDefaultProtocolClient = (scheme: string) => void this.calls.push(`links of ${scheme}`);
  locale = 'en-GB';
  getLocale = () => this.locale;
  exit = (code: number) => this.exited.resolve(code);
  whenReady = async (): Promise<void> => void this.calls.push('ready');
}

export class FakeTray extends EventEmitter {
  tips: string[] = [];
  menus: MenuItemConstructorOptions[][] = [];
  isGone = false;
  setToolTip = (tip: string) => void this.tips.push(tip);
  setContextMenu = (menu: MenuItemConstructorOptions[]) => void this.menus.push(menu);
  destroy = () => void (this.isGone = true);

  /** Presses an entry of the menu that is shown now. */
  press(label: string): void {
    const item = this.menus.at(-1)?.find((entry) => entry.label === label);
    (item?.click as (() => void) | undefined)?.();
  }
}

export class FakeNotification extends EventEmitter {
  readonly title: string | undefined;
  readonly body: string | undefined;
  isShown = false;

  constructor({ title, body }: NotificationConstructorOptions) {
    super();
    this.title = title;
    this.body = body;
  }

  show = () => void (this.isShown = true);
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
  /** Where the player saves a file, and what was proposed. */
  saving: { folder: string | null; asked: string[] };
  errorBoxes: string[];
  openedPaths: string[];
  trays: FakeTray[];
  notifications: FakeNotification[];
  /** Ids of what keeps the PC awake now. */
  awake: Set<number>;
  /** What the system can and has. */
  system: {
    hasTray: boolean;
    hasNotifications: boolean;
    screens: { x: number; y: number; width: number; height: number }[];
  };
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
    saving: { folder: null, asked: [] },
    errorBoxes: [],
    openedPaths: [],
    trays: [],
    notifications: [],
    awake: new Set(),
    system: { hasTray: true, hasNotifications: true, screens: [{ x: 0, y: 0, width: 1920, height: 1040 }] },
  };
  let nextBlocker = 0;
  const electron = {
    app,
    ipcMain,
    session: { defaultSession: session },
    Menu: {
      setApplicationMenu: (menu: unknown) => void app.calls.push(menu === null ? 'no menu' : `menu ${rolesOf(menu)}`),
      buildFromTemplate: (items: unknown) => items,
    },
    nativeImage: { createFromPath: (path: string) => path },
    Tray: class extends FakeTray {
      constructor() {
        super();
        if (!state.system.hasTray) throw new Error('no tray');
        state.trays.push(this);
      }
    },
    Notification: class extends FakeNotification {
      static isSupported = () => state.system.hasNotifications;

      constructor(options: NotificationConstructorOptions) {
        super(options);
        state.notifications.push(this);
      }
    },
    powerSaveBlocker: {
      start: () => {
        nextBlocker += 1;
        state.awake.add(nextBlocker);
        return nextBlocker;
      },
      stop: (id: number) => void state.awake.delete(id),
    },
    screen: { getAllDisplays: () => state.system.screens.map((workArea) => ({ workArea })) },
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
      showSaveDialog: async (...args: unknown[]) => {
        const { defaultPath } = args.at(-1) as { defaultPath: string };
        const { folder } = state.saving;
        state.saving.asked.push(defaultPath);
        return folder === null
          ? { canceled: true, filePath: '' }
          : { canceled: false, filePath: join(folder, basename(defaultPath)) };
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

const rolesOf = (menu: unknown) => (menu as { role: string }[]).map(({ role }) => role).join(' ');
