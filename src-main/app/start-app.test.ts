import { createSocket } from 'node:dgram';
import { X509Certificate } from 'node:crypto';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { AppSnapshot } from '../../src-shared/app-bridge.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import { systemClock } from '../peer/edge/clock.ts';
import { loadRoom } from '../peer/room/identity.ts';
import { makeRoom } from '../peer/room/make-room.ts';
import { startApp, type AppOptions, type RunningApp } from './start-app.ts';
import { makeTempDir } from './testing/temp-dir.ts';

const certsDir = fileURLToPath(new URL('../../certs', import.meta.url));

interface Setup {
  options: AppOptions;
  dir: string;
  log: string[];
}

async function setUp(change: Partial<AppOptions> = {}): Promise<Setup> {
  const dir = await makeTempDir();
  const catalogFile = join(dir, 'catalog.json');
  await writeFile(catalogFile, JSON.stringify({ games: [{ id: 'alpha', title: 'Alpha', version: '20260101' }] }));
  await mkdir(join(dir, 'games/alpha'), { recursive: true });
  await writeFile(join(dir, 'games/alpha/version.ini'), '20260101\n');
  const log: string[] = [];
  const options: AppOptions = {
    stateDir: join(dir, 'state'),
    catalogFile,
    certsDir,
    port: 0,
    mdns: false,
    tls: false,
    swarm: true,
    host: 'browser',
    appVersion: '9.9.9',
    log: (level, message) => void log.push(`${level}: ${message}`),
    ...change,
  };
  return { options, dir, log };
}

async function running(app: Promise<RunningApp>): Promise<RunningApp> {
  const started = await app;
  onTestFinished(async () => started.stop());
  return started;
}

/** How long those timers of the peer's clock wait that are neither over nor called off, in milliseconds. */
function watchTimers(): ReadonlySet<{ ms: number }> {
  const standing = new Set<{ ms: number }>();
  const { after } = systemClock;
  const spy = vi.spyOn(systemClock, 'after').mockImplementation((ms, run) => {
    const timer = { ms };
    standing.add(timer);
    const callOff = after(ms, () => {
      standing.delete(timer);
      run();
    });
    return () => {
      standing.delete(timer);
      callOff();
    };
  });
  onTestFinished(() => spy.mockRestore());
  return standing;
}

const snapshotOf = async (app: RunningApp) => (await app.host.handleCall('get-snapshot', undefined)) as AppSnapshot;
const portOf = (app: RunningApp) => Number(app.peer.snapshot().self.addresses[0]?.split(':')[1]);

async function startAndStop(options: AppOptions): Promise<RunningApp> {
  const app = await startApp(options);
  await app.stop();
  return app;
}

/** Whose room this PC's certificate is of, among the given ones; null when of none. */
async function roomOf(stateDir: string, ...folders: string[]): Promise<string | null> {
  const certificate = new X509Certificate(await readFile(join(stateDir, 'peer', 'identity.cert.pem')));
  for (const folder of folders) {
    const { caCertPem } = await loadRoom(folder);
    if (certificate.verify(new X509Certificate(caCertPem).publicKey)) return folder;
  }
  return null;
}

describe('startApp', () => {
  it.skipIf(process.platform === 'win32')(
    'keeps its hands off a game that an earlier start has left running',
    async () => {
      const { options, dir } = await setUp();
      const root = join(dir, 'games/alpha');
      await mkdir(join(root, 'local'));
      await writeFile(join(root, 'game_start.sh'), 'exec sleep 600');
      const startHere = () => startApp({ ...options, gameDir: join(dir, 'games') });
      const first = await startHere();
      await first.host.handleCall('play-game', { gameId: 'alpha' });
      await first.stop();
      // What a recovery would clear away.
      const leftOver = join(root, '.local.installing', '.lanspread_owned');
      await mkdir(dirname(leftOver));
      await writeFile(leftOver, '');
      const second = await running(startHere());
      const stop = () => second.host.handleCall('stop-game', { gameId: 'alpha', kind: 'game' });
      onTestFinished(async () => void (await stop().catch(() => {})));
      expect((await snapshotOf(second)).running).toMatchObject([{ gameId: 'alpha', kind: 'game' }]);
      await expect(access(leftOver)).resolves.toBeUndefined();
      const uninstall = { kind: 'uninstall-game', gameId: 'alpha' };
      await expect(second.host.handleCall('send-command', uninstall)).rejects.toMatchObject({ code: 'game-running' });
      await stop();
      expect((await snapshotOf(second)).running).toEqual([]);
    },
  );

  it('starts a peer on its folder and name, and a host that shows it', async () => {
    const { options, dir } = await setUp();
    const events: PeerEvent['kind'][] = [];
    const app = await running(
      startApp({ ...options, gameDir: join(dir, 'games'), name: 'Ada', onEvent: ({ kind }) => events.push(kind) }),
    );
    expect(await snapshotOf(app)).toMatchObject({
      host: 'browser',
      self: {
        name: 'Ada',
        appVersion: '9.9.9',
        protocolVersion: 1,
        peerId: expect.stringMatching(/^\w{32}$/) as string,
      },
      settings: { playerName: 'Ada', gameDir: join(dir, 'games') },
      games: [{ id: 'alpha', downloaded: true }],
      catalogSize: 1,
    });
    expect(events).toContain('local-peer-ready');
  });

  it('keeps identity and settings over a restart', async () => {
    const { options, dir } = await setUp();
    const first = await running(startApp(options));
    await first.host.handleCall('save-settings', { playerName: 'Grace', gameDir: join(dir, 'games') });
    const { peerId } = first.peer.snapshot().self;
    await first.stop();
    const second = await running(startApp(options));
    const snapshot = await snapshotOf(second);
    expect([snapshot.self.peerId, snapshot.self.name]).toEqual([peerId, 'Grace']);
    expect(snapshot.games[0]?.downloaded).toBe(true);
  });

  it('passes the events of the peer on to the windows', async () => {
    const { options, dir } = await setUp();
    const app = await running(startApp(options));
    const heard = new Promise((resolve) => {
      app.host.subscribe((message) => {
        if (message.topic === 'peer-event' && message.data.kind === 'local-library-changed')
          resolve(message.data.games);
      });
    });
    await app.host.handleCall('send-command', { kind: 'set-game-dir', path: join(dir, 'games') });
    expect(await heard).toMatchObject([{ id: 'alpha', downloaded: true }]);
  });

  it('starts without a saved folder that is not there today, and says so', async () => {
    const { options, dir, log } = await setUp();
    await mkdir(options.stateDir);
    await writeFile(join(options.stateDir, 'settings.json'), JSON.stringify({ gameDir: join(dir, 'unplugged') }));
    const snapshot = await snapshotOf(await running(startApp(options)));
    expect(snapshot.gameDir).toMatchObject({ path: join(dir, 'unplugged'), problem: expect.stringContaining('exist') });
    expect(log).toEqual([expect.stringContaining('is not used')]);
  });

  it('names a taken port, and takes another one where that is wanted', async () => {
    const first = await running(startApp((await setUp()).options));
    const { options, log } = await setUp({ port: portOf(first) });
    await expect(startApp(options)).rejects.toMatchObject({ code: 'port-taken' });
    const second = await running(startApp({ ...options, orAnyPort: true }));
    expect(portOf(second)).not.toBe(portOf(first));
    expect(log).toEqual([expect.stringContaining('is taken')]);
  });

  it('uses the saved port and room from the next start on, and says what holds', async () => {
    const { options, dir } = await setUp({ port: null });
    const free = portOf(await startAndStop({ ...options, port: 0 }));
    const roomDir = join(dir, 'room');
    await makeRoom(roomDir);
    const first = await running(startApp({ ...options, port: 0 }));
    await first.host.handleCall('save-settings', { network: { port: free, roomDir } });
    expect((await snapshotOf(first)).network).toMatchObject({
      wanted: { port: null, roomDir: null },
      listenPort: portOf(first),
      isGiven: { port: true, roomDir: false },
    });
    await first.stop();
    const second = await running(startApp(options));
    expect((await snapshotOf(second)).network).toEqual({
      wanted: { port: free, roomDir },
      listenPort: free,
      isGiven: { port: false, roomDir: false },
      problems: { port: null, roomDir: null },
    });
    expect(await roomOf(options.stateDir, certsDir, roomDir)).toBe(roomDir);
    await second.stop();
    const third = await running(startApp({ ...options, port: 0, roomDir: certsDir }));
    expect((await snapshotOf(third)).network).toMatchObject({
      wanted: { port: null, roomDir: certsDir },
      isGiven: { port: true, roomDir: true },
    });
    expect(await roomOf(options.stateDir, certsDir, roomDir)).toBe(certsDir);
  });

  it('starts on another port when the saved one is taken, and tells why', async () => {
    const first = await running(startApp((await setUp()).options));
    const { options } = await setUp({ port: null });
    await mkdir(options.stateDir);
    const network = { port: portOf(first), roomDir: null };
    await writeFile(join(options.stateDir, 'settings.json'), JSON.stringify({ network }));
    const second = await running(startApp(options));
    const told = (await snapshotOf(second)).network;
    expect(told).toMatchObject({ wanted: network, problems: { port: { code: 'port-taken' }, roomDir: null } });
    expect([told.listenPort, portOf(second)]).not.toContain(portOf(first));
  });

  it('is alone, and not in the default room, while its own room cannot be read', async () => {
    const { options, dir, log } = await setUp();
    await mkdir(options.stateDir);
    const roomDir = join(dir, 'unplugged');
    await writeFile(join(options.stateDir, 'settings.json'), JSON.stringify({ network: { port: null, roomDir } }));
    const app = await running(startApp(options));
    expect((await snapshotOf(app)).network.problems.roomDir).toMatchObject({
      code: 'bad-state',
      message: `${join(roomDir, 'room-ca.cert.pem')} is missing.`,
    });
    expect(log).toContainEqual(expect.stringContaining('alone'));
    expect(await roomOf(options.stateDir, certsDir)).toBeNull();
    const { peerId } = app.peer.snapshot().self;
    await app.stop();
    await makeRoom(roomDir);
    const again = await running(startApp(options));
    expect((await snapshotOf(again)).network.problems.roomDir).toBeNull();
    expect(again.peer.snapshot().self.peerId).toBe(peerId);
    expect(await roomOf(options.stateDir, certsDir, roomDir)).toBe(roomDir);
    await again.stop();
    await expect(startApp({ ...options, roomDir: join(dir, 'nowhere') })).rejects.toMatchObject({ code: 'bad-state' });
  });

  it('leaves no timer behind when its port is taken', async () => {
    const taken = createSocket('udp4');
    onTestFinished(() => void taken.close());
    await new Promise<void>((resolve) => void taken.bind(0, '0.0.0.0', resolve));
    const { options } = await setUp({ port: taken.address().port });
    const standing = watchTimers();
    await expect(startApp(options)).rejects.toMatchObject({ code: 'port-taken' });
    expect([...standing]).toEqual([]);
  });

  it('leaves nothing running when it cannot start', async () => {
    const { options, dir } = await setUp();
    const before = await startApp(options);
    const port = portOf(before);
    await before.stop();
    await expect(startApp({ ...options, port, gameDir: join(dir, 'none') })).rejects.toMatchObject({
      code: 'game-dir-unusable',
    });
    expect(portOf(await running(startApp({ ...options, port })))).toBe(port);
  });

  it.each<[string, (setup: Setup) => Partial<AppOptions>, string]>([
    ['a missing catalog', ({ dir }) => ({ catalogFile: join(dir, 'none.json') }), 'bad-catalog'],
    ['a missing room', ({ dir }) => ({ certsDir: dir }), 'bad-state'],
    ['a name that nobody can read', () => ({ name: '\u0000' }), 'bad-settings'],
    ['a named folder that is not there', ({ dir }) => ({ gameDir: join(dir, 'none') }), 'game-dir-unusable'],
  ])('refuses %s', async (_what, change, code) => {
    const setup = await setUp();
    await expect(startApp({ ...setup.options, ...change(setup) })).rejects.toMatchObject({ code });
  });
});
