// Several downloads in line.
import assert from 'node:assert/strict';
import type { GameId } from '../../../src-shared/game.ts';
import type { PeerEvent } from '../../../src-shared/peer-event.ts';
import { manyPieceGame } from '../../game-fixtures.ts';
import { mebibyte } from '../games.ts';
import type { Scenario } from '../scenario.ts';
import type { Actor } from '../stage.ts';
import { assertIdle, assertSameDownload, connect, until } from '../steps.ts';
import {
  describeQueue,
  readQueue,
  setLimits,
  slowDown,
  untilDownloaded,
  untilQueue,
  untilQueued,
} from '../transfer-steps.ts';

const inLine: readonly GameId[] = ['alpha', 'bravo', 'charlie'];

async function enqueue(client: Actor): Promise<void> {
  for (const gameId of inLine) await client.command('download', { gameId, install: false });
}

/** Begins and ends of all downloads since the mark, in their order; a begin that follows a wait counts once. */
function toldOfAll(client: Actor, since: number): string[] {
  const told = client.events.slice(since).flatMap(({ event }) => {
    if (event.kind === 'download-begin') return [`${event.gameId} begins`];
    return event.kind === 'download-finished' ? [`${event.gameId} ends`] : [];
  });
  return [...new Set(told)];
}

async function allEnd(client: Actor, source: Actor, since: number): Promise<void> {
  for (const gameId of inLine) {
    // One that has to wait for others is told as paused, so that is no end.
    const isEnd = (event: PeerEvent) =>
      (event.kind === 'download-finished' || event.kind === 'download-failed') && event.gameId === gameId;
    const ended = await until(client, `the end of ${gameId}`, isEnd, { since, timeoutMs: 30_000 });
    assert.equal(ended.kind, 'download-finished', JSON.stringify(ended));
  }
  for (const gameId of inLine) await assertSameDownload(client, source, gameId);
  await untilQueue(client, 'an empty queue', (queue) => queue.length === 0);
  await assertIdle(client);
}

/** One after the other, in an order that is changed twice: while the first runs, and so that a running one waits. */
async function oneAfterTheOther(client: Actor, source: Actor): Promise<void> {
  const since = client.mark();
  await enqueue(client);
  await untilDownloaded(client, 'alpha', mebibyte, { since });
  assert.deepEqual(describeQueue(await readQueue(client)), ['alpha running', 'bravo queued', 'charlie queued']);
  await client.command('move-download', { gameId: 'charlie', position: 1 });
  assert.deepEqual(describeQueue(await readQueue(client)), ['alpha running', 'charlie queued', 'bravo queued']);
  await untilDownloaded(client, 'charlie', mebibyte, { since });
  assert.deepEqual(describeQueue(await readQueue(client)), ['charlie running', 'bravo queued']);

  await client.command('move-download', { gameId: 'bravo', position: 0 });
  await untilDownloaded(client, 'bravo', mebibyte, { since });
  assert.deepEqual(describeQueue(await readQueue(client)), ['bravo running', 'charlie queued']);
  await allEnd(client, source, since);
  const order = ['alpha begins', 'alpha ends', 'charlie begins', 'bravo begins', 'bravo ends', 'charlie ends'];
  assert.deepEqual(toldOfAll(client, since), order);
}

async function twoAtOnce(client: Actor, source: Actor): Promise<void> {
  const since = client.mark();
  await setLimits(client, { concurrentDownloads: 2 });
  await enqueue(client);
  await untilQueued(client, 'bravo', 'running');
  assert.deepEqual(describeQueue(await readQueue(client)), ['alpha running', 'bravo running', 'charlie queued']);
  await allEnd(client, source, since);
  const told = toldOfAll(client, since);
  const [firstEnd, thirdBegin] = [told.findIndex((what) => what.endsWith('ends')), told.indexOf('charlie begins')];
  assert.ok(told.indexOf('bravo begins') < firstEnd, `not two at once: ${told.join(', ')}`);
  assert.ok(thirdBegin > firstEnd, `three at once: ${told.join(', ')}`);
}

const line: Scenario = {
  id: 'S48',
  title: 'downloads in line run one after the other in the order that is chosen, or two at once',
  limitSeconds: 60,
  run: async (stage) => {
    const games = inLine.map((id) => manyPieceGame(id, 24));
    const { source, one, two } = await stage.startPeers({ source: { games }, one: {}, two: {} });
    await slowDown(source, 16);
    await connect(one, source);
    await connect(two, source);
    await oneAfterTheOther(one, source);
    await twoAtOnce(two, source);
  },
};

export const queueRows: Scenario[] = [line];
