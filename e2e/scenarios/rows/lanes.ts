// Over which lane the bytes travel.
import assert from 'node:assert/strict';
import type { Lane } from '../../../src-shared/peer-row.ts';
import { manyPieceGame } from '../../game-fixtures.ts';
import type { Scenario } from '../scenario.ts';
import type { Actor } from '../stage.ts';
import { assertIdle, assertSameDownload, connect, download, listPeers } from '../steps.ts';

const laneOf = async (self: Actor, { peerId }: Actor): Promise<Lane | null | undefined> =>
  (await listPeers(self)).find((row) => row.peerId === peerId)?.lane;

/** Both sides say over which lane it came. */
async function fetchOver(lane: Lane, client: Actor, source: Actor, gameId: string): Promise<void> {
  await connect(client, source);
  assert.equal(await laneOf(client, source), null, 'a lane before the first transfer');
  const finished = await download(client, gameId);
  assert.deepEqual(finished.sources.map((from) => [from.peerId, from.lane, from.complete]), [[source.peerId, lane, true]]); // prettier-ignore
  assert.equal(await laneOf(client, source), lane);
  assert.equal(await laneOf(source, client), lane);
  await assertSameDownload(client, source, gameId);
  await assertIdle(client, source);
}

const lanes: Scenario = {
  id: 'S50',
  title: 'bytes come over the TLS lane, and over QUIC where one side has none',
  run: async (stage) => {
    const args = ['--no-tls'];
    const { source, plain, client, without } = await stage.startPeers({
      source: { games: [manyPieceGame('alpha', 16)] },
      plain: { games: [manyPieceGame('bravo', 16)], args },
      client: {},
      without: { args },
    });
    await fetchOver('tls', client, source, 'alpha');
    await fetchOver('quic', client, plain, 'bravo');
    await fetchOver('quic', without, source, 'alpha');
  },
};

export const laneRows: Scenario[] = [lanes];
