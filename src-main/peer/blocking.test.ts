import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CatalogGame } from '../../src-shared/game.ts';
import type { RoomReport } from '../../src-shared/room-report.ts';
import { systemClock, type Clock } from './edge/clock.ts';
import { untilAborted } from './edge/until-aborted.ts';
import { madeArchives, writeMade, type MadeEntry, type MadeHooks } from './edge/testing/made-archives.ts';
import { makeGame, openPeerLab, type LabPeer, type PeerLab } from './testing/peer-lab.ts';

const version = '20240101';
const catalog: CatalogGame[] = ['quux', 'ggoo'].map((id) => ({ id, title: id.toUpperCase(), version }));

let lab: PeerLab;
beforeEach(async () => {
  lab = await openPeerLab();
});
afterEach(() => lab.stop());

async function sourceOfQuux(name: string, archive: number | Uint8Array = 3_000_000): Promise<LabPeer> {
  const peer = await lab.start(name, catalog);
  await makeGame(peer.gameDir, 'quux', version, { 'a.eti': archive });
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

describe('what is being taken from a peer ends when it is blocked', () => {
  /** Time stands still from `stop` on, so that nothing is given up because it took too long. */
  function stoppableClock() {
    let stoppedMs: number | null = null;
    const clock: Clock = { ...systemClock, nowMs: () => stoppedMs ?? systemClock.nowMs() };
    const stop = () => void (stoppedMs = systemClock.nowMs());
    return { clock, stop };
  }

  const given = ({ peer }: LabPeer) => peer.snapshot().outboundTransfers;

  it('a download, which keeps what it has and goes on with others', async () => {
    const { clock, stop } = stoppableClock();
    const archive = randomBytes(3_000_000);
    const anna = await sourceOfQuux('anna', archive);
    await anna.waitFor('hashing-progress', ({ gameId }) => gameId === null);
    const ben = await lab.start('ben', catalog, { clock });
    await connect(ben, anna);
    const limits = { download: null, playingUpload: null, playingDownload: null, concurrentDownloads: 1 };
    await anna.send({ kind: 'set-transfer-limits', limits: { ...limits, upload: 1_500_000 } });
    await ben.send({ kind: 'download-game-files', gameId: 'quux', install: false });
    const { downloadedBytes } = await ben.waitFor('download-progress', (event) => event.downloadedBytes > 0);
    stop();
    await block(ben, anna, true);
    await expect.poll(() => given(anna), { timeout: 10_000 }).toEqual({});
    await connect(ben, await sourceOfQuux('carl', archive));
    const { bytes, sources: from } = await ben.waitFor('download-finished');
    const byName = new Map(from.map((source) => [source.name, source.bytes]));
    expect(byName.get('carl')).toBeLessThanOrEqual(bytes - downloadedBytes);
    expect(byName.get('carl')).toBeGreaterThan(0);
  });

  const made: MadeEntry[] = [
    { path: 'one.pak', size: 1_000_000, seed: 1 },
    { path: 'filler.pak', size: 2_000_000, seed: 3 },
    { path: 'data' },
    { path: 'two.pak', size: 300_000, seed: 2 },
  ];

  async function streamerOfQuux(name: string, hooks: MadeHooks = {}): Promise<LabPeer> {
    const { list, stream } = madeArchives(hooks);
    const peer = await lab.start(name, catalog, {
      unpacker: { list, unpack: async () => [] },
      streams: { stream: (archive, options) => untilAborted(stream(archive, options), options.signal) },
    });
    await makeGame(peer.gameDir, 'quux', version, { 'a.eti': writeMade(made) });
    await peer.waitFor('hashing-progress', ({ gameId }) => gameId !== null);
    await peer.waitFor('hashing-progress', ({ gameId }) => gameId === null);
    return peer;
  }

  /** Stands still in the middle, and never goes on by itself. */
  function stuckInTheMiddle() {
    const reached = Promise.withResolvers<void>();
    const onFrame: MadeHooks['onFrame'] = (frame) => {
      if (frame.kind !== 'directory') return;
      reached.resolve();
      return new Promise<void>(() => {});
    };
    return { reached: reached.promise, onFrame };
  }

  const streamQuux = (peer: LabPeer) => peer.send({ kind: 'stream-install-game', gameId: 'quux' });

  it.each([
    ['goes on with another one', ['anna', 'carl']],
    ['fails without another one', ['anna']],
  ])('a streamed install, which %s', async (_what, names) => {
    const { reached, onFrame } = stuckInTheMiddle();
    const { clock, stop } = stoppableClock();
    const anna = await streamerOfQuux('anna', { onFrame });
    const ben = await lab.start('ben', catalog, { clock });
    await connect(ben, anna);
    if (names.includes('carl')) await connect(ben, await streamerOfQuux('carl'));
    await streamQuux(ben);
    await reached;
    await ben.waitFor('install-progress', ({ writtenBytes }) => writtenBytes > 1_000_000);
    stop();
    await block(ben, anna, true);
    await expect.poll(() => given(anna), { timeout: 10_000 }).toEqual({});
    if (names.includes('carl')) {
      const { streamed } = await ben.waitFor('install-finished');
      const carls = streamed?.sources.find(({ name }) => name === 'carl')?.bytes;
      // The first file was here already.
      expect(carls).toBeLessThanOrEqual(2_300_000);
    } else {
      const { error } = await ben.waitFor('install-failed');
      expect(error).toMatchObject({ code: 'no-sources', message: 'anna is blocked.' });
    }
  });

  it('a streamed install over there, when it is blocked by who sends', async () => {
    const { reached, onFrame } = stuckInTheMiddle();
    const anna = await streamerOfQuux('anna', { onFrame });
    const ben = await lab.start('ben', catalog);
    await connect(ben, anna);
    await streamQuux(ben);
    await reached;
    expect(given(anna)).toEqual({ quux: 1 });
    await block(anna, ben, true);
    await expect.poll(() => given(anna), { timeout: 10_000 }).toEqual({});
    expect((await ben.waitFor('install-failed')).error.code).toBe('source-lost');
  });
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
