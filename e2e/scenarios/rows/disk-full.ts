// A disk that has no room left in the middle of a download.
import assert from 'node:assert/strict';
import { manyPieceGame } from '../../game-fixtures.ts';
import { mebibyte } from '../games.ts';
import { ScenarioSkipped, type Scenario } from '../scenario.ts';
import type { Actor } from '../stage.ts';
import { fillDisk, findSmallDiskProblem, onSmallDisk, seenFromOutside } from '../small-disk.ts';
import { assertIdle, assertRefused, assertSameDownload, connect, outcomeOf } from '../steps.ts';
import {
  assertNothingCommitted,
  describeQueue,
  readQueue,
  setLimits,
  slowDown,
  untilDownloaded,
  untilQueue,
} from '../transfer-steps.ts';

const gameMib = 48;
/** A download is not begun without some room to spare. */
const spareMib = 96;

const diskFull: Scenario = {
  id: 'S23',
  title: 'the disk is full in the middle of a download: a clear error, nothing committed, and it can be resumed',
  limitSeconds: 45,
  run: async (stage) => {
    const problem = await findSmallDiskProblem(stage.home);
    if (problem !== null) throw new ScenarioSkipped(problem);
    const games = [manyPieceGame('alpha', gameMib)];
    const started = await stage.startPeers({
      source: { games },
      client: { prefix: (dir) => onSmallDisk(gameMib + spareMib, dir) },
    });
    const { source } = started;
    const client = seenFromOutside(started.client);
    await slowDown(source, 12);
    await connect(client, source);
    const since = client.mark();
    await client.command('download', { gameId: 'alpha', install: false });
    await untilDownloaded(client, 'alpha', 8 * mebibyte, { since });
    const makeRoom = await fillDisk(client);

    const { error } = await outcomeOf(client, 'alpha', 'download-failed', { since });
    assert.equal(error.code, 'disk-full', JSON.stringify(error));
    assert.ok((error.hint ?? '').length > 0, `no word of what to do: ${JSON.stringify(error)}`);
    await assertNothingCommitted(client, 'alpha');
    const queue = await readQueue(client);
    assert.deepEqual(describeQueue(queue), ['alpha failed']);
    assert.equal(queue[0]?.error?.code, 'disk-full');
    await assertIdle(client);

    await setLimits(source);
    await assertStillFull(client);
    await makeRoom();
    const resumed = client.mark();
    await client.command('resume-download', { gameId: 'alpha' });
    await outcomeOf(client, 'alpha', 'download-finished', { since: resumed });
    await assertSameDownload(client, source, 'alpha');
    await untilQueue(client, 'an empty queue', (entries) => entries.length === 0);
    await assertRefused(client, 'already-downloaded', 'download', { gameId: 'alpha' });
  },
};

/** Without room it fails again for the same reason and keeps what it has. */
async function assertStillFull(client: Actor): Promise<void> {
  const since = client.mark();
  await client.command('resume-download', { gameId: 'alpha' });
  const { error } = await outcomeOf(client, 'alpha', 'download-failed', { since });
  assert.equal(error.code, 'disk-full', JSON.stringify(error));
  await assertNothingCommitted(client, 'alpha');
}

export const diskFullRows: Scenario[] = [diskFull];
