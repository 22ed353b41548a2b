import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MessagePort } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PeerError } from '../../src-shared/peer-error.ts';
import { createRpcClient, type RpcClient } from '../../src-shared/rpc.ts';
import { createAppHost, type AppHost } from '../app/app-host.ts';
import { openSettings } from '../app/settings-store.ts';
import { createFakePeer, gameRow } from '../app/testing/fake-peer.ts';
import { createFakePlayTimes } from '../app/testing/fake-play-times.ts';
import { createFakePlayer } from '../app/testing/fake-player.ts';
import { startedNetwork } from '../app/testing/started-network.ts';
import { makeTempDir } from '../app/testing/temp-dir.ts';
import { holdClock, type HeldClock } from '../peer/edge/testing/held-clock.ts';
import { startDesktop, type DesktopOptions, type NativePieces } from './desktop.ts';
import { createElectronStandIn, type ElectronStandIn, type FakeWindow } from './testing/electron-stand-in.ts';

/** Longer than the shell waits for anything. */
const minuteMs = 60_000;

interface Setup extends ElectronStandIn {
  start: (change?: Partial<DesktopOptions>) => Promise<void>;
  host: AppHost;
  native: () => NativePieces;
  log: string[];
  stops: string[];
  /** Lets every bounded wait end. */
  pass: HeldClock['pass'];
}

const ownUrl = 'app-lanspread://launcher/';

async function setUp(): Promise<Setup> {
  const dir = await makeTempDir();
  for (const name of ['renderer', 'covers']) await mkdir(join(dir, name));
  await writeFile(join(dir, 'renderer/index.html'), '<!doctype html>');
  await writeFile(join(dir, 'covers/alpha.png'), 'cover');
  await writeFile(join(dir, 'secret.txt'), 'secret');
  const standIn = createElectronStandIn();
  const host = createAppHost({
    peer: createFakePeer([gameRow('alpha')]),
    settings: await openSettings({ stateDir: dir, log: () => {} }),
    player: createFakePlayer(),
    unpackLog: { runs: () => [] },
    playTimes: createFakePlayTimes(),
    host: 'electron',
    catalogSize: 1,
    appVersion: '1.0.0',
    protocolVersion: 1,
    network: startedNetwork,
    madeRoomDir: '/state/room',
  });
  let native: NativePieces | null = null;
  const [log, stops]: [string[], string[]] = [[], []];
  const { clock, pass } = holdClock();
  const options: DesktopOptions = {
    startApp: async (pieces) => {
      native = pieces;
      return { host, stop: async () => void stops.push('stopped'), isServing: () => false };
    },
    built: { rendererDir: join(dir, 'renderer'), preload: '/out/preload.cjs', sidecar: '/out/sidecar.js' },
    coversDir: join(dir, 'covers'),
    iconFile: '/out/tray.png',
    isTrayShown: async () => true,
    stateDir: join(dir, 'state'),
    userDataDir: null,
    argv: [],
    hidden: false,
    devUrl: null,
    clock,
    log: (level, message) => void log.push(`${level}: ${message}`),
  };
  return {
    ...standIn,
    start: async (change) => startDesktop(standIn.electron, { ...options, ...change }),
    host,
    native: () => native as unknown as NativePieces,
    log,
    stops,
    pass,
  };
}

async function started(change?: Partial<DesktopOptions>): Promise<Setup & { window: FakeWindow }> {
  const setup = await setUp();
  await setup.start(change);
  return { ...setup, window: setup.windows[0] as FakeWindow };
}

/** A frame that asks for a port, as the preload does; answers the port it was given. */
function askForPort({ ipcMain }: ElectronStandIn, url: string, parent: object | null = null): MessagePort | null {
  let given: MessagePort | null = null;
  const postMessage = (name: string, _message: unknown, [port]: MessagePort[]) => {
    if (name === 'lanspread-port') given = port ?? null;
  };
  ipcMain.emit('lanspread-connect', { senderFrame: { url, parent, postMessage } });
  return given;
}

function connect(port: MessagePort): RpcClient {
  onTestFinished(() => port.close());
  return createRpcClient({
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
  });
}

/** An event that remembers whether it was prevented. */
const preventable = (url: string) => {
  const event = { url, prevented: false, preventDefault: () => void (event.prevented = true) };
  return event;
};

describe('window', () => {
  it('is sandboxed, isolated and without Node, and is shown once it is drawn', async () => {
    const { window } = await started();
    expect(window.options.webPreferences).toMatchObject({
      preload: '/out/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect([window.options.show, window.loaded, window.calls]).toEqual([false, [ownUrl], []]);
    window.emit('ready-to-show');
    expect(window.calls).toEqual(['show']);
  });

  it('registers its scheme and the sandbox before Electron is ready', async () => {
    const { app, schemes } = await started();
    expect(app.calls.indexOf('registerSchemes')).toBeLessThan(app.calls.indexOf('ready'));
    expect(app.calls.indexOf('enableSandbox')).toBeLessThan(app.calls.indexOf('ready'));
    expect(schemes).toEqual([
      {
        scheme: 'app-lanspread',
        privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, codeCache: true },
      },
    ]);
  });

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('stays on its page at %s', async (name) => {
    const { window } = await started();
    const foreign = [
      'https://evil.example/',
      'file:///etc/passwd',
      'app-lanspread://other/',
      'no url',
      'http://localhost:5173/',
    ];
    const verdicts = [...foreign, `${ownUrl}index.html`].map((url) => {
      const event = preventable(url);
      window.webContents.emit(name, event);
      return event.prevented;
    });
    expect(verdicts).toEqual([true, true, true, true, true, false]);
  });

  it('opens no windows and no webviews', async () => {
    const { window } = await started();
    expect(window.webContents.openHandler?.({ url: ownUrl })).toEqual({ action: 'deny' });
    const attach = preventable(ownUrl);
    window.webContents.emit('will-attach-webview', attach);
    expect(attach.prevented).toBe(true);
  });

  it('grants nothing but writing text to the clipboard, and that to our page only', async () => {
    const { session } = await started();
    expect(session.asks('clipboard-sanitized-write', ownUrl)).toBe(true);
    expect(session.asks('clipboard-sanitized-write', 'https://evil.example/')).toBe(false);
    for (const permission of ['media', 'geolocation', 'clipboard-read', 'openExternal', 'hid', 'unknown']) {
      expect([session.asks(permission, ownUrl), session.checkHandler?.(null, permission, ownUrl)]).toEqual([
        false,
        false,
      ]);
    }
    expect(session.deviceHandler?.()).toBe(false);
    const download = preventable('');
    session.emit('will-download', download);
    expect(download.prevented).toBe(true);
  });

  it('loads a crashed page again, but not for ever', async () => {
    const { window, log } = await started();
    for (let crash = 0; crash < 5; crash++) window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(window.loaded).toHaveLength(4);
    expect(log).toHaveLength(5);
  });

  it('loads the page of the development server where one is given', async () => {
    const { window, handlers } = await started({ devUrl: 'http://localhost:5173' });
    expect(window.loaded).toEqual(['http://localhost:5173']);
    expect(handlers.size).toBe(0);
    const event = preventable('http://localhost:5173/other');
    window.webContents.emit('will-navigate', event);
    expect(event.prevented).toBe(false);
  });
});

describe('bridge', () => {
  it('gives our page a port on which calls are answered and events told', async () => {
    const setup = await started();
    const rpc = connect(askForPort(setup, `${ownUrl}index.html`) as MessagePort);
    expect(await rpc.call('get-snapshot', undefined)).toMatchObject({ host: 'electron', games: [{ id: 'alpha' }] });
    await expect(rpc.call('send-command', { kind: 'nope' } as never)).rejects.toMatchObject({
      code: 'invalid-command',
    });
    const heard = new Promise((resolve) => rpc.subscribe('peer-event', resolve));
    setup.host.receivePeerEvent({ kind: 'peer-count', count: 2 });
    expect(await heard).toEqual({ kind: 'peer-count', count: 2 });
  });

  it('serves every load of the page, and forgets those that are gone', async () => {
    const setup = await started();
    const first = askForPort(setup, ownUrl) as MessagePort;
    const closed = new Promise((resolve) => first.once('close', resolve));
    first.close();
    await closed;
    const rpc = connect(askForPort(setup, ownUrl) as MessagePort);
    const heard = new Promise((resolve) => rpc.subscribe('peer-event', resolve));
    setup.host.receivePeerEvent({ kind: 'peer-count', count: 2 });
    await heard;
    expect((await rpc.call('get-snapshot', undefined)).catalogSize).toBe(1);
  });

  it.each<[string, string, object | null]>([
    ['another site', 'https://evil.example/', null],
    ['another host of our scheme', 'app-lanspread://evil/', null],
    ['a frame within our page', ownUrl, {}],
    ['the development server of a packaged program', 'http://localhost:5173/', null],
  ])('refuses %s', async (_what, url, parent) => {
    const setup = await started();
    expect(askForPort(setup, url, parent)).toBeNull();
    expect(setup.log).toEqual([expect.stringContaining('refused')]);
  });

  it('refuses a frame that is gone already', async () => {
    const { ipcMain, log } = await started();
    ipcMain.emit('lanspread-connect', { senderFrame: null });
    expect(log).toEqual([expect.stringContaining('refused')]);
  });
});

describe('files of the page', () => {
  it('serves page and covers with a strict policy', async () => {
    const { handlers } = await started();
    const answer = await handlers.get('app-lanspread')?.(new Request(ownUrl));
    expect([answer?.status, await answer?.text()]).toEqual([200, '<!doctype html>']);
    expect(answer?.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer?.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(answer?.headers.get('content-security-policy')).toContain("connect-src 'self';");
    const cover = await handlers.get('app-lanspread')?.(new Request(`${ownUrl}covers/alpha.png`));
    expect(await cover?.text()).toBe('cover');
  });

  it.each([
    ['app-lanspread://launcher/../secret.txt', 404],
    ['app-lanspread://launcher/%2e%2e/secret.txt', 404],
    ['app-lanspread://launcher/..%2fsecret.txt', 404],
    ['app-lanspread://launcher/covers/..%2f..%2fsecret.txt', 404],
    ['app-lanspread://launcher/covers/..%5c..%5csecret.txt', 404],
    ['app-lanspread://launcher/none.js', 404],
    ['app-lanspread://other/index.html', 403],
  ])('refuses %s', async (url, status) => {
    const { handlers } = await started();
    const answer = await handlers.get('app-lanspread')?.(new Request(url));
    expect([answer?.status, await answer?.text()]).toEqual([status, '']);
  });

  it('is for reading only', async () => {
    const { handlers } = await started();
    const answer = await handlers.get('app-lanspread')?.(new Request(ownUrl, { method: 'POST', body: 'x' }));
    expect(answer?.status).toBe(405);
  });
});

describe('native pieces', () => {
  it('picks a folder, or none', async () => {
    const { native, picker } = await started();
    expect(await native().chooseFolder()).toBeNull();
    picker.answer = '/games';
    expect(await native().chooseFolder()).toBe('/games');
    expect(picker.asked[0]?.properties).toContain('openDirectory');
  });

  it('asks for a folder in the language that is chosen', async () => {
    const { native, picker, host } = await started();
    await host.handleCall('save-settings', { language: 'de' });
    await expect
      .poll(async () => {
        await native().chooseFolder();
        return picker.asked.at(-1);
      })
      .toMatchObject({ title: 'Spieleordner auswählen', buttonLabel: 'Diesen Ordner nehmen' });
  });

  it('shows a folder in the file manager', async () => {
    const { native, openedPaths } = await started();
    await native().openFolder('/games/alpha');
    expect(openedPaths).toEqual(['/games/alpha']);
  });

  it('saves a file where the player wants it, or not at all', async () => {
    const { native, saving } = await started();
    expect(await native().saveFile('a.zip', Buffer.from('x'))).toBeNull();
    saving.folder = await makeTempDir();
    const path = join(saving.folder, 'a.zip');
    expect(await native().saveFile('a.zip', Buffer.from('bytes'))).toBe(path);
    expect([await readFile(path, 'utf8'), saving.asked[0]]).toEqual(['bytes', join('/documents', 'a.zip')]);
  });

  it('runs the unpacker as a utility process', async () => {
    const { native, processes } = await started();
    const sidecar = native().spawnSidecar();
    const [child] = processes;
    const heard: unknown[] = [];
    sidecar.onMessage((message) => heard.push(message));
    sidecar.onExit(() => heard.push('exit'));
    sidecar.post({ kind: 'cancel', jobId: 1 });
    child?.emit('message', 'hello');
    sidecar.kill();
    child?.emit('exit', 0);
    expect([child?.entry, child?.posted, heard, child?.kills]).toEqual([
      '/out/sidecar.js',
      [{ kind: 'cancel', jobId: 1 }],
      ['hello', 'exit'],
      1,
    ]);
  });

  it('kills an unpacker that has not come up yet as soon as it has', async () => {
    const { native, processes } = await started();
    const sidecar = native().spawnSidecar();
    const child = processes[0];
    if (child === undefined) throw new Error('no process');
    child.isUp = false;
    sidecar.kill();
    expect(child.kills).toBe(0);
    child.isUp = true;
    child.emit('spawn');
    expect(child.kills).toBe(1);
  });
});

describe('start and quit', () => {
  it('leaves at once when another instance runs', async () => {
    const setup = await setUp();
    setup.app.isFirst = false;
    await setup.start();
    expect([setup.app.calls, setup.windows]).toEqual([['quit'], []]);
  });

  it('brings the window to the front when it is started again', async () => {
    const { app, window } = await started();
    window.minimized = true;
    app.emit('second-instance', {}, []);
    expect(window.calls).toEqual(['restore', 'show', 'focus']);
    window.emit('closed');
    app.emit('second-instance', {}, []);
    expect(window.calls).toHaveLength(3);
  });

  it('quits with its window, and stops the peer first', async () => {
    const { app, stops } = await started();
    app.emit('window-all-closed');
    expect(app.calls).toContain('quit');
    const event = preventable('');
    app.emit('will-quit', event);
    expect(event.prevented).toBe(true);
    expect(await app.exited.promise).toBe(0);
    expect(stops).toEqual(['stopped']);
  });

  it('stops the peer once, however often it is told to quit', async () => {
    const { app, stops } = await started();
    app.emit('will-quit', preventable(''));
    app.emit('will-quit', preventable(''));
    await app.exited.promise;
    expect(stops).toEqual(['stopped']);
  });

  it('ends even when the peer hangs or fails while stopping', async () => {
    const host = (await setUp()).host;
    const hanging = await started({
      startApp: async () => ({ host, stop: async () => new Promise(() => {}), isServing: () => false }),
    });
    hanging.app.emit('will-quit', preventable(''));
    hanging.pass(minuteMs);
    expect(await hanging.app.exited.promise).toBe(0);
    const failing = await started({
      startApp: async () => ({ host, stop: async () => Promise.reject(new Error('no')), isServing: () => false }),
    });
    failing.app.emit('will-quit', preventable(''));
    expect(await failing.app.exited.promise).toBe(0);
    expect(failing.log).toEqual(['error: no']);
  });

  it('says why it could not start, and ends', async () => {
    const setup = await setUp();
    await setup.start({
      startApp: async () => {
        throw new PeerError('bad-catalog', 'The catalog is damaged.', 'Correct it.');
      },
    });
    expect(setup.errorBoxes).toEqual(['Lanspread could not start: The catalog is damaged.\n\nCorrect it.']);
    expect(await setup.app.exited.promise).toBe(1);
    expect(setup.windows).toEqual([]);
  });

  it('says so in German where the system is', async () => {
    const setup = await setUp();
    setup.app.locale = 'de-AT';
    await setup.start({
      startApp: async () => {
        const hint = 'Close the other lanspread, or give this one another folder with --state-dir.';
        throw new PeerError('bad-state', 'Another lanspread already uses /state.', hint);
      },
    });
    expect(setup.errorBoxes).toEqual([
      'Lanspread konnte nicht starten: Ein anderes Lanspread benutzt schon /state.\n\n' +
        'Beende das andere Lanspread, oder gib diesem mit --state-dir einen anderen Ordner.',
    ]);
    await setup.app.exited.promise;
  });
});
