// Downloads that are cut off or paused, and go on.
import assert from 'node:assert/strict';
import { manyPieceGame } from '../../game-fixtures.ts';
import { ofKind } from '../../peer-process.ts';
import { mebibyte } from '../games.ts';
import { untilHashed } from '../hashed.ts';
import type { Scenario } from '../scenario.ts';
import {
  assertIdle,
  assertNeverTold,
  assertSameDownload,
  connect,
  download,
  gameRow,
  outcomeOf,
  readStatus,
  until,
} from '../steps.ts';
import {
  assertNothingCommitted,
  describeQueue,
  rawBytes,
  readQueue,
  setLimits,
  sizeOf,
  slowDown,
  untilDownloaded,
  untilQueue,
  untilQueued,
} from '../transfer-steps.ts';

/** A piece that is under way when the cut comes is lost, and several may be. */
const underWayBytes = 16 * mebibyte;

const onlySourceKilled: Scenario = {
  id: 'S19',
  title: 'the only source is killed in the middle of a download and comes back: it waits, then goes on',
  limitSeconds: 45,
  run: async (stage) => {
    const games = [manyPieceGame('alpha', 64)];
    const { source, client } = await stage.startPeers({ source: { games }, client: {} });
    const totalBytes = await sizeOf(source, 'alpha');
    await slowDown(source, 16);
    await connect(client, source);
    const since = client.mark();
    await client.command('download', { gameId: 'alpha', install: false });
    const { downloadedBytes } = await untilDownloaded(client, 'alpha', 2 * underWayBytes, { since });
    const killed = client.mark();
    await source.kill();

    const waits = ofKind('download-progress', ({ phase, waitingFor }) => phase === 'waiting' && waitingFor !== null);
    const { waitingFor } = await until(client, 'a download that waits', waits, { since: killed });
    assert.ok((waitingFor ?? '').length > 10, `it waits for ${JSON.stringify(waitingFor)}`);
    await untilQueued(client, 'alpha', 'stalled');
    await assertNothingCommitted(client, 'alpha');
    assertNeverTold(client, since, 'alpha', ['download-failed', 'download-finished', 'download-paused']);

    const back = await stage.startPeer('source');
    await setLimits(back);
    await connect(back, client);
    const finished = await outcomeOf(client, 'alpha', 'download-finished', { since });
    // A wait may end the run: what it had is then no part of the last one's sum.
    const before = finished.bytes === totalBytes ? 0 : downloadedBytes;
    const twice = rawBytes(finished) + before - totalBytes;
    assert.ok(twice <= underWayBytes, `${twice} bytes were fetched twice: ${JSON.stringify(finished.sources)}`);
    await assertSameDownload(client, back, 'alpha');
    assert.deepEqual(await readQueue(client), []);
    await assertIdle(client, back);
  },
};

/**
 * What came since the last sync, which is two seconds ago, may be fetched again, and what was under way. In a game of a
 * usual size that is little; here the end is slow instead.
 */
const [fastMibPerSecond, endMibPerSecond, mostTwice] = [32, 1, 0.05];

const receiverKilled: Scenario = {
  id: 'S20',
  title: 'the receiver is killed in the middle of a download and started again: it goes on by itself',
  limitSeconds: 45,
  run: async (stage) => {
    const games = [manyPieceGame('alpha', 112)];
    const { source, client: first } = await stage.startPeers({ source: { games }, client: {} });
    const totalBytes = await sizeOf(source, 'alpha');
    await untilHashed(stage, source, 'alpha');
    await slowDown(source, fastMibPerSecond);
    await connect(first, source);
    const since = first.mark();
    await first.command('download', { gameId: 'alpha', install: false });
    const soFar = await untilDownloaded(first, 'alpha', 88 * mebibyte, { since });
    await slowDown(source, endMibPerSecond);
    const { downloadedBytes } = await untilDownloaded(first, 'alpha', soFar.downloadedBytes + 6 * mebibyte, { since });
    await first.kill();
    assertNeverTold(first, since, 'alpha', ['download-finished']);
    await assertNothingCommitted(first, 'alpha');

    await setLimits(source);
    const client = await stage.startPeer('client');
    await assertNothingCommitted(client, 'alpha');
    assert.equal((await gameRow(client, 'alpha'))?.downloaded ?? false, false);
    await connect(client, source);
    const finished = await outcomeOf(client, 'alpha', 'download-finished', { since: 0 });
    const again = rawBytes(finished) + downloadedBytes - totalBytes;
    stage.note(`${(again / mebibyte).toFixed(1)} MiB of ${(downloadedBytes / mebibyte).toFixed(1)} MiB came again`);
    assert.ok(
      again < mostTwice * downloadedBytes,
      `${again} bytes of ${downloadedBytes} came again: ${JSON.stringify(finished)}`,
    );
    await assertSameDownload(client, source, 'alpha');
    assert.deepEqual(await readQueue(client), []);
  },
};

const pausedOverRestart: Scenario = {
  id: 'S22',
  title: 'a download is paused, the program is started again, and the download resumed',
  run: async (stage) => {
    const games = [manyPieceGame('alpha', 64), manyPieceGame('bravo', 3)];
    const { source, client: first } = await stage.startPeers({ source: { games }, client: {} });
    const totalBytes = await sizeOf(source, 'alpha');
    await slowDown(source, 16);
    await connect(first, source);
    const since = first.mark();
    await first.command('download', { gameId: 'alpha', install: true });
    await untilDownloaded(first, 'alpha', underWayBytes, { since });
    await first.command('pause-download', { gameId: 'alpha' });
    const paused = await outcomeOf(first, 'alpha', 'download-paused', { since });
    assert.ok(paused.bytes >= underWayBytes && paused.bytes < totalBytes, JSON.stringify(paused));
    assert.deepEqual(describeQueue(await readQueue(first)), ['alpha paused']);
    await assertNothingCommitted(first, 'alpha');
    await assertIdle(first, source);
    await first.stop();
    assertNeverTold(first, since, 'alpha', ['download-failed', 'download-cancelled']);

    const client = await stage.startPeer('client');
    await setLimits(source);
    await connect(client, source);
    // Whatever waits for a source would begin before this one has ended.
    await download(client, 'bravo');
    const { operations, queue } = await readStatus(client);
    assert.deepEqual([operations, describeQueue(queue)], [[], ['alpha paused']]);
    assertNeverTold(client, 0, 'alpha', ['download-begin']);

    const resumed = client.mark();
    await client.command('resume-download', { gameId: 'alpha' });
    const finished = await outcomeOf(client, 'alpha', 'download-finished', { since: resumed });
    const again = rawBytes(finished) + paused.bytes - totalBytes;
    assert.ok(again <= 2 * mebibyte, `${again} bytes of ${paused.bytes} came again`);
    await assertSameDownload(client, source, 'alpha');
    await until(client, 'the install that was asked for', ofKind('install-finished'), { since: resumed });
    await untilQueue(client, 'an empty queue', (entries) => entries.length === 0);
    await assertIdle(client, source);
  },
};

export const resumeRows: Scenario[] = [onlySourceKilled, receiverKilled, pausedOverRestart];
