// Clients that serve each other, a source that sends wrong bytes, and the figures of a transfer.
import assert from 'node:assert/strict';
import { cutIntoPieces, pieceBytesFor } from '../../../src-main/peer/rules/pieces.ts';
import type { GameFiles } from '../../../src-shared/peer-command.ts';
import type { PeerEvent } from '../../../src-shared/peer-event.ts';
import { manyPieceGame } from '../../game-fixtures.ts';
import { ofKind } from '../../peer-process.ts';
import { mebibyte } from '../games.ts';
import { untilHashed } from '../hashed.ts';
import { askedPieces, startLiar } from '../liar.ts';
import type { Scenario } from '../scenario.ts';
import type { Actor, Stage } from '../stage.ts';
import {
  assertIdle,
  assertSameDownload,
  connect,
  download,
  listPeers,
  outcomeOf,
  removeDownload,
  until,
  untilStatus,
} from '../steps.ts';
import {
  assertNothingCommitted,
  bytesFrom,
  rawBytes,
  setLimits,
  sizeOf,
  slowDown,
  type Finished,
} from '../transfer-steps.ts';

const threeClients: Scenario = {
  id: 'S26',
  title: 'three clients get the same game from one source at once, and serve each other',
  limitSeconds: 45,
  run: async (stage) => {
    const games = [manyPieceGame('alpha', 64)];
    const { source, one, two, three } = await stage.startPeers({ source: { games }, one: {}, two: {}, three: {} });
    const clients = [one, two, three];
    const totalBytes = await sizeOf(source, 'alpha');
    await untilHashed(stage, source, 'alpha');
    for (const peer of [source, ...clients]) await slowDown(peer, 16);
    await connect(one, two);
    await connect(two, three);
    await connect(three, one);
    for (const client of clients) await connect(client, source);

    const finished = await Promise.all(clients.map(async (client) => download(client, 'alpha', { timeoutMs: 40_000 })));
    for (const client of clients) await assertSameDownload(client, source, 'alpha');
    const given = finished.reduce((sum, each) => sum + bytesFrom(each, source), 0);
    stage.note(`the source gave ${(given / totalBytes).toFixed(2)} times the game`);
    const between = finished.map((each) => clients.reduce((sum, client) => sum + bytesFrom(each, client), 0));
    assert.ok(Math.max(...between) >= 8 * mebibyte, `nobody served anybody: ${JSON.stringify(finished)}`);
    assert.ok(given < 2.5 * totalBytes, `the source gave ${given} bytes: ${JSON.stringify(finished)}`);
    await assertIdle(source, ...clients);
  },
};

/** Everything of the game, from somebody who is honest; the liar is beside him. */
async function refuseLiar(stage: Stage, client: Actor, honest: Actor): Promise<void> {
  const liar = await startLiar(stage, honest, 'alpha');
  await slowDown(honest, 8);
  await connect(client, honest);
  await client.command('connect', { address: liar.address });
  const since = client.mark();
  await client.command('download', { gameId: 'alpha', install: false });
  const banned = await until(client, 'the ban of the liar', ofKind('source-banned'), { since });
  assert.deepEqual([banned.peerId, banned.name, banned.gameId, banned.everything], [liar.peerId, 'liar', 'alpha', false]); // prettier-ignore
  assert.ok(banned.reason.length > 10, `the reason is ${JSON.stringify(banned.reason)}`);
  await setLimits(honest);
  await outcomeOf(client, 'alpha', 'download-finished', { since });
  await assertSameDownload(client, honest, 'alpha');
  const row = (await listPeers(client)).find(({ peerId }) => peerId === liar.peerId);
  assert.deepEqual([row?.ban?.everything, row?.ban?.gameIds], [false, ['alpha']]);

  const asked = askedPieces(liar);
  assert.ok(asked > 0, 'the liar was never asked');
  await removeDownload(client, 'alpha');
  const again = await download(client, 'alpha');
  assert.equal(askedPieces(liar), asked, 'a banned source was asked again');
  assert.deepEqual(again.sources.map(({ peerId }) => peerId), [honest.peerId]); // prettier-ignore
  await assertSameDownload(client, honest, 'alpha');
  assert.equal(client.events.filter(({ event }) => event.kind === 'source-banned').length, 1);
}

/** The liar is all there is: nothing of it may count, and the game still comes once somebody honest is there. */
async function refuseOnlySource(stage: Stage, client: Actor, honest: Actor): Promise<void> {
  const liar = await startLiar(stage, honest, 'alpha');
  await client.command('connect', { address: liar.address });
  const since = client.mark();
  await client.command('download', { gameId: 'alpha', install: false });
  const isStuck = (event: PeerEvent) =>
    event.kind === 'download-failed' ||
    event.kind === 'download-finished' ||
    (event.kind === 'download-progress' && event.phase === 'waiting' && event.waitingFor !== null);
  await until(client, 'the ban of the liar', ofKind('source-banned', ({ peerId }) => peerId === liar.peerId), { since }); // prettier-ignore
  const stuck = await until(client, 'a failure or a wait', isStuck, { since });
  assert.notEqual(stuck.kind, 'download-finished', 'wrong bytes made a whole game');
  if (stuck.kind === 'download-failed') assert.ok(stuck.error.message.length > 10, JSON.stringify(stuck));
  await assertNothingCommitted(client, 'alpha');

  await setLimits(honest);
  await connect(client, honest);
  const resumed = client.mark();
  if (stuck.kind === 'download-failed') await client.command('resume-download', { gameId: 'alpha' });
  await outcomeOf(client, 'alpha', 'download-finished', { since: resumed });
  await assertSameDownload(client, honest, 'alpha');
}

const wrongBytes: Scenario = {
  id: 'S32',
  title: 'a source sends wrong bytes: refused, the source banned for this game, nothing wrong on disk',
  limitSeconds: 45,
  run: async (stage) => {
    const games = [manyPieceGame('alpha', 24)];
    const { honest, client, alone } = await stage.startPeers({ honest: { games }, client: {}, alone: {} });
    await untilHashed(stage, honest, 'alpha');
    await refuseLiar(stage, client, honest);
    await refuseOnlySource(stage, alone, honest);
    await untilStatus(honest, 'the end of its transfers', ({ outboundTransfers }) => outboundTransfers['alpha'] === undefined); // prettier-ignore
    await assertIdle(client, alone, honest);
  },
};

/** Figures are rounded to hundredths. */
const isAbout = (found: number, expected: number) => Math.abs(found - expected) <= 0.02 + 0.001 * expected;

function assertConsistent(finished: Finished, { files, totalBytes }: GameFiles): void {
  const { bytes, pieces, elapsedMs, mibPerSecond, mbitPerSecond, sources } = finished;
  const said = JSON.stringify(finished);
  assert.equal(bytes, totalBytes, said);
  assert.equal(pieces, cutIntoPieces(files, pieceBytesFor(totalBytes)).length, said);
  assert.ok(Number.isInteger(elapsedMs) && elapsedMs > 0, said);
  assert.ok(isAbout(mibPerSecond, bytes / mebibyte / (elapsedMs / 1000)), said);
  assert.ok(isAbout(mbitPerSecond, mibPerSecond * 8.388608), said);
  for (const source of sources) assert.ok(isAbout(source.bytesPerSecond / 1000, source.bytes / elapsedMs), said);
  assert.ok(rawBytes(finished) >= bytes, said);
}

const figures: Scenario = {
  id: 'S37',
  title: 'the figures of a download agree with each other and with what is on disk',
  run: async (stage) => {
    const games = [{ ...manyPieceGame('alpha', 24), files: { 'readme.txt': 'hello', 'empty.txt': '' } }];
    const { source, client } = await stage.startPeers({ source: { games }, client: {} });
    await slowDown(source, 16);
    await connect(client, source);
    const since = client.mark();
    const finished = await download(client, 'alpha');
    const files = await client.waitForEvent(ofKind('got-game-files'), { since });
    assert.equal(files.totalBytes, files.files.reduce((sum, { size }) => sum + size, 0)); // prettier-ignore
    assert.equal(files.totalBytes, await sizeOf(source, 'alpha'));
    assert.equal(files.totalBytes, await sizeOf(client, 'alpha'));
    assertConsistent(finished, files);

    const told = client.events.slice(since).flatMap(({ event }) => (event.kind === 'download-progress' ? [event] : []));
    const counted = told.map(({ downloadedBytes }) => downloadedBytes);
    assert.deepEqual(counted, counted.toSorted((a, b) => a - b), 'progress went backwards'); // prettier-ignore
    assert.ok(counted.length >= 3, `only ${counted.length} times was progress told`);
    assert.equal(counted.at(-1), files.totalBytes);
    assert.ok(told.every((event) => event.totalBytes === 0 || event.totalBytes === files.totalBytes));
    await assertSameDownload(client, source, 'alpha');
  },
};

export const swarmRows: Scenario[] = [threeClients, wrongBytes, figures];
