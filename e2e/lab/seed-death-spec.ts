// L5: three hosts get a game from one seed at once; the seed is killed as soon as they hold every piece among themselves.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { hashTree, manyPieceGame } from '../game-fixtures.ts';
import { ofKind, type PeerProcess } from '../peer-process.ts';
import { startOnlooker } from './onlooker.ts';
import { meets, pairsOf, startParty, stopAll, type Guest } from './party.ts';
import type { Spec } from './spec.ts';

const game = manyPieceGame('lab-seed', 64);
const clients = 3;
const limitMs = 60_000;

export const seedDeathSpec: Spec = {
  id: 'L5',
  run: async (context) => {
    const { check, onEnd } = context;
    const hosts = 1 + clients + 1;
    const { lab, guests, home } = await startParty(context, { hosts, rate: '100mbit', gamesOf: [[game]], onlookers: 1 }); // prettier-ignore
    const [seed, ...others] = guests as [Guest, ...Guest[]];
    await Promise.all(pairsOf(guests).map(async ([a, b]) => meets(a, b, 0, 0)));
    const onlooker = startOnlooker(lab.hosts[hosts - 1]!, home, game.id, seed, others);
    onEnd(onlooker.stop);
    await onlooker.hashed;
    const original = await hashTree(join(seed.gamesDir, game.id));

    await check('the seed is killed when the others hold every piece, and before one of them has all', async () => {
      for (const { peer } of others) await peer.command('download', { gameId: game.id, install: false });
      // Where nobody serves an unfinished copy they are all through before it sees the whole.
      await Promise.race([onlooker.whole, ...others.map(async ({ peer }) => untilFinished(peer))]);
      const ended = others.filter(({ peer }) => hasEnded(peer));
      await seed.peer.kill();
      assert.deepEqual(ended.map(({ peer }) => peer.name), [], 'the swarm had every piece only when one peer had all'); // prettier-ignore
      return '';
    });
    await check('all of them complete it from each other, without a failure', async () => {
      const killedMs = performance.now();
      const finished = await Promise.all(others.map(async ({ peer }) => untilFinished(peer)));
      assert.ok(finished.every(({ sources }) => sources.some(({ peerId }) => peerId !== seed.peerId)));
      return `${((performance.now() - killedMs) / 1000).toFixed(1)} s after its end`;
    });
    await check('what each of them has equals the original byte by byte', async () => {
      for (const { gamesDir } of others) assert.deepEqual(await hashTree(join(gamesDir, game.id)), original);
      return '';
    });
    await check('they end in good order', async () => stopAll(others));
  },
};

const hasEnded = ({ events }: PeerProcess) => events.some(({ event }) => event.kind === 'download-finished');

async function untilFinished(peer: PeerProcess) {
  await peer.waitForEvent((event) => ['download-finished', 'download-failed'].includes(event.kind), {
    since: 0,
    timeoutMs: limitMs,
  });
  return peer.waitForEvent(ofKind('download-finished'), { since: 0, timeoutMs: 1000 });
}
