// Who is in the room, and what each of them has.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GameRow } from '../../../src-shared/game.ts';
import { protocolVersion } from '../../../src-main/peer/protocol/limits.ts';
import type { GameSummary } from '../../../src-main/peer/rules/game-summary.ts';
import { filterGames, sortGames } from '../../../src-renderer/store/select-games.ts';
import { hashTree, makeGame, manyPieceGame } from '../../game-fixtures.ts';
import { ofKind } from '../../peer-process.ts';
import { mebibyte, unlistedGame, version } from '../games.ts';
import { startRawPeer } from '../raw-peer.ts';
import type { Scenario } from '../scenario.ts';
import {
  assertRefused,
  assertSameDownload,
  connect,
  download,
  gameRow,
  listGames,
  listPeers,
  readStatus,
  showsRow,
  until,
} from '../steps.ts';

const counts = (rows: readonly GameRow[]) => rows.map(({ id, peerCount }) => [id, peerCount]);

const startUpScan: Scenario = {
  id: 'S1',
  title: 'start-up scan of a peer with three games',
  run: async (stage) => {
    const nested = { id: 'delta', sentinel: false, files: { 'inside/version.ini': version } };
    const games = [manyPieceGame('alpha', 3), { id: 'bravo' }, manyPieceGame('charlie', 2), nested, unlistedGame];
    const peer = await stage.startPeer('peer', { games });
    const kinds = peer.events.map(({ event }) => event.kind);
    assert.deepEqual(kinds.slice(0, 2), ['local-peer-ready', 'local-library-changed']);

    const rows = await listGames(peer);
    assert.deepEqual(rows.map(({ id }) => id), ['alpha', 'bravo', 'charlie']); // prettier-ignore
    for (const row of rows) {
      const { downloaded, installed, availability, localVersion, peerCount } = row;
      const facts = { downloaded, installed, availability, localVersion, peerCount };
      const expected = {
        downloaded: true,
        installed: false,
        availability: 'Ready',
        localVersion: version,
        peerCount: 0,
      };
      assert.deepEqual(facts, expected, row.id);
    }
    const told = await peer.waitForEvent(ofKind('local-library-changed'), { since: 0 });
    assert.deepEqual(told.games.map(({ id }) => id).toSorted(), ['alpha', 'bravo', 'charlie']);

    const untouched = join(stage.home, 'untouched');
    for (const game of games) await makeGame(untouched, game);
    assert.deepEqual(await hashTree(peer.gamesDir), await hashTree(untouched));
  },
};

const directConnect: Scenario = {
  id: 'S2',
  title: 'direct connect of two peers',
  run: async (stage) => {
    const { one, other } = await stage.startPeers({
      one: { games: [{ id: 'alpha' }, { id: 'bravo' }] },
      other: { games: [{ id: 'charlie' }] },
    });
    await connect(one, other);
    for (const [self, remote] of [
      [one, other],
      [other, one],
    ] as const) {
      // prettier-ignore
      const peers = await listPeers(self);
      const seen = peers.map(({ peerId, name, port, state }) => ({ peerId, name, port, state }));
      const port = Number(remote.address.split(':')[1]);
      assert.deepEqual(seen, [{ peerId: remote.peerId, name: remote.name, port, state: 'connected' }], self.name);
    }
    assert.deepEqual(counts(await listGames(one)), [['alpha', 0], ['bravo', 0], ['charlie', 1]]); // prettier-ignore
    assert.deepEqual(counts(await listGames(other)), [['alpha', 1], ['bravo', 1], ['charlie', 0]]); // prettier-ignore
  },
};

const emptyClient: Scenario = {
  id: 'S3',
  title: 'empty client, two sources that share one game',
  run: async (stage) => {
    const { one, two, client } = await stage.startPeers({
      one: { games: [{ id: 'alpha' }, { id: 'bravo' }] },
      two: { games: [{ id: 'alpha' }, { id: 'charlie' }] },
      client: {},
    });
    assert.deepEqual(await listGames(client), []);
    await connect(client, one);
    await connect(client, two);
    const rows = await listGames(client);
    assert.deepEqual(counts(rows), [['alpha', 2], ['bravo', 1], ['charlie', 1]]); // prettier-ignore
    assert.ok(rows.every((row) => !row.downloaded && !row.installed && row.availability === null));
    assert.ok(rows.every((row) => row.remoteBytes === version.length + 1));
    assert.deepEqual(await hashTree(client.gamesDir), new Map());
  },
};

const selfConnect: Scenario = {
  id: 'S11',
  title: 'self connect is refused',
  run: async (stage) => {
    const peer = await stage.startPeer('peer', { games: [{ id: 'alpha' }] });
    await assertRefused(peer, 'self-connect', 'connect', { address: peer.address });
    const port = peer.address.split(':')[1];
    await assertRefused(peer, 'self-connect', 'connect', { address: `localhost:${port}` });
    assert.deepEqual(await listPeers(peer), []);
    assert.equal((await readStatus(peer)).peerCount, 0);
    assert.deepEqual(counts(await listGames(peer)), [['alpha', 0]]);
    assert.ok(!peer.events.some(({ event }) => event.kind === 'peer-connected'));
  },
};

/** Silence, an unanswered ping and a redial: who is back sooner was never away. */
const shortestGoodbyeMs = 7500;

const newAddress: Scenario = {
  id: 'S28',
  title: 'a known peer listens at another address: identity and library are kept',
  run: async (stage) => {
    const games = [manyPieceGame('alpha', 8)];
    const { mover, stayer } = await stage.startPeers({ mover: { games }, stayer: {} });
    await connect(stayer, mover);
    const since = stayer.mark();
    await mover.kill();
    const leftMs = performance.now();
    const moved = await stage.startPeer('mover');
    assert.equal(moved.peerId, mover.peerId);
    assert.notEqual(moved.address, mover.address);
    await connect(moved, stayer);
    const awayMs = performance.now() - leftMs;

    const [row, ...rest] = await listPeers(stayer);
    assert.deepEqual(rest, []);
    assert.deepEqual([row?.peerId, `127.0.0.1:${row?.port}`, row?.gameCount], [moved.peerId, moved.address, 1]);
    assert.deepEqual(counts(await listGames(stayer)), [['alpha', 1]]);
    await download(stayer, 'alpha');
    await assertSameDownload(stayer, moved, 'alpha');
    const gone = stayer.events.slice(since).some(({ event }) => event.kind === 'peer-disconnected');
    if (gone) stage.note(`told to be gone: it was away for ${awayMs.toFixed(0)} ms`);
    assert.ok(!gone || awayMs > shortestGoodbyeMs, 'it was told to be gone in between');
  },
};

const goneWithoutGoodbye: Scenario = {
  id: 'S29',
  title: 'a peer that is gone without a goodbye is gone from the lists within 10 s',
  run: async (stage) => {
    const { victim, one, two } = await stage.startPeers({ victim: { games: [{ id: 'alpha' }] }, one: {}, two: {} });
    await connect(one, victim);
    await connect(victim, two);
    await connect(one, two);
    const marks = [one, two].map((peer) => [peer, peer.mark()] as const);
    await victim.kill();
    const isGone = ofKind('peer-disconnected', ({ peerId }) => peerId === victim.peerId);
    await Promise.all(marks.map(async ([peer, since]) => until(peer, 'the end of the victim', isGone, { since, timeoutMs: 10_000 }))); // prettier-ignore
    for (const [self, remote] of [
      [one, two],
      [two, one],
    ] as const) {
      // prettier-ignore
      assert.deepEqual((await listPeers(self)).map(({ peerId }) => peerId), [remote.peerId]); // prettier-ignore
      assert.deepEqual(await listGames(self), []);
    }
  },
};

const otherProtocol: Scenario = {
  id: 'S31',
  title: 'a peer of another protocol version is shown as such and never asked',
  run: async (stage) => {
    const library: GameSummary[] = [{ id: 'alpha', version, bytes: 9, state: 'serving', manifestId: null }];
    const future = await startRawPeer(stage, { name: 'future', library, protocolVersion: protocolVersion + 1 });
    const { asking, asked } = await stage.startPeers({ asking: {}, asked: { games: [{ id: 'bravo' }] } });
    const words = await assertRefused(asking, 'version-mismatch', 'connect', { address: future.address });
    assert.match(words, new RegExp(`${protocolVersion + 1}`));
    await assert.rejects(future.join(asked), { code: 'version-mismatch' });

    for (const peer of [asking, asked]) {
      const shown = (await listPeers(peer)).map(({ peerId, name, state }) => ({ peerId, name, state }));
      assert.deepEqual(shown, [{ peerId: future.peerId, name: 'future', state: 'incompatible' }], peer.name);
      assert.equal((await readStatus(peer)).peerCount, 0);
      assert.equal(await gameRow(peer, 'alpha'), undefined);
      await assertRefused(peer, 'no-sources', 'download', { gameId: 'alpha' });
    }
    assert.deepEqual(future.requests, []);
  },
};

const gamesInFolder = 1000;
const crowdSize = 20;
/** Of the whole process, with all that it has read by then. */
const memoryLimitBytes = 400 * mebibyte;
const answerLimitMs = 1000;
const filterLimitMs = 200;

const crowd: Scenario = {
  id: 'S36',
  title: '1,000 games in the folder and 20 peers: list and filter are whole and fast, memory is bounded',
  run: async (stage) => {
    const catalog = Array.from({ length: gamesInFolder }, (_, n) => ({ id: `game-${n}`, title: `Game ${n}`, version }));
    const games = catalog.map(({ id }) => ({ id }));
    const library = games.map(({ id }): GameSummary => ({ id, version, bytes: 9, state: 'serving', manifestId: null }));
    const peer = await stage.startPeer('peer', { games, catalog });
    const raw = Array.from({ length: crowdSize }, async (_, n) => startRawPeer(stage, { name: `raw ${n}`, library }));
    for (const member of await Promise.all(raw)) await member.join(peer);

    const fromMs = performance.now();
    const rows = await listGames(peer);
    const tookMs = performance.now() - fromMs;
    assert.equal(rows.length, gamesInFolder);
    assert.ok(rows.every(({ downloaded, peerCount }) => downloaded && peerCount === crowdSize));
    assert.equal((await listPeers(peer)).length, crowdSize);
    assert.ok(tookMs < answerLimitMs, `the list took ${tookMs.toFixed(0)} ms`);
    assertFiltered(rows);
    const { peakRssBytes } = (await readStatus(peer)).process;
    assert.ok(peakRssBytes < memoryLimitBytes, `${(peakRssBytes / mebibyte).toFixed(0)} MiB of memory`);

    const since = peer.mark();
    await rm(peer.root('game-500'), { recursive: true });
    const noticed = showsRow('local-library-changed', 'game-500', ({ downloaded }) => !downloaded);
    await until(peer, 'the removal of one game', noticed, { since, timeoutMs: 2000 });
  },
};

/** As the window does it at every keystroke. */
function assertFiltered(rows: readonly GameRow[]): void {
  const fromMs = performance.now();
  const found = filterGames(sortGames(rows, 'title', new Set()), 'local', 'GAME 50');
  const tookMs = performance.now() - fromMs;
  const wanted = rows.map(({ id }) => id).filter((id) => id.includes('50'));
  assert.deepEqual(found.map(({ id }) => id).toSorted(), wanted.toSorted());
  assert.deepEqual(filterGames(rows, 'installed', ''), []);
  assert.ok(tookMs < filterLimitMs, `sorting and filtering took ${tookMs.toFixed(0)} ms`);
}

export const roomRows: Scenario[] = [
  startUpScan,
  directConnect,
  emptyClient,
  selfConnect,
  newAddress,
  goneWithoutGoodbye,
  otherProtocol,
  crowd,
];
