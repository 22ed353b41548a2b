import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CatalogGame } from '../../src-shared/game.ts';
import type { RoomReport } from '../../src-shared/room-report.ts';
import { makeGame, openPeerLab, type LabPeer, type PeerLab } from './testing/peer-lab.ts';

const version = '20240101';
const catalog: CatalogGame[] = ['quux', 'ggoo'].map((id) => ({ id, title: id.toUpperCase(), version }));

let lab: PeerLab;
beforeEach(async () => {
  lab = await openPeerLab();
});
afterEach(() => lab.stop());

async function sourceOfQuux(name: string): Promise<LabPeer> {
  const peer = await lab.start(name, catalog);
  await makeGame(peer.gameDir, 'quux', version, { 'a.eti': 3_000_000 });
  await peer.waitFor('local-library-changed', ({ games }) => games.some(({ downloaded }) => downloaded));
  return peer;
}

const connect = async (from: LabPeer, to: LabPeer) => from.send({ kind: 'connect-peer', address: to.address });
const idOf = ({ peer }: LabPeer) => peer.snapshot().self.peerId;
const sources = ({ peer }: LabPeer) => peer.snapshot().games.find(({ id }) => id === 'quux')?.peerCount ?? 0;
const describeRoom = async (peer: LabPeer) =>
  (await peer.send({ kind: 'describe-room', search: '', limit: 10 })) as RoomReport;
const block = async (at: LabPeer, whom: LabPeer, blocked: boolean) =>
  at.send({ kind: 'block-peer', peerId: idOf(whom), blocked });

it('counts a blocked peer as no source, shows it as blocked, and takes it back', async () => {
  const [anna, ben] = [await sourceOfQuux('anna'), await lab.start('ben', catalog)];
  await connect(ben, anna);
  expect(sources(ben)).toBe(1);
  const since = ben.events.length;
  await block(ben, anna, true);
  await ben.waitFor('peer-updated', ({ peer }) => peer.blocked, since);
  await ben.waitFor('remote-library-changed', ({ removed }) => removed.includes('quux'), since);
  expect(sources(ben)).toBe(0);
  expect((await describeRoom(ben)).columns.map(({ name }) => name)).toEqual(['ben']);
  const download = ben.send({ kind: 'download-game-files', gameId: 'quux', install: false });
  await expect(download).rejects.toMatchObject({ code: 'no-sources' });
  await block(ben, anna, false);
  expect(sources(ben)).toBe(1);
  expect((await describeRoom(ben)).blocked).toEqual([]);
});

it('gives a blocked peer nothing, and goes on giving to others', async () => {
  const [anna, ben, carl] = [
    await sourceOfQuux('anna'),
    await lab.start('ben', catalog),
    await lab.start('carl', catalog),
  ];
  for (const one of [ben, carl]) await connect(one, anna);
  await anna.waitFor('peer-connected', ({ peer }) => peer.name === 'ben');
  await block(anna, ben, true);
  await ben.send({ kind: 'get-game', gameId: 'quux' });
  await ben.waitFor('no-peers-have-game');
  await carl.send({ kind: 'download-game-files', gameId: 'quux', install: false });
  await carl.waitFor('download-finished');
  const sent = new Map((await describeRoom(anna)).sent.map(({ peerId, bytes }) => [peerId, bytes]));
  expect([sent.get(idOf(ben)), (sent.get(idOf(carl)) ?? 0) >= 3_000_000]).toEqual([0, true]);
});

it('ends what a peer is being given when it is blocked', async () => {
  const [anna, ben] = [await sourceOfQuux('anna'), await lab.start('ben', catalog)];
  await connect(ben, anna);
  await anna.waitFor('peer-connected');
  const limits = {
    upload: 200_000,
    download: null,
    playingUpload: null,
    playingDownload: null,
    concurrentDownloads: 1,
  };
  await anna.send({ kind: 'set-transfer-limits', limits });
  await ben.send({ kind: 'download-game-files', gameId: 'quux', install: false });
  await ben.waitFor('download-progress', ({ bytesPerSecond }) => bytesPerSecond > 0);
  await block(anna, ben, true);
  await ben.waitFor('download-progress', ({ phase }) => phase === 'waiting');
  expect(anna.peer.snapshot().outboundTransfers).toEqual({});
  const since = ben.events.length;
  await anna.send({ kind: 'set-transfer-limits', limits: { ...limits, upload: null } });
  await block(anna, ben, false);
  await ben.waitFor('download-finished', undefined, since);
});

it('remembers who is blocked, refuses strangers, and survives a list that cannot be read', async () => {
  const [anna, ben] = [await sourceOfQuux('anna'), await lab.start('ben', catalog)];
  await connect(ben, anna);
  await expect(ben.send({ kind: 'block-peer', peerId: 'f'.repeat(32), blocked: true })).rejects.toMatchObject({
    code: 'unknown-peer',
  });
  await block(ben, anna, true);
  const file = path.join(ben.stateDir, 'blocked-peers.json');
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
    schema: 1,
    peers: [{ peerId: idOf(anna), name: 'anna' }],
  });
  await ben.peer.stop();
  const again = await lab.start('ben', catalog);
  await connect(again, anna);
  expect([sources(again), (await describeRoom(again)).blocked]).toEqual([0, [{ peerId: idOf(anna), name: 'anna' }]]);
  await again.peer.stop();
  await writeFile(file, 'no json');
  const third = await lab.start('ben', catalog);
  await connect(third, anna);
  expect(sources(third)).toBe(1);
  expect(await readFile(`${file}.corrupt`, 'utf8')).toBe('no json');
});

it('tells how far those who are fetching a game have come', async () => {
  const anna = await sourceOfQuux('anna');
  await anna.waitFor('hashing-progress', ({ gameId }) => gameId === null);
  const limits = {
    upload: 600_000,
    download: null,
    playingUpload: null,
    playingDownload: null,
    concurrentDownloads: 1,
  };
  await anna.send({ kind: 'set-transfer-limits', limits });
  const ben = await lab.start('ben', catalog, { appVersion: '1.2.3' });
  await connect(ben, anna);
  await anna.waitFor('peer-connected', ({ peer }) => peer.appVersion === '1.2.3');
  await ben.send({ kind: 'download-game-files', gameId: 'quux', install: false });
  const seen = async () => {
    const { columns, games } = await describeRoom(anna);
    const cell = games[0]?.cells.find(({ column }) => columns[column]?.name === 'ben');
    return cell?.state === 'partial' ? cell.percent : -1;
  };
  await expect.poll(seen, { timeout: 12_000, interval: 100 }).toBeGreaterThan(0);
  expect((await describeRoom(anna)).columns.map(({ name, isSelf }) => [name, isSelf])).toEqual([
    ['anna', true],
    ['ben', false],
  ]);
});
