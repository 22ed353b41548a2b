// Which version is installed: noted, told, and caught up with after whatever kept an update from being installed.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CatalogGame } from '../../src-shared/game.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import { realDisk } from './disk/real-disk.ts';
import type { Unpacker } from './edge/unpacker.ts';
import type { PeerOptions } from './peer.ts';
import { copyingUnpacker, makeGame, openPeerLab, type LabPeer, type PeerLab } from './testing/peer-lab.ts';

const version = '20240101';
const older = '20200101';
const catalog: CatalogGame[] = [{ id: 'quux', title: 'QUUX', version }];
const install = { kind: 'install-game', gameId: 'quux' } as const;
const update = { kind: 'download-game-files', gameId: 'quux', install: true } as const;

let lab: PeerLab;
beforeEach(async () => {
  lab = await openPeerLab();
});
afterEach(() => lab.stop());

const rowOf = ({ peer }: LabPeer) => peer.snapshot().games.find(({ id }) => id === 'quux');
const installedFiles = async ({ gameDir }: LabPeer) => readdir(path.join(gameDir, 'quux', 'local'));
const savedInstalls = async ({ stateDir }: LabPeer) =>
  (JSON.parse(await readFile(path.join(stateDir, 'download-queue.json'), 'utf8')) as { installs: string[] }).installs;

async function withGame(name: string, its: string, archive: string, options: Partial<PeerOptions> = {}) {
  const peer = await lab.start(name, catalog, options);
  await makeGame(peer.gameDir, 'quux', its, { [archive]: 1000 });
  await peer.waitFor('local-library-changed', ({ games }) => games.some(({ downloaded }) => downloaded));
  return peer;
}

/** One that has the new version, and one that has installed the old one. */
async function setUp(options: Partial<PeerOptions> = {}): Promise<LabPeer> {
  const source = await withGame('source', version, 'new.eti');
  const player = await withGame('player', older, 'old.eti', options);
  await player.send(install);
  await player.waitFor('install-finished');
  expect(rowOf(player)).toMatchObject({ localVersion: older, installedVersion: older });
  await player.send({ kind: 'connect-peer', address: source.address });
  return player;
}

const ofNew = (archive: string) => archive.endsWith('new.eti');
const behind = { installed: true, localVersion: version, installedVersion: older };

const damaged: Unpacker = {
  ...copyingUnpacker,
  unpack: async (archive, into, run) => {
    if (ofNew(archive)) throw new PeerError('archive-corrupt', 'new.eti is damaged.');
    return copyingUnpacker.unpack(archive, into, run);
  },
};

it('an update that cannot be installed leaves the old version installed, known as such, and can be made up for', async () => {
  let isDamaged = true;
  const unpacker: Unpacker = {
    ...copyingUnpacker,
    unpack: async (...args) => (isDamaged ? damaged : copyingUnpacker).unpack(...args),
  };
  const player = await setUp({ unpacker });
  await player.send(update);
  expect((await player.waitFor('install-failed')).error.code).toBe('archive-corrupt');
  expect([rowOf(player), await installedFiles(player)]).toMatchObject([behind, ['old']]);
  isDamaged = false;
  const since = player.events.length;
  await player.send(install);
  expect(await player.waitFor('install-finished', undefined, since)).toMatchObject({ updated: true, version });
  expect(rowOf(player)).toMatchObject({ ...behind, installedVersion: version });
});

/** Never comes to an end with the new version, and says when it is about to begin. */
function stuckUnpacker() {
  const begun = Promise.withResolvers<void>();
  const unpacker: Unpacker = {
    ...copyingUnpacker,
    unpack: async (archive, into, run) => {
      if (!ofNew(archive)) return copyingUnpacker.unpack(archive, into, run);
      begun.resolve();
      return new Promise((_resolve, reject) => {
        run.signal.addEventListener('abort', () => reject(run.signal.reason as Error));
      });
    },
  };
  return { unpacker, begun: begun.promise };
}

it('an update that the end of the program cut off is installed at the next start', async () => {
  const { unpacker, begun } = stuckUnpacker();
  const player = await setUp({ unpacker });
  await player.send(update);
  await begun;
  expect(player.peer.snapshot().queue).toEqual([]);
  await player.peer.stop();
  expect([await savedInstalls(player), await installedFiles(player)]).toEqual([['quux'], ['old']]);
  const again = await lab.start('player', catalog);
  expect(await again.waitFor('install-finished')).toMatchObject({ updated: true, version });
  expect([rowOf(again)?.installedVersion, await installedFiles(again)]).toEqual([version, ['new']]);
  await again.peer.stop();
  expect(await savedInstalls(again)).toEqual([]);
});

it('one that failed is not tried again by itself, and stays known', async () => {
  const player = await setUp({ unpacker: damaged });
  await player.send(update);
  await player.waitFor('install-failed');
  await player.peer.stop();
  expect(await savedInstalls(player)).toEqual([]);
  const again = await lab.start('player', catalog);
  expect([rowOf(again), again.peer.snapshot().operations]).toMatchObject([behind, []]);
});

it('a crash between the commit and the install, however much of it was saved, costs nothing', async () => {
  const player = await setUp({ unpacker: damaged });
  await player.send(update);
  await player.waitFor('install-failed');
  await player.peer.stop();
  const queue = path.join(player.stateDir, 'download-queue.json');
  const entry = { gameId: 'quux', install: true, inPlace: false, state: 'queued', error: null };
  await writeFile(queue, JSON.stringify({ schema: 1, entries: [entry] }));
  const again = await lab.start('player', catalog);
  expect(await again.waitFor('install-finished')).toMatchObject({ updated: true, version });
  expect(again.peer.snapshot().queue).toEqual([]);
});

it('an install that was made up for before the crash is not made again', async () => {
  const player = await setUp();
  await player.send(update);
  await player.waitFor('install-finished', ({ updated }) => updated);
  await player.peer.stop();
  const queue = path.join(player.stateDir, 'download-queue.json');
  await writeFile(queue, JSON.stringify({ schema: 1, entries: [], installs: ['quux', 'unheard-of'] }));
  const again = await lab.start('player', catalog);
  await again.peer.stop();
  expect(await savedInstalls(again)).toEqual([]);
  expect(again.events.filter(({ kind }) => kind.startsWith('install-'))).toEqual([]);
});

it('an install that nobody noted counts as what lies beside it, also once that is replaced', async () => {
  const source = await withGame('source', version, 'new.eti');
  const player = await lab.start('player', catalog);
  await makeGame(player.gameDir, 'quux', older, { 'old.eti': 10, 'local/save.dat': 5 });
  await player.waitFor('local-library-changed', ({ games }) => games.some(({ installed }) => installed));
  expect(rowOf(player)?.installedVersion).toBe(null);
  await player.send({ kind: 'connect-peer', address: source.address });
  await player.send({ ...update, install: false });
  await player.waitFor('download-finished');
  expect(rowOf(player)).toMatchObject(behind);
});

it('what the disk refuses to tell is unknown, and hides no game', async () => {
  const readText: typeof realDisk.readText = async (file) =>
    file.endsWith('installed_version.json')
      ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }))
      : realDisk.readText(file);
  const player = await withGame('player', version, 'new.eti', { disk: { ...realDisk, readText } });
  await player.send(install);
  await player.waitFor('install-finished');
  expect(rowOf(player)).toMatchObject({ installed: true, downloaded: true, installedVersion: null });
});
