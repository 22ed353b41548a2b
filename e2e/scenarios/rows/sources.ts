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
  untilBytes,
  untilStatus,
  type EventOf,
} from '../steps.ts';

type Finished = EventOf<'download-finished'>;

const bytesFrom = ({ sources }: Finished, { peerId }: { peerId: string }): number =>
  sources.find((source) => source.peerId === peerId)?.bytes ?? 0;

/** Every byte crossed the wire once. */
const assertNoneTwice = ({ bytes, sources }: Finished): void =>
  assert.equal(sources.reduce((sum, source) => sum + source.bytes, 0), bytes, JSON.stringify(sources)); // prettier-ignore

const twoSources: Scenario = {
  id: 'S7',
  title: 'the same game on two sources: pieces from both, none twice',
  run: async (stage) => {
    const games = [manyPieceGame('alpha', 64)];
    const { one, two, client } = await stage.startPeers({ one: { games }, two: { games }, client: {} });
    await connect(client, one);
    await connect(client, two);
    const since = client.mark();
    const finished = await download(client, 'alpha');
    assertNoneTwice(finished);
    assert.ok(Math.min(bytesFrom(finished, one), bytesFrom(finished, two)) >= mebibyte, JSON.stringify(finished));
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
    assertNoneTwice(finished);
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
      await connect(client, source);
    }
    const finished = await download(client, 'alpha');
    assertNoneTwice(finished);
    assert.equal(finished.pieces, 64 + 1);
    assert.equal(finished.bytes, size + `${version}\n`.length);
    const least = Math.min(bytesFrom(finished, one), bytesFrom(finished, two));
    assert.ok(least > finished.bytes / 5, JSON.stringify(finished.sources));
    await assertSameDownload(client, one, 'alpha');
  },
};

const staleVersions: Scenario = {
  id: 'S16',
  title: 'peers with a stale version are never asked',
  run: async (stage) => {
    const library: GameSummary[] = [{ id: 'alpha', version: olderVersion, bytes: 9, state: 'serving' }];
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

const sourceKilled: Scenario = {
  id: 'S18',
  title: 'one of two sources is killed in the middle of a download',
  run: async (stage) => {
    const games = [manyPieceGame('alpha', 128)];
    const { lasting, victim, client } = await stage.startPeers({ lasting: { games }, victim: { games }, client: {} });
    await connect(client, lasting);
    await connect(client, victim);
    const since = client.mark();
    await client.command('download', { gameId: 'alpha', install: false });
    await untilBytes(client);
    await untilStatus(victim, 'a transfer', ({ outboundTransfers }) => (outboundTransfers['alpha'] ?? 0) > 0);
    assertNeverTold(client, since, 'alpha', ['download-finished']);
    await victim.kill();
    const finished = await outcomeOf(client, 'alpha', 'download-finished', { since });
    assert.ok(bytesFrom(finished, lasting) > bytesFrom(finished, victim), JSON.stringify(finished.sources));
    await assertSameDownload(client, lasting, 'alpha');
    await assertIdle(client, lasting);
  },
};

export const sourceRows: Scenario[] = [twoSources, majority, fairShare, staleVersions, sourceKilled];
