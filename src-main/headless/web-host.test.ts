import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { createRpcClient, type Channel } from '../../src-shared/rpc.ts';
import { createAppHost, type AppHost } from '../app/app-host.ts';
import { openSettings } from '../app/settings-store.ts';
import { createFakePeer, gameRow } from '../app/testing/fake-peer.ts';
import { createFakePlayTimes } from '../app/testing/fake-play-times.ts';
import { createFakePlayer } from '../app/testing/fake-player.ts';
import { startedNetwork } from '../app/testing/started-network.ts';
import { makeTempDir } from '../app/testing/temp-dir.ts';
import { startWebHost, type WebHost } from './web-host.ts';

interface Setup {
  web: WebHost;
  host: AppHost;
  port: number;
  token: string;
  logged: string[];
}

async function setUp(): Promise<Setup> {
  const dir = await makeTempDir();
  for (const name of ['renderer', 'covers']) await mkdir(join(dir, name));
  await writeFile(join(dir, 'renderer/index.html'), '<!doctype html>');
  await writeFile(join(dir, 'covers/alpha.png'), 'cover');
  const logged: string[] = [];
  const host = createAppHost({
    peer: createFakePeer([gameRow('alpha')]),
    settings: await openSettings({ stateDir: dir, log: () => {} }),
    player: createFakePlayer(),
    unpackLog: { runs: () => [] },
    playTimes: createFakePlayTimes(),
    host: 'browser',
    catalogSize: 1,
    appVersion: '1.0.0',
    protocolVersion: 1,
    network: startedNetwork,
    madeRoomDir: '/state/room',
  });
  const log = (_level: string, message: string) => void logged.push(message);
  const web = await startWebHost({
    host,
    port: 0,
    token: 'a-token_of-22-letters-',
    rendererDir: join(dir, 'renderer'),
    coversDir: join(dir, 'covers'),
    log,
  });
  onTestFinished(async () => web.stop());
  const url = new URL(web.url);
  return { web, host, port: Number(url.port), token: url.hash.replace('#token=', ''), logged };
}

interface Claims {
  host?: string;
  origin?: string;
  token?: string;
}

function openSocket({ port, token }: Setup, claims: Claims = {}): WebSocket {
  const host = claims.host ?? `127.0.0.1:${port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket?token=${claims.token ?? token}`, {
    origin: claims.origin ?? `http://${host}`,
    headers: { host },
  });
  onTestFinished(() => socket.terminate());
  return socket;
}

/** The status with which the upgrade was refused; 101 when it was not. */
async function upgradeStatus(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.once('open', () => resolve(101));
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => {});
  });
}

async function openChannel(setup: Setup): Promise<{ socket: WebSocket; channel: Channel }> {
  const socket = openSocket(setup);
  await once(socket, 'open');
  return {
    socket,
    channel: {
      post: (message) => socket.send(JSON.stringify(message)),
      onMessage: (listener) => void socket.on('message', (data: Buffer) => listener(JSON.parse(data.toString()))),
      onClose: (listener) => void socket.on('close', listener),
    },
  };
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

async function ask(port: number, path: string, options: { method?: string; host?: string } = {}): Promise<Answer> {
  const headers = { host: options.host ?? `127.0.0.1:${port}` };
  const asked = request({
    host: '127.0.0.1',
    port,
    path,
    method: options.method ?? 'GET',
    headers,
    agent: false,
  }).end();
  const [response] = (await once(asked, 'response')) as [import('node:http').IncomingMessage];
  let body = '';
  for await (const chunk of response) body += String(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

describe('the window over its WebSocket', () => {
  it('answers calls and hears events, through a link that only names this computer', async () => {
    const setup = await setUp();
    expect(setup.web.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{22}$/);
    const rpc = createRpcClient((await openChannel(setup)).channel);
    const snapshot = await rpc.call('get-snapshot', undefined);
    expect(snapshot).toMatchObject({ host: 'browser', games: [{ id: 'alpha' }], catalogSize: 1 });
    const heard = new Promise((resolve) => rpc.subscribe('peer-event', resolve));
    setup.host.receivePeerEvent({ kind: 'peer-count', count: 3 });
    expect(await heard).toEqual({ kind: 'peer-count', count: 3 });
    await expect(rpc.call('play-game', { gameId: 'beta' })).rejects.toMatchObject({ code: 'unknown-game' });
  });

  it.each<[string, (setup: Setup) => Claims]>([
    ['a wrong token', () => ({ token: 'x'.repeat(22) })],
    ['no token', () => ({ token: '' })],
    ['another origin', () => ({ origin: 'https://evil.example' })],
    ['a rebound host name', ({ port }) => ({ host: `evil.example:${port}` })],
  ])('refuses %s', async (_what, claims) => {
    const setup = await setUp();
    expect(await upgradeStatus(openSocket(setup, claims(setup)))).toBe(403);
    expect(setup.logged).toEqual([expect.stringContaining('refused')]);
    expect(await upgradeStatus(openSocket(setup))).toBe(101);
  });

  it('survives garbage and goes on answering', async () => {
    const setup = await setUp();
    const { socket, channel } = await openChannel(setup);
    const rpc = createRpcClient(channel);
    for (const text of ['', '{', 'null', '7', '"x"', '[]', '{"t":"call"}', '{"t":"call","id":"x","name":"y"}']) {
      socket.send(text);
    }
    socket.send(Buffer.from([0xff, 0xfe]));
    await expect(rpc.call('send-command', { kind: 'nope' } as never)).rejects.toMatchObject({
      code: 'invalid-command',
    });
    expect((await rpc.call('get-snapshot', undefined)).host).toBe('browser');
  });

  it('drops a window that sends too much at once, and serves the next', async () => {
    const setup = await setUp();
    const { socket } = await openChannel(setup);
    socket.send(JSON.stringify({ t: 'call', id: 1, name: 'x', input: 'y'.repeat(300 * 1024) }));
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1009);
    await openChannel(setup);
  });

  it('drops a window that does not read instead of keeping everything for it', async () => {
    const setup = await setUp();
    const socket = openSocket(setup);
    await once(socket, 'open');
    socket.pause();
    const message = 'x'.repeat(2 ** 20);
    const tell = () => {
      setup.host.receivePeerEvent({ kind: 'log', level: 'info', message });
      return setup.logged.length;
    };
    await expect.poll(tell, { interval: 1 }).toBe(1);
    expect(setup.logged[0]).toContain('did not read');
  });

  it('has room for sixteen windows', async () => {
    const setup = await setUp();
    for (let index = 0; index < 16; index++) await openChannel(setup);
    expect(await upgradeStatus(openSocket(setup))).toBe(503);
  });

  it('survives a connection that breaks during its upgrade', async () => {
    const setup = await setUp();
    const raw = connect(setup.port, '127.0.0.1');
    raw.write(`GET // HTTP/1.1\r\nHost: 127.0.0.1:${setup.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    raw.resetAndDestroy();
    await once(raw, 'close');
    expect(await upgradeStatus(openSocket(setup))).toBe(101);
  });
});

describe('files', () => {
  it('serves page and covers with strict headers', async () => {
    const { port } = await setUp();
    const page = await ask(port, '/');
    expect([page.status, page.body]).toEqual([200, '<!doctype html>']);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    const policy = page.headers['content-security-policy'];
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${port}`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect((await ask(port, '/covers/alpha.png?v=1', { host: `localhost:${port}` })).body).toBe('cover');
  });

  it.each<[string, string, { method?: string; host?: string }, number]>([
    ['a foreign host', '/', { host: 'evil.example' }, 403],
    ['writing', '/', { method: 'POST' }, 405],
    ['a missing file', '/missing.js', {}, 404],
    ['climbing out', '/../package.json', {}, 404],
    ['climbing out, encoded', '/covers/..%2f..%2fpackage.json', {}, 404],
  ])('refuses %s', async (_what, path, options, status) => {
    const { port } = await setUp();
    const answer = await ask(port, path, options);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
  });

  it('answers HEAD without a body', async () => {
    const { port } = await setUp();
    const answer = await ask(port, '/', { method: 'HEAD' });
    expect([answer.status, answer.headers['content-length'], answer.body]).toEqual([200, '15', '']);
  });
});

describe('start and stop', () => {
  it('names a port that is taken', async () => {
    const { host, port } = await setUp();
    const dir = await makeTempDir();
    await writeFile(join(dir, 'index.html'), '');
    const second = startWebHost({ host, port, token: 'any', rendererDir: dir, coversDir: dir, log: () => {} });
    await expect(second).rejects.toMatchObject({
      code: 'port-taken',
      message: expect.stringContaining(`${port}`) as string,
    });
  });

  it('ends windows and idle browser connections', async () => {
    const setup = await setUp();
    const { socket } = await openChannel(setup);
    const idle = connect(setup.port, '127.0.0.1');
    await once(idle, 'connect');
    const closed = Promise.all([once(socket, 'close'), once(idle, 'close')]);
    await setup.web.stop();
    await closed;
    await setup.web.stop();
    await expect(ask(setup.port, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
