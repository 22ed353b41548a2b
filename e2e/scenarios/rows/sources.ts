// Getting a game from several others at once.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { GameSummary } from '../../../src-main/peer/rules/game-summary.ts';
import { manyPieceGame, type GameSpec } from '../../game-fixtures.ts';
import { listedGames, mebibyte, olderVersion, version, writeSeededFile } from '../games.ts';
import { startRawPeer } from '../raw-peer.ts';
import type { Scenario } from '../scenario.ts';
import {
  assertIdle,
  assertRefused,
  assertSameDownload,
  assertNeverTold,
  connect,
  download,
  gameRow,
  outcomeOf,
  untilStatus,
} from '../steps.ts';
import { assertNoneTwice, bytesFrom, longestPauseMs, sizeOf, slowDown, untilDownloaded } from '../transfer-steps.ts';

const twoSources: Scenario = {
  id: 'S7',
  title: 'the same game on two sources: pieces from both, none twice',
  run: async (stage) => {
    const games = [manyPieceGame('alpha', 64)];
    const { one, two, client } = await stage.startPeers({ one: { games }, two: { games }, client: {} });
    for (const source of [one, two]) {
      await slowDown(source, 24);
      await connect(client, source);
    }
    const since = client.mark();
    const finished = await download(client, 'alpha');
    assertNoneTwice(finished, await sizeOf(one, 'alpha'));
    assert.ok(Math.min(bytesFrom(finished, one), bytesFrom(finished, two)) >= 8 * mebibyte, JSON.stringify(finished));
    assert.equal(client.events.slice(since).filter(({ event }) => event.kind === 'download-finished').length, 1);
    await assertSameDownload(client, one, 'alpha');
    await assertIdle(client, one, two);
  },
};

const majority: Scenario = {
  id: 'S9',
  title: 'three sources, one with a wrong size: the majority wins',
  run: async (stage) => {
    const game: GameSpec = { ...manyPieceGame('alpha', 40), files: { 'readme.txt': 'the same everywhere' } };
    const right = { games: [game] };
    const wrong = { games: [{ ...game, ...manyPieceGame('alpha', 41) }] };
    const { one, two, odd, client } = await stage.startPeers({ one: right, two: right, odd: wrong, client: {} });
    for (const source of [odd, one, two]) await connect(client, source);
    const finished = await download(client, 'alpha');
    await assertSameDownload(client, one, 'alpha');
    const agreed = 'the same everywhere'.length + `${version}\n`.length;
    assert.ok(bytesFrom(finished, odd) <= agreed, `${bytesFrom(finished, odd)} bytes from the odd one`);
    assertNoneTwice(finished, await sizeOf(one, 'alpha'));
  },
};

const fairShare: Scenario = {
  id: 'S14',
  title: 'a file of many whole pieces from two equal sources: both serve a fair share',
  run: async (stage) => {
    const size = 64 * mebibyte;
    const games = [{ id: 'alpha' }];
    const { one, two, client } = await stage.startPeers({ one: { games }, two: { games }, client: {} });
    for (const source of [one, two]) {
      // Whole pieces to the last one: sizes around a piece are where counting goes wrong.
      await writeSeededFile(join(source.root('alpha'), 'data.bin'), 'fair share', size);
      await source.command('set-game-dir', { path: source.gamesDir });
      // Both are as fast as the other, however the machine shares its time between them.
      await slowDown(source, 16);
      await connect(client, source);
    }
    const finished = await download(client, 'alpha');
    assertNoneTwice(finished, size + `${version}\n`.length);
    assert.equal(finished.pieces, 64 + 1);
    const least = Math.min(bytesFrom(finished, one), bytesFrom(finished, two));
    assert.ok(least > finished.bytes / 3, JSON.stringify(finished.sources));
    await assertSameDownload(client, one, 'alpha');
  },
};

const staleVersions: Scenario = {
  id: 'S16',
  title: 'peers with a stale version are never asked',
  run: async (stage) => {
    const library: GameSummary[] = [
      { id: 'alpha', version: olderVersion, bytes: 9, state: 'serving', manifestId: null },
    ];
    const liar = await startRawPeer(stage, { name: 'stale and serving', library });
    const catalog = listedGames.map((entry) => ({ ...entry, version: olderVersion }));
    const { current, stale, client } = await stage.startPeers({
      current: { games: [manyPieceGame('alpha', 24)] },
      stale: { games: [manyPieceGame('alpha', 24, olderVersion)], catalog },
      client: {},
    });
    await connect(client, stale);
    await client.command('connect', { address: liar.address });
    await assertRefused(client, 'no-sources', 'download', { gameId: 'alpha' });
    await connect(client, current);
    const row = await gameRow(client, 'alpha');
    assert.deepEqual([row?.peerCount, row?.otherVersionPeerCount], [1, 2]);
    const finished = await download(client, 'alpha');
    assert.deepEqual(finished.sources.map(({ peerId }) => peerId), [current.peerId]); // prettier-ignore
    await assertSameDownload(client, current, 'alpha');
    assert.deepEqual(liar.requests, []);
  },
};

/** So long at most nothing comes because one of several sources is gone. */
const pauseLimitMs = 2000;

const sourceKilled: Scenario = {
  id: 'S18',
  title: 'one of two sources is killed in the middle of a download',
  limitSeconds: 60,
  run: async (stage) => {
    const games = [manyPieceGame('alpha', 96)];
    const { lasting, victim, client } = await stage.startPeers({ lasting: { games }, victim: { games }, client: {} });
    for (const source of [lasting, victim]) {
      await slowDown(source, 20);
      await connect(client, source);
    }
    const since = client.mark();
    await client.command('download', { gameId: 'alpha', install: false });
    await untilDownloaded(client, 'alpha', 24 * mebibyte, { since });
    await untilStatus(victim, 'a transfer', ({ outboundTransfers }) => (outboundTransfers['alpha'] ?? 0) > 0);
    assertNeverTold(client, since, 'alpha', ['download-finished']);
    const killedMs = performance.now();
    await victim.kill();
    const finished = await outcomeOf(client, 'alpha', 'download-finished', { since });
    const pauseMs = longestPauseMs(client, 'alpha', killedMs);
    stage.note(`nothing came for ${pauseMs.toFixed(0)} ms at most`);
    assert.ok(pauseMs <= pauseLimitMs, `nothing came for ${pauseMs.toFixed(0)} ms`);
    assert.ok(bytesFrom(finished, victim) > 0, 'the victim had given nothing');
    assert.ok(bytesFrom(finished, lasting) > bytesFrom(finished, victim), JSON.stringify(finished.sources));
    await assertSameDownload(client, lasting, 'alpha');
    await assertIdle(client, lasting);
  },
};

export const sourceRows: Scenario[] = [twoSources, majority, fairShare, staleVersions, sourceKilled];
