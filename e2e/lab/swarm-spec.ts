// L1: three hosts meet by mDNS alone, and one of them gets a game from the other two at once.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ownedMarkerName } from '../../src-main/peer/disk/names.ts';
import { hashTree, manyPieceGame } from '../game-fixtures.ts';
import { ofKind } from '../peer-process.ts';
import { meets, pairsOf, startParty, stopAll, type Guest } from './party.ts';
import type { Spec } from './spec.ts';

const meetTargetMs = 2000;
const game = manyPieceGame('lab-swarm', 48);

export const swarmSpec: Spec = {
  id: 'L1',
  run: async (context) => {
    const { check } = context;
    const { guests } = await startParty(context, { hosts: 3, rate: '400mbit', gamesOf: [[game], [game]] });
    const [first, second, empty] = guests as [Guest, Guest, Guest];

    await check(`three hosts find each other by mDNS alone within ${meetTargetMs} ms`, async () => {
      const times = await Promise.all(pairsOf(guests).map(async ([a, b]) => meets(a, b, 0, Math.max(a.readyMs, b.readyMs)))); // prettier-ignore
      const slowestMs = Math.max(0, ...times);
      assert.ok(slowestMs <= meetTargetMs, `the slowest pair took ${slowestMs.toFixed(0)} ms`);
      return `slowest pair ${slowestMs.toFixed(0)} ms`;
    });
    await check('the third gets and installs the game, with pieces from both', async () =>
      download(empty, [first, second]),
    );
    await check('what it installed has the SHA-256 of what went into the archive', async () => {
      const local = await hashTree(join(empty.gamesDir, game.id, 'local'), (path) => path === ownedMarkerName);
      assert.deepEqual(local, first.games[0]?.payload);
      return `${local.size} files`;
    });
    await check('what it downloaded equals both sources byte by byte', async () => {
      const skip = (path: string) => path.startsWith('local/') || path.startsWith('.');
      const [copy, ...originals] = await Promise.all([empty, first, second].map(async ({ gamesDir }) => hashTree(join(gamesDir, game.id), skip))); // prettier-ignore
      for (const original of originals) assert.deepEqual(copy, original);
      return '';
    });
    await check('all three end in good order', async () => stopAll(guests));
  },
};

async function download(guest: Guest, sources: Guest[]): Promise<string> {
  const { peer } = guest;
  const gameId = game.id;
  const known = ofKind('remote-library-changed', ({ games }) => games.some((row) => row.id === gameId && row.peerCount === sources.length)); // prettier-ignore
  await peer.waitForEvent(known, { since: 0 });
  const since = peer.mark();
  await peer.command('download', { gameId, install: true });
  const ended = await peer.waitForEvent(
    (event) => ['install-finished', 'install-failed', 'download-failed'].includes(event.kind),
    { since, timeoutMs: 60_000 },
  );
  assert.equal(ended.kind, 'install-finished', JSON.stringify(ended));
  const summary = await peer.waitForEvent(ofKind('download-finished'), { since });
  const shares = sources.map(({ peerId }) => summary.sources.find((source) => source.peerId === peerId)?.bytes ?? 0);
  assert.ok(Math.min(...shares) > 0, `one source gave nothing: ${JSON.stringify(summary.sources)}`);
  assert.equal(shares[0] === undefined ? 0 : shares.reduce((sum, share) => sum + share), summary.bytes);
  const percent = shares.map((share) => `${((100 * share) / summary.bytes).toFixed(0)} %`);
  return `${summary.pieces} pieces, ${percent.join(' and ')}, ${summary.mibPerSecond.toFixed(0)} MiB/s`;
}
