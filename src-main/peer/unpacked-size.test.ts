// What a game takes unpacked is known to those who have not fetched it yet.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CatalogGame } from '../../src-shared/game.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import { madeArchives, writeMade } from './edge/testing/made-archives.ts';
import type { Unpacker } from './edge/unpacker.ts';
import { makeGame, openPeerLab, type LabPeer, type PeerLab } from './testing/peer-lab.ts';

const version = '20240101';
const catalog: CatalogGame[] = [{ id: 'quux', title: 'Quux', version }];
const archive = writeMade([{ path: 'data' }, { path: 'data/one.pak', size: 5_000_000 }, { path: 'two', size: 7 }]);
const unpackedBytes = 5_000_007;

let lab: PeerLab;
beforeEach(async () => {
  lab = await openPeerLab();
});
afterEach(() => lab.stop());

async function owner(name: string, list: Unpacker['list'] = madeArchives().list): Promise<LabPeer> {
  const peer = await lab.start(name, catalog, { unpacker: { list, unpack: async () => [] } });
  await makeGame(peer.gameDir, 'quux', version, { 'a.eti': archive });
  await peer.waitFor('local-library-changed', ({ games }) => games.some(({ downloaded }) => downloaded));
  return peer;
}

const figure = ({ peer }: LabPeer) => peer.snapshot().games[0]?.unpackedBytes;

it('is measured by who has it, and told to the others', async () => {
  const anna = await owner('anna');
  const ben = await lab.start('ben', catalog);
  await ben.send({ kind: 'connect-peer', address: anna.address });
  await expect.poll(() => figure(anna), { timeout: 10_000 }).toBe(unpackedBytes);
  await anna.waitFor('unpacked-sizes-changed', ({ games }) => games[0]?.unpackedBytes === unpackedBytes);
  await expect.poll(() => figure(ben), { timeout: 10_000 }).toBe(unpackedBytes);
  const told = ben.events.some(
    (event) => event.kind === 'remote-library-changed' && event.games[0]?.unpackedBytes === unpackedBytes,
  );
  expect(told).toBe(true);
});

it('is nothing that a game is less shared without', async () => {
  const failed = Promise.withResolvers<void>();
  const anna = await owner('anna', async () => {
    failed.resolve();
    throw new PeerError('archive-encrypted', 'It is encrypted.');
  });
  const ben = await lab.start('ben', catalog);
  await ben.send({ kind: 'connect-peer', address: anna.address });
  await failed.promise;
  await ben.send({ kind: 'download-game-files', gameId: 'quux', install: false });
  await ben.waitFor('download-finished');
  expect([figure(anna), figure(ben)]).toEqual([null, null]);
});
