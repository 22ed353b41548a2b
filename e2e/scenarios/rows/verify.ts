// Bytes that go bad on disk, and what becomes of them.
import assert from 'node:assert/strict';
import { open, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { hashTree, manyPieceGame } from '../../game-fixtures.ts';
import { ofKind } from '../../peer-process.ts';
import { mebibyte } from '../games.ts';
import { untilHashed } from '../hashed.ts';
import type { Scenario } from '../scenario.ts';
import type { Actor } from '../stage.ts';
import {
  assertIdle,
  assertSameDownload,
  connect,
  download,
  gameRow,
  hashDownload,
  outcomeOf,
  until,
} from '../steps.ts';
import { sizeOf } from '../transfer-steps.ts';

/** Changes a few bytes of each of these pieces where they are. `silently` leaves the times of the file as they were. */
async function damage(peer: Actor, pieces: readonly number[], silently: boolean): Promise<void> {
  const path = join(peer.root('alpha'), 'alpha.eti');
  const file = await open(path, 'r+');
  try {
    const { atime, mtime } = await file.stat();
    for (const piece of pieces) await file.write('these bytes are wrong', piece * mebibyte + 4321);
    await file.sync();
    if (silently) await utimes(path, atime, mtime);
  } finally {
    await file.close();
  }
}

/** Finds so many wrong pieces and leaves them; then, asked to, fetches them, and no others. */
async function verify(peer: Actor, badPieces: number): Promise<void> {
  const before = await hashTree(peer.gamesDir);
  for (const repair of badPieces > 0 ? [false, true] : [false]) {
    assert.deepEqual(await hashTree(peer.gamesDir), before);
    const since = peer.mark();
    await peer.command('verify', { gameId: 'alpha', repair });
    const finished = await outcomeOf(peer, 'alpha', 'verify-finished', { since });
    const { badFiles, badPieces: found, badBytes, repaired, checkedBytes } = finished;
    const expected = [Math.min(1, badPieces), badPieces, badPieces * mebibyte, repair, await sizeOf(peer, 'alpha')];
    assert.deepEqual([badFiles, found, badBytes, repaired, checkedBytes], expected);
  }
}

const repair: Scenario = {
  id: 'S49',
  title: 'wrong bytes on disk are found, and repaired from the room; without a source nothing is lost',
  limitSeconds: 45,
  run: async (stage) => {
    const games = [manyPieceGame('alpha', 12)];
    const { source, client } = await stage.startPeers({ source: { games }, client: {} });
    await untilHashed(stage, source, 'alpha');
    await connect(client, source);
    await download(client, 'alpha');
    await verify(client, 0);

    await damage(client, [2, 7], false);
    assert.notDeepEqual(await hashDownload(client, 'alpha'), await hashDownload(source, 'alpha'));
    await verify(client, 2);
    await assertSameDownload(client, source, 'alpha');
    await verify(client, 0);

    const alone = client.mark();
    await source.kill();
    await until(client, 'the end of the source', ofKind('peer-disconnected'), { since: alone });
    await damage(client, [4], true);
    const damaged = await hashTree(client.gamesDir);
    const since = client.mark();
    await client.command('verify', { gameId: 'alpha', repair: true });
    const { error } = await outcomeOf(client, 'alpha', 'verify-failed', { since });
    assert.ok((error.hint ?? '').length > 0, `no word of what to do: ${JSON.stringify(error)}`);
    assert.deepEqual(await hashTree(client.gamesDir), damaged);

    const back = await stage.startPeer('source');
    await untilHashed(stage, back, 'alpha');
    await connect(client, back);
    await verify(client, 1);
    await assertSameDownload(client, back, 'alpha');
    assert.equal((await gameRow(client, 'alpha'))?.downloaded, true);
    await assertIdle(client, back);
  },
};

export const verifyRows: Scenario[] = [repair];
