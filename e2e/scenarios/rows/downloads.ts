// Getting a game, and what may happen to it meanwhile.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { encodeMessage } from '../../../src-main/peer/protocol/framing.ts';
import { maxChunkBytes } from '../../../src-main/peer/protocol/limits.ts';
import type { ByteStream } from '../../../src-main/peer/transport/transport.ts';
import { hashTree, manyPieceGame } from '../../game-fixtures.ts';
import { ofKind } from '../../peer-process.ts';
import { mebibyte, olderVersion, version } from '../games.ts';
import { startRawPeer } from '../raw-peer.ts';
import type { Scenario } from '../scenario.ts';
import {
  assertIdle,
  assertInstalled,
  assertOrder,
  assertRefused,
  assertSameDownload,
  assertNeverTold,
  connect,
  download,
  gameRow,
  install,
  listRoots,
  outcomeOf,
  settled,
  until,
  untilBytes,
  untilStatus,
} from '../steps.ts';
import { setLimits, slowDown } from '../transfer-steps.ts';

const oneSource: Scenario = {
  id: 'S4',
  title: 'download from one source, without an install',
  run: async (stage) => {
    const game = { ...manyPieceGame('alpha', 40), files: { 'extra/readme.txt': 'hello' } };
    const { source, client } = await stage.startPeers({ source: { games: [game] }, client: {} });
    const before = await hashTree(source.gamesDir);
    await connect(client, source);
    const finished = await download(client, 'alpha');
    assert.ok(finished.pieces >= 40, `${finished.pieces} pieces`);
    assert.deepEqual(await hashTree(client.gamesDir), before);
    assert.deepEqual(await hashTree(source.gamesDir), before);
    const row = await gameRow(client, 'alpha');
    assert.deepEqual([row?.downloaded, row?.installed, row?.availability], [true, false, 'Ready']);
    assert.equal(row?.localBytes, finished.bytes);
    await assertIdle(client, source);
  },
};

const withInstall: Scenario = {
  id: 'S5',
  title: 'download with install',
  run: async (stage) => {
    const games = [manyPieceGame('alpha', 24)];
    const { source, client } = await stage.startPeers({ source: { games }, client: {} });
    await connect(client, source);
    const since = client.mark();
    await client.command('download', { gameId: 'alpha', install: true });
    await outcomeOf(client, 'alpha', 'download-finished', { since });
    await until(client, 'install-finished', ofKind('install-finished'), { since });
    const downloading = ['active(downloading)', 'got-game-files', 'download-begin', ...settled, 'download-finished'];
    assertOrder(client, since, 'alpha', [...downloading, 'active(installing)', ...settled, 'install-finished']);
    await assertInstalled(client, 'alpha', source);
    await assertSameDownload(client, source, 'alpha');
    const row = await gameRow(client, 'alpha');
    assert.deepEqual([row?.downloaded, row?.installed, row?.availability], [true, true, 'Ready']);
  },
};

const noMajority: Scenario = {
  id: 'S8',
  title: 'same version, other sizes, no majority',
  run: async (stage) => {
    const shorter = { games: [manyPieceGame('alpha', 4)] };
    const longer = { games: [manyPieceGame('alpha', 5)] };
    const { one, two, client } = await stage.startPeers({ one: shorter, two: longer, client: {} });
    await connect(client, one);
    await connect(client, two);
    const since = client.mark();
    await client.command('download', { gameId: 'alpha', install: true });
    const failed = await outcomeOf(client, 'alpha', 'download-failed', { since });
    assert.equal(failed.error.code, 'no-majority');
    assertOrder(client, since, 'alpha', ['active(downloading)', ...settled, 'download-failed']);
    assert.deepEqual(await listRoots(client), []);
    assert.equal((await gameRow(client, 'alpha'))?.downloaded, false);
    await assertIdle(client, one, two);
  },
};

const bothWays: Scenario = {
  id: 'S13',
  title: 'integrity both ways at once',
  run: async (stage) => {
    const { one, other } = await stage.startPeers({
      one: { games: [manyPieceGame('alpha', 32)] },
      other: { games: [manyPieceGame('bravo', 33)] },
    });
    await connect(one, other);
    await Promise.all([download(one, 'bravo'), download(other, 'alpha')]);
    assert.deepEqual(await hashTree(one.gamesDir), await hashTree(other.gamesDir));
    assert.deepEqual(await listRoots(one), ['alpha', 'bravo']);
    await assertIdle(one, other);
  },
};

const duplicate: Scenario = {
  id: 'S15',
  title: 'a second command on a busy game is refused',
  run: async (stage) => {
    const { source, client } = await stage.startPeers({ source: { games: [manyPieceGame('alpha', 64)] }, client: {} });
    await slowDown(source, 8);
    await connect(client, source);
    const since = client.mark();
    await client.command('download', { gameId: 'alpha', install: false });
    await untilBytes(client);
    for (const cmd of ['download', 'install', 'uninstall', 'remove-download']) {
      await assertRefused(client, 'operation-in-progress', cmd, { gameId: 'alpha' });
    }
    await setLimits(source);
    await outcomeOf(client, 'alpha', 'download-finished', { since });
    assertOrder(client, since, 'alpha', ['active(downloading)', 'got-game-files', 'download-begin', ...settled, 'download-finished']); // prettier-ignore
    await assertSameDownload(client, source, 'alpha');
    await assertIdle(client, source);
  },
};

const cancelled: Scenario = {
  id: 'S21',
  title: 'cancel in the middle of a download: what was there before stays',
  run: async (stage) => {
    const { source, client } = await stage.startPeers({
      source: { games: [manyPieceGame('alpha', 64)] },
      client: { games: [manyPieceGame('alpha', 6, olderVersion)] },
    });
    await install(client, 'alpha');
    const trees = async () => [await hashTree(client.gamesDir), await hashTree(join(client.stateDir, 'games'))];
    const before = await trees();
    assert.ok([...(before[0]?.keys() ?? [])].some((path) => path.startsWith('alpha/local/')));
    assert.ok((before[1]?.size ?? 0) > 0, 'an install leaves something in its state folder');
    await slowDown(source, 8);
    await connect(client, source);

    const since = client.mark();
    await client.command('download', { gameId: 'alpha', install: true });
    await untilBytes(client);
    await client.command('cancel-download', { gameId: 'alpha' });
    const { bytes } = await outcomeOf(client, 'alpha', 'download-cancelled', { since });
    assert.ok(bytes > 0 && bytes < 63 * mebibyte, `${bytes} bytes had come`);
    assertOrder(client, since, 'alpha', ['active(downloading)', 'got-game-files', 'download-begin', ...settled, 'download-cancelled']); // prettier-ignore
    assert.deepEqual(await trees(), before);
    const row = await gameRow(client, 'alpha');
    assert.deepEqual([row?.downloaded, row?.installed, row?.localVersion], [true, true, olderVersion]);
    await assertIdle(client, source);
  },
};

const writerWaits: Scenario = {
  id: 'S38',
  title: 'a writer ends outbound transfers and proceeds: no wrong byte, and no stalled reader holds it up',
  run: async (stage) => {
    const games = [manyPieceGame('alpha', 100)];
    const { source, client } = await stage.startPeers({ source: { games }, client: {} });
    const staller = await startRawPeer(stage, { name: 'staller' });
    const link = await staller.join(source);
    const request = { type: 'get-game-file-chunk', gameId: 'alpha', version, manifestId: null, path: 'alpha.eti', offset: 0, length: maxChunkBytes }; // prettier-ignore
    const stalled = link.connection.openStream();
    await stalled.write(encodeMessage(request));
    await untilStatus(source, 'the stalled transfer', ({ outboundTransfers }) => outboundTransfers['alpha'] === 1);

    await slowDown(source, 16);
    await connect(client, source);
    const since = client.mark();
    await client.command('download', { gameId: 'alpha', install: false });
    await untilBytes(client);
    await install(source, 'alpha');
    await assertInstalled(source, 'alpha');
    assertNeverTold(client, since, 'alpha', ['download-finished']);
    await setLimits(source);
    await outcomeOf(client, 'alpha', 'download-finished', { since });
    await assertSameDownload(client, source, 'alpha');
    await assert.rejects(readToEnd(stalled), { name: 'ConnectionClosedError', reason: 'reset' });
    await assertIdle(client, source);
  },
};

async function readToEnd(stream: ByteStream): Promise<void> {
  while ((await stream.read()) !== null);
}

export const downloadRows: Scenario[] = [
  oneSource,
  withInstall,
  noMajority,
  bothWays,
  duplicate,
  cancelled,
  writerWaits,
];
