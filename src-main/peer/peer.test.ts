import { access, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CatalogGame, GameRow } from '../../src-shared/game.ts';
import type { PeerEvent } from '../../src-shared/peer-event.ts';
import { untilAborted } from './edge/until-aborted.ts';
import type { Unpacker } from './edge/unpacker.ts';
import { copyingUnpacker, makeGame, openPeerLab, type LabPeer, type PeerLab } from './testing/peer-lab.ts';

const version = '20240101';
const mib = 2 ** 20;
const never = new AbortController().signal;
const entry = (id: string, more: Partial<CatalogGame> = {}): CatalogGame => ({
  id,
  title: id.toUpperCase(),
  version,
  ...more,
});
const catalog = [entry('quux'), entry('ggoo'), entry('zork')];

let lab: PeerLab;
beforeEach(async () => {
  lab = await openPeerLab();
});
afterEach(() => lab.stop());

async function rows(peer: LabPeer): Promise<GameRow[]> {
  return ((await peer.send({ kind: 'list-games' })) as { games: GameRow[] }).games;
}
const rowOf = async (peer: LabPeer, id: string) => (await rows(peer)).find((row) => row.id === id);
const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

async function sourceWith(name: string, id: string, archives: Record<string, number | Uint8Array>): Promise<LabPeer> {
  const peer = await lab.start(name, catalog);
  await makeGame(peer.gameDir, id, version, archives);
  await peer.waitFor('local-library-changed', (event) => event.games.some((game) => game.id === id && game.downloaded));
  return peer;
}

async function connect(from: LabPeer, to: LabPeer): Promise<void> {
  await from.send({ kind: 'connect-peer', address: to.address });
}

/** Kinds of one operation's events, without the many that only report progress. */
function kindsSince(peer: LabPeer, since: number): string[] {
  const quiet = new Set([
    'log',
    'download-progress',
    'install-progress',
    'peer-updated',
    'remote-library-changed',
    'download-queue-changed',
    'hashing-progress',
  ]);
  const label = (event: PeerEvent) =>
    event.kind === 'active-operations-changed'
      ? `active(${event.operations.map((operation) => operation.kind).join()})`
      : event.kind;
  return peer.events
    .slice(since)
    .filter((event) => !quiet.has(event.kind))
    .map(label);
}

describe('the room', () => {
  it('shows two connected peers each other, once, with their libraries', async () => {
    const a = await sourceWith('a', 'quux', { 'a.eti': 10 });
    const b = await sourceWith('b', 'ggoo', { 'a.eti': 20 });
    await connect(a, b);
    expect(a.peer.snapshot().peers).toMatchObject([{ name: 'b', state: 'connected', gameCount: 1 }]);
    await b.waitFor('peer-connected');
    expect(b.peer.snapshot().peers).toMatchObject([{ name: 'a', gameCount: 1 }]);
    expect(await rowOf(a, 'ggoo')).toMatchObject({ peerCount: 1, downloaded: false });
    expect(await rowOf(b, 'quux')).toMatchObject({ peerCount: 1, downloaded: false });
  });

  it('counts sources per game', async () => {
    const a = await sourceWith('a', 'quux', { 'a.eti': 10 });
    const b = await sourceWith('b', 'quux', { 'a.eti': 10 });
    await makeGame(b.gameDir, 'ggoo', version, { 'a.eti': 5 });
    await b.waitFor('local-library-changed', (event) =>
      event.games.some(({ id, downloaded }) => id === 'ggoo' && downloaded),
    );
    const c = await lab.start('c', catalog);
    await connect(c, a);
    await connect(c, b);
    const list = await rows(c);
    expect(list.map(({ id, peerCount }) => [id, peerCount])).toEqual([
      ['ggoo', 1],
      ['quux', 2],
    ]);
  });

  it('refuses to connect to itself', async () => {
    const a = await lab.start('a', catalog);
    await expect(connect(a, a)).rejects.toMatchObject({ code: 'self-connect' });
    expect(a.peer.snapshot().peers).toEqual([]);
  });

  it('hears of a game that is added, changed and removed elsewhere', async () => {
    const a = await lab.start('a', catalog);
    const b = await lab.start('b', catalog);
    await connect(b, a);
    await makeGame(a.gameDir, 'quux', version, { 'a.eti': 10 });
    await b.waitFor('remote-library-changed', (event) =>
      event.games.some((game) => game.id === 'quux' && game.peerCount === 1),
    );
    await writeFile(path.join(a.gameDir, 'quux', 'version.ini'), '20230101\n');
    await b.waitFor('remote-library-changed', (event) =>
      event.games.some((game) => game.otherVersionPeerCount === 1 && game.peerCount === 0),
    );
    await rm(path.join(a.gameDir, 'quux'), { recursive: true });
    await b.waitFor('remote-library-changed', (event) => event.removed.includes('quux'));
    expect(await rows(b)).toEqual([]);
  });

  it('notices a goodbye at once and a vanished peer soon', async () => {
    const [a, b, c] = [await lab.start('a', catalog), await lab.start('b', catalog), await lab.start('c', catalog)];
    await connect(a, b);
    await connect(a, c);
    await b.peer.stop();
    await a.waitFor('peer-disconnected');
    c.kill();
    await a.waitFor('peer-count', (event) => event.count === 0);
  });

  it('tells a new name to everybody', async () => {
    const [a, b] = [await lab.start('a', catalog), await lab.start('b', catalog)];
    await connect(a, b);
    a.peer.rename('alice');
    await b.waitFor('peer-updated', (event) => event.peer.name === 'alice');
  });

  it('says what is wrong with an address', async () => {
    const a = await lab.start('a', catalog);
    await expect(a.send({ kind: 'connect-peer', address: 'nonsense' })).rejects.toMatchObject({
      code: 'invalid-command',
    });
    await expect(a.send({ kind: 'connect-peer', address: '10.9.9.9:1' })).rejects.toMatchObject({
      code: 'connect-failed',
    });
  });
});

describe('a download', () => {
  it('fetches every byte, tells its steps in order, and does not install', async () => {
    const a = await sourceWith('a', 'quux', { 'b.eti': 3 * mib + 17, 'a.eti': 0, 'sub/readme.txt': mib });
    const b = await lab.start('b', catalog);
    await connect(b, a);
    const since = b.events.length;
    await b.send({ kind: 'download-game-files', gameId: 'quux', install: false });
    const done = await b.waitFor('download-finished');
    expect(kindsSince(b, since)).toEqual([
      'active(downloading)',
      'got-game-files',
      'download-begin',
      'local-library-changed',
      'active()',
      'download-finished',
    ]);
    for (const name of ['a.eti', 'b.eti', 'sub/readme.txt', 'version.ini']) {
      const [there, here] = await Promise.all([a, b].map((peer) => readFile(path.join(peer.gameDir, 'quux', name))));
      expect(here?.equals(there ?? Buffer.alloc(0)), name).toBe(true);
    }
    expect(done.bytes).toBe(4 * mib + 17 + Buffer.byteLength(`${version}\nnote=kept\n`));
    expect((await readdir(path.join(b.gameDir, 'quux'))).toSorted()).toEqual(['a.eti', 'b.eti', 'sub', 'version.ini']);
    expect(await rowOf(b, 'quux')).toMatchObject({ downloaded: true, installed: false, availability: 'Ready' });
    expect(a.peer.snapshot().outboundTransfers).toEqual({});
  });

  it('takes each piece once, from both of two sources', async () => {
    const content = new Uint8Array(24 * mib).map((_, index) => index % 251);
    const a = await sourceWith('a', 'quux', { 'a.eti': content });
    const b = await sourceWith('b', 'quux', { 'a.eti': content });
    const c = await lab.start('c', catalog);
    await connect(c, a);
    await connect(c, b);
    await c.send({ kind: 'download-game-files', gameId: 'quux', install: false });
    const { sources, bytes } = await c.waitFor('download-finished');
    expect(sources.map(({ name }) => name).toSorted()).toEqual(['a', 'b']);
    expect(sources.reduce((sum, source) => sum + source.bytes, 0)).toBe(bytes);
  });

  it('installs afterwards when asked to', async () => {
    const a = await sourceWith('a', 'quux', { 'game.eti': 2 * mib });
    const b = await lab.start('b', catalog);
    await connect(b, a);
    const since = b.events.length;
    await b.send({ kind: 'download-game-files', gameId: 'quux', install: true });
    await b.waitFor('install-finished');
    expect(kindsSince(b, since).slice(-5)).toEqual([
      'download-finished',
      'active(installing)',
      'local-library-changed',
      'active()',
      'install-finished',
    ]);
    expect((await readFile(path.join(b.gameDir, 'quux', 'local', 'game'))).length).toBe(2 * mib);
  });

  it('fails without a majority and leaves nothing behind', async () => {
    const a = await sourceWith('a', 'quux', { 'a.eti': 100 });
    const b = await sourceWith('b', 'quux', { 'a.eti': 200 });
    const c = await lab.start('c', catalog);
    await connect(c, a);
    await connect(c, b);
    await c.send({ kind: 'download-game-files', gameId: 'quux', install: false });
    const failed = await c.waitFor('download-failed');
    expect(failed.error.code).toBe('no-majority');
    expect(await exists(path.join(c.gameDir, 'quux'))).toBe(false);
  });

  it('refuses games that are unknown, here already, busy, or with nobody', async () => {
    const a = await sourceWith('a', 'quux', { 'a.eti': 2 * mib });
    const b = await lab.start('b', catalog);
    await connect(b, a);
    const download = (peer: LabPeer, gameId: string) =>
      peer.send({ kind: 'download-game-files', gameId, install: false });
    await expect(download(b, 'nope')).rejects.toMatchObject({ code: 'unknown-game' });
    await expect(download(b, 'zork')).rejects.toMatchObject({ code: 'no-sources' });
    await expect(download(a, 'quux')).rejects.toMatchObject({ code: 'already-downloaded' });
    await download(b, 'quux');
    await expect(download(b, 'quux')).rejects.toMatchObject({ code: 'operation-in-progress' });
    await b.waitFor('download-finished');
  });

  it('keeps the installed game and drops the payload when cancelled', async () => {
    const a = await sourceWith('a', 'quux', { 'a.eti': 64 * mib });
    const b = await lab.start('b', catalog);
    await connect(b, a);
    await b.send({ kind: 'download-game-files', gameId: 'quux', install: false });
    await b.waitFor('download-begin');
    await b.send({ kind: 'cancel-download', gameId: 'quux' });
    await b.waitFor('download-cancelled');
    expect(b.events.some((event) => event.kind === 'download-failed')).toBe(false);
    expect(await exists(path.join(b.gameDir, 'quux'))).toBe(false);
    await expect(b.send({ kind: 'cancel-download', gameId: 'quux' })).rejects.toMatchObject({
      code: 'nothing-to-cancel',
    });
  });

  it('goes on when one of two sources dies', async () => {
    const content = new Uint8Array(48 * mib).map((_, index) => index % 249);
    const a = await sourceWith('a', 'quux', { 'a.eti': content });
    const b = await sourceWith('b', 'quux', { 'a.eti': content });
    const c = await lab.start('c', catalog);
    await connect(c, a);
    await connect(c, b);
    await c.send({ kind: 'download-game-files', gameId: 'quux', install: false });
    await c.waitFor('download-begin');
    b.kill();
    await c.waitFor('download-finished');
    expect((await readFile(path.join(c.gameDir, 'quux', 'a.eti'))).equals(content)).toBe(true);
  });

  it('says what is in the way before a byte is fetched, and leaves no payload', async () => {
    const a = await sourceWith('a', 'quux', { 'a.eti': 2 * mib });
    const b = await lab.start('b', catalog);
    await mkdir(path.join(b.gameDir, 'quux', 'a.eti'), { recursive: true });
    await connect(b, a);
    await b.send({ kind: 'download-game-files', gameId: 'quux', install: false });
    const failed = await b.waitFor('download-failed');
    expect(failed.error.message).toContain('in the way');
    expect(failed.bytes).toBe(0);
    expect(await readdir(path.join(b.gameDir, 'quux'))).toEqual(['a.eti']);
  });

  it('replaces a stale version: old archives go, the install and unknown archives stay', async () => {
    const a = await sourceWith('a', 'quux', { 'new.eti': 3 * mib });
    const b = await lab.start('b', catalog);
    await makeGame(b.gameDir, 'quux', '20200101', { 'unknown.eti': 10, 'local/save.dat': 5 });
    await connect(b, a);
    await b.send({ kind: 'set-game-dir', path: b.gameDir });
    await b.send({ kind: 'download-game-files', gameId: 'quux', install: false });
    await b.waitFor('download-finished');
    const root = path.join(b.gameDir, 'quux');
    expect((await readdir(root)).toSorted()).toEqual(['local', 'new.eti', 'unknown.eti.old', 'version.ini']);
    expect(await exists(path.join(root, 'local', 'save.dat'))).toBe(true);
    expect(await rowOf(b, 'quux')).toMatchObject({ localVersion: version, installed: true });
  });
});

it('looks through the games folder at once when it is told to', async () => {
  const a = await lab.start('a', catalog);
  await makeGame(a.gameDir, 'quux', version, { 'game.eti': 1000 });
  await a.send({ kind: 'rescan-library' });
  expect(await rowOf(a, 'quux')).toMatchObject({ downloaded: true });
});

describe('other operations', () => {
  it('installs, uninstalls, then removes the downloaded files', async () => {
    const a = await sourceWith('a', 'quux', { 'game.eti': 1000 });
    await a.send({ kind: 'install-game', gameId: 'quux' });
    await a.waitFor('install-finished');
    expect(await rowOf(a, 'quux')).toMatchObject({ installed: true, downloaded: true });
    await a.send({ kind: 'remove-downloaded-game', gameId: 'quux' });
    expect((await a.waitFor('remove-failed')).error.code).toBe('remove-refused');
    await a.send({ kind: 'uninstall-game', gameId: 'quux' });
    await a.waitFor('uninstall-finished');
    await a.send({ kind: 'remove-downloaded-game', gameId: 'quux' });
    await a.waitFor('remove-finished');
    expect(await exists(path.join(a.gameDir, 'quux'))).toBe(false);
    expect(await rows(a)).toEqual([]);
  });

  it.each([
    ['installing', {}],
    ['updating', { 'local/save.dat': 5 }],
  ])('%s is cancelled while it unpacks, and nothing has changed', async (kind, installed) => {
    const unpacking = Promise.withResolvers<void>();
    const unpack: Unpacker['unpack'] = async (_archive, into, { signal }) => {
      await writeFile(path.join(into, 'half'), 'x');
      unpacking.resolve();
      return untilAborted(new Promise<never>(() => {}), signal);
    };
    const a = await lab.start('a', catalog, { unpacker: { ...copyingUnpacker, unpack } });
    await makeGame(a.gameDir, 'quux', version, { 'game.eti': 1000, ...installed });
    await a.waitFor('local-library-changed', ({ games }) => games.some(({ downloaded }) => downloaded));
    const before = await readdir(path.join(a.gameDir, 'quux'), { recursive: true });
    await a.send({ kind: 'install-game', gameId: 'quux' });
    await unpacking.promise;
    expect(a.peer.snapshot().operations).toEqual([{ gameId: 'quux', kind }]);
    await a.send({ kind: 'cancel-download', gameId: 'quux' });
    expect((await a.waitFor('install-failed')).error.code).toBe('cancelled');
    expect(await readdir(path.join(a.gameDir, 'quux'), { recursive: true })).toEqual(before);
    await expect(a.send({ kind: 'cancel-download', gameId: 'quux' })).rejects.toMatchObject({
      code: 'nothing-to-cancel',
    });
  });

  it('never removes through a link', async () => {
    const a = await sourceWith('a', 'quux', { 'game.eti': 1000 });
    const elsewhere = path.join(a.stateDir, 'elsewhere');
    await rename(path.join(a.gameDir, 'quux'), elsewhere);
    await symlink(elsewhere, path.join(a.gameDir, 'quux'));
    await a.send({ kind: 'remove-downloaded-game', gameId: 'quux' });
    expect((await a.waitFor('remove-failed')).error.code).toBe('remove-refused');
    expect(await exists(path.join(elsewhere, 'game.eti'))).toBe(true);
  });

  it('moves to another games folder only when nothing runs', async () => {
    const a = await sourceWith('a', 'quux', { 'a.eti': 64 * mib });
    const b = await lab.start('b', catalog);
    await connect(b, a);
    await b.send({ kind: 'download-game-files', gameId: 'quux', install: false });
    await expect(b.send({ kind: 'set-game-dir', path: a.stateDir })).rejects.toMatchObject({ code: 'game-dir-busy' });
    await b.send({ kind: 'set-game-dir', path: b.gameDir });
    await b.waitFor('download-finished');
    await expect(b.send({ kind: 'set-game-dir', path: '/no/such/folder' })).rejects.toMatchObject({
      code: 'game-dir-unusable',
    });
    await b.send({ kind: 'set-game-dir', path: b.stateDir });
    expect(await rowOf(b, 'quux')).toMatchObject({ downloaded: false, peerCount: 1 });
  });
});

it('waits for a source that is busy with the game just now', async () => {
  const held = Promise.withResolvers<void>();
  const unpacker = { ...copyingUnpacker, list: () => held.promise.then(() => copyingUnpacker.list('', never)) };
  const a = await lab.start('a', catalog, { unpacker });
  await makeGame(a.gameDir, 'quux', version, { 'game.eti': 2 * mib });
  await a.waitFor('local-library-changed', (event) => event.games.some(({ downloaded }) => downloaded));
  await a.send({ kind: 'install-game', gameId: 'quux' });
  const b = await lab.start('b', catalog);
  await connect(b, a);
  expect(await rowOf(b, 'quux')).toMatchObject({ peerCount: 0, otherVersionPeerCount: 0 });
  await b.send({ kind: 'download-game-files', gameId: 'quux', install: false });
  held.resolve();
  await b.waitFor('download-finished');
});
