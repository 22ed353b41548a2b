// A game that is being played stays as it is, whatever is asked for or has long been under way.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CatalogGame } from '../../src-shared/game.ts';
import type { PeerCommand } from '../../src-shared/peer-command.ts';
import { realDisk } from './disk/real-disk.ts';
import type { PeerOptions } from './peer.ts';
import { makeGame, openPeerLab, type LabPeer, type PeerLab } from './testing/peer-lab.ts';

const version = '20240101';
const mib = 2 ** 20;
const catalog: CatalogGame[] = ['quux', 'ggoo'].map((id) => ({ id, title: id.toUpperCase(), version }));
const waitingFor = 'Waits until the game is closed.';

let lab: PeerLab;
beforeEach(async () => {
  lab = await openPeerLab();
});
afterEach(() => lab.stop());

/** Says of `quux` alone that it is being played. */
function createPlayed(isPlayed: () => boolean = () => false) {
  const listeners = new Set<() => void>();
  let used = true;
  let claims = 0;
  const isInUse = (gameId: string) => gameId === 'quux' && (used || isPlayed());
  return {
    isInUse,
    tryClaim: (gameId: string) => {
      if (isInUse(gameId)) return null;
      claims++;
      return () => void claims--;
    },
    claims: () => claims,
    watchUse: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    set: (now: boolean) => {
      used = now;
      for (const listener of listeners) listener();
    },
  };
}

const rootOf = ({ gameDir }: LabPeer) => path.join(gameDir, 'quux');
const download = { kind: 'download-game-files', gameId: 'quux', install: false } as const;
const cancel = { kind: 'cancel-download', gameId: 'quux' } as const;
const own = new Set(['.download', 'local']);
/** Of the old version, and of the new. */
const filesIn = async (peer: LabPeer) => (await readdir(rootOf(peer))).filter((name) => !own.has(name)).toSorted();
const asBefore = ['old.eti', 'version.ini'];
const rowOf = ({ peer }: LabPeer) => peer.snapshot().games.find(({ id }) => id === 'quux');

/** One that has both games, and one that plays an old version of the first. */
async function setUp(played = createPlayed(), options: Partial<PeerOptions> = {}) {
  const a = await lab.start('a', catalog);
  for (const id of ['quux', 'ggoo']) await makeGame(a.gameDir, id, version, { 'new.eti': 3 * mib });
  await a.waitFor('local-library-changed', ({ games }) =>
    games.some(({ id, downloaded }) => id === 'ggoo' && downloaded),
  );
  const b = await lab.start('b', catalog, { inUse: played, ...options });
  await makeGame(b.gameDir, 'quux', '20200101', { 'old.eti': 10, 'local/save.dat': 5 });
  await b.waitFor('local-library-changed', ({ games }) => games.some(({ downloaded }) => downloaded));
  await b.send({ kind: 'connect-peer', address: a.address });
  return { a, b, played };
}

/** Everything was fetched, and nothing of it is in the game. */
async function untilItWaits(b: LabPeer, since = 0): Promise<void> {
  await b.waitFor('download-progress', (event) => event.phase === 'waiting' && event.waitingFor === waitingFor, since);
  expect(await filesIn(b)).toEqual(asBefore);
}

/** Played from the very moment on in which its update has become the game, and is to be installed. */
async function updateAndPlay() {
  let peer: LabPeer | null = null;
  let closed = false;
  const isPlayed = () => !closed && (peer?.events ?? []).some(({ kind }) => kind === 'download-finished');
  const played = createPlayed(isPlayed);
  played.set(false);
  const { b } = await setUp(played);
  peer = b;
  await b.send({ ...download, install: true });
  await b.waitFor('install-progress', (event) => event.waitingFor === waitingFor);
  const close = () => {
    closed = true;
    played.set(false);
  };
  return { b, close };
}

describe('while a game is played', () => {
  it.each<[Extract<PeerCommand, { gameId: string }>]>([
    [{ kind: 'install-game', gameId: 'quux' }],
    [{ kind: 'uninstall-game', gameId: 'quux' }],
    [{ kind: 'remove-downloaded-game', gameId: 'quux' }],
    [{ kind: 'stream-install-game', gameId: 'quux' }],
    [{ ...download, install: true }],
  ])('%j is refused, and not of another game', async (command) => {
    const { b } = await setUp();
    const hint = 'Close the game and its server first.';
    await expect(b.send(command)).rejects.toMatchObject({ code: 'game-running', hint });
    const other = await b.send({ ...command, gameId: 'ggoo' }).catch((error: unknown) => error);
    expect(other).not.toMatchObject({ code: 'game-running' });
  });

  it('its update is fetched, lets the next one pass, and becomes the game once it is closed', async () => {
    const { b, played } = await setUp();
    await b.send(download);
    await b.send({ ...download, gameId: 'ggoo' });
    await untilItWaits(b);
    expect(b.peer.snapshot().queue[0]).toMatchObject({ gameId: 'quux', state: 'stalled' });
    await b.waitFor('download-finished', ({ gameId }) => gameId === 'ggoo');
    expect([await filesIn(b), rowOf(b)]).toMatchObject([asBefore, { localVersion: '20200101' }]);
    played.set(false);
    const { bytes } = await b.waitFor('download-finished', ({ gameId }) => gameId === 'quux');
    expect(bytes).toBeGreaterThan(3 * mib);
    expect(rowOf(b)).toMatchObject({ localVersion: version, installed: true });
  });

  it('its update is not installed before it is closed', async () => {
    const { b, close } = await updateAndPlay();
    expect(b.peer.snapshot()).toMatchObject({
      operations: [{ gameId: 'quux', kind: 'updating' }],
      installs: [{ waitingFor }],
    });
    expect(await readdir(path.join(rootOf(b), 'local'))).toEqual(['save.dat']);
    close();
    expect(await b.waitFor('install-finished')).toMatchObject({ updated: true, version });
    expect((await readdir(path.join(rootOf(b), 'local'))).toSorted()).toContain('new');
  });

  it('an update that waits to be installed can be cancelled', async () => {
    const { b } = await updateAndPlay();
    await b.send(cancel);
    expect((await b.waitFor('install-failed')).error.code).toBe('cancelled');
    expect(await readdir(path.join(rootOf(b), 'local'))).toEqual(['save.dat']);
    expect(b.peer.snapshot()).toMatchObject({ operations: [], installs: [] });
  });

  it('an update that waits can be cancelled, and leaves nothing', async () => {
    const { b, played } = await setUp();
    await b.send(download);
    await untilItWaits(b);
    await b.send(cancel);
    await b.waitFor('download-cancelled');
    expect((await readdir(rootOf(b))).toSorted()).toEqual(['local', ...asBefore]);
    expect(b.peer.snapshot().queue).toEqual([]);
    played.set(false);
    expect(rowOf(b)).toMatchObject({ localVersion: '20200101' });
  });

  it('an update that was paused while it waited waits again when it goes on', async () => {
    const { b, played } = await setUp();
    await b.send(download);
    await untilItWaits(b);
    await b.send({ kind: 'pause-download', gameId: 'quux' });
    await b.waitFor('download-paused');
    const since = b.events.length;
    await b.send({ kind: 'resume-download', gameId: 'quux' });
    await untilItWaits(b, since);
    played.set(false);
    expect(await b.waitFor('download-finished')).toMatchObject({ bytes: 0 });
  });

  it('the old version does not give way to the new one', async () => {
    const { b, played } = await setUp();
    await b.send({ ...download, inPlace: true });
    await untilItWaits(b);
    expect(b.events.some(({ kind }) => kind === 'download-begin')).toBe(false);
    played.set(false);
    await b.waitFor('download-finished');
    expect(await filesIn(b)).toEqual(['new.eti', 'old.eti.old', 'version.ini']);
  });

  it.each([false, true])('a download claims it only while it changes its files; in place: %s', async (inPlace) => {
    const played = createPlayed();
    played.set(false);
    const seen: [string, number][] = [];
    const rename: typeof realDisk.rename = async (from, to) => {
      if (path.basename(path.dirname(to)) === 'quux') seen.push([path.basename(to), played.claims()]);
      await realDisk.rename(from, to);
    };
    const { b } = await setUp(played, { disk: { ...realDisk, rename } });
    await b.send({ ...download, inPlace });
    await b.waitFor('download-begin');
    expect(played.claims()).toBe(0);
    await b.waitFor('download-finished');
    const changes = seen.filter(([name]) => ['new.eti', 'old.eti.old', 'version.ini'].includes(name));
    expect(changes.map(([name]) => name).toSorted()).toEqual(['new.eti', 'old.eti.old', 'version.ini']);
    expect(new Set(changes.map(([, claims]) => claims))).toEqual(new Set([1]));
    expect(played.claims()).toBe(0);
  });

  it('verifying goes on, and only the repair waits', async () => {
    const played = createPlayed();
    played.set(false);
    const { a, b } = await setUp(played);
    await a.waitFor('hashing-progress', ({ gameId }) => gameId === null);
    await b.send(download);
    await b.waitFor('download-finished');
    const archive = path.join(rootOf(b), 'new.eti');
    const right = await readFile(archive);
    const damaged = Buffer.from(right);
    damaged[mib + 1] = (damaged[mib + 1] ?? 0) ^ 1;
    await writeFile(archive, damaged);
    played.set(true);
    await b.send({ kind: 'verify-game', gameId: 'quux', repair: true });
    await b.waitFor('verify-progress', (event) => event.waitingFor === waitingFor);
    expect((await readFile(archive)).equals(damaged)).toBe(true);
    played.set(false);
    expect(await b.waitFor('verify-finished')).toMatchObject({ badPieces: 1 });
    expect((await readFile(archive)).equals(right)).toBe(true);
  });

  it('an update that was whole when the peer stopped needs nobody any more', async () => {
    const { a, b } = await setUp();
    await a.waitFor('hashing-progress', ({ gameId }) => gameId === null);
    await b.send(download);
    await untilItWaits(b);
    await b.peer.stop();
    await a.peer.stop();
    const again = await lab.start('b', catalog);
    expect(await again.waitFor('download-finished')).toMatchObject({ bytes: 0 });
    expect(rowOf(again)).toMatchObject({ localVersion: version });
  });

  it('a commit that was cut off is carried through once it is closed, and needs nobody', async () => {
    const played = createPlayed();
    played.set(false);
    let isLocked = true;
    const rename: typeof realDisk.rename = async (from, to) => {
      if (isLocked && to.endsWith('new.eti')) throw Object.assign(new Error('in use'), { code: 'EIO' });
      await realDisk.rename(from, to);
    };
    const { a, b } = await setUp(played, { disk: { ...realDisk, rename } });
    await b.send(download);
    await b.waitFor('download-failed');
    isLocked = false;
    await a.peer.stop();
    await b.waitFor('peer-disconnected');
    played.set(true);
    await b.send({ kind: 'resume-download', gameId: 'quux' });
    await b.waitFor('download-progress', (event) => event.waitingFor === waitingFor);
    expect(await filesIn(b)).not.toContain('version.ini');
    played.set(false);
    expect(await b.waitFor('download-finished')).toMatchObject({ bytes: 0, version });
    expect(rowOf(b)).toMatchObject({ localVersion: version });
  });

  it('the peer stops all the same, and keeps what was fetched', async () => {
    const { a, b } = await setUp();
    await b.send(download);
    await untilItWaits(b);
    await b.peer.stop();
    expect(await filesIn(b)).toEqual(asBefore);
    const again = await lab.start('b', catalog);
    await again.send({ kind: 'connect-peer', address: a.address });
    expect(await again.waitFor('download-finished')).toMatchObject({ bytes: 0 });
  });
});
