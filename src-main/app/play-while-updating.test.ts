// A real script, and a peer that unpacks the next version of its game under it.
import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PeerError } from '../../src-shared/peer-error.ts';
import { realDisk } from '../peer/disk/real-disk.ts';
import { systemClock } from '../peer/edge/clock.ts';
import { copyingUnpacker, makeGame, openPeerLab } from '../peer/testing/peer-lab.ts';
import { createGamePlayer, type GamePlayer } from './play-game.ts';
import { makeTempDir } from './testing/temp-dir.ts';

const version = '20240101';
const catalog = [{ id: 'alpha', title: 'Alpha', version }];
/** The old game: reads its own folder when it is told to, and saves what it has found. */
const script = 'read line < gate; cat "$1/engine" > "$1/save"';

/** An installed game whose update is about to be unpacked, and its player. `swapped` hears of the swap's first step. */
async function setUp(swapped: () => Promise<void> = async () => {}) {
  const lab = await openPeerLab();
  const player = createGamePlayer({
    stateDir: await makeTempDir(),
    language: () => 'en',
    clock: systemClock,
    log: () => {},
  });
  onTestFinished(async () => {
    for (const { gameId, kind } of player.running()) await player.end(gameId, kind);
    await player.stop();
    await lab.stop();
  });
  const [begun, unpacks] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const unpack: typeof copyingUnpacker.unpack = async (...given) => {
    begun.resolve();
    await unpacks.promise;
    return copyingUnpacker.unpack(...given);
  };
  const rename: typeof realDisk.rename = async (from, to) => {
    await realDisk.rename(from, to);
    if (to.endsWith('.local.backup')) await swapped();
  };
  const options = { inUse: player, unpacker: { ...copyingUnpacker, unpack }, disk: { ...realDisk, rename } };
  const peer = await lab.start('a', catalog, options);
  const files = { 'engine.eti': Buffer.from('new'), 'local/engine': Buffer.from('old') };
  await makeGame(peer.gameDir, 'alpha', version, { ...files, 'game_start.sh': Buffer.from(script) });
  await peer.waitFor('local-library-changed', ({ games }) => games.some(({ installed }) => installed));
  const root = join(peer.gameDir, 'alpha');
  execFileSync('mkfifo', [join(root, 'gate')]);
  await peer.send({ kind: 'install-game', gameId: 'alpha' });
  await begun.promise;
  const play = async (by: GamePlayer = player) =>
    by.play({ gameId: 'alpha', title: 'Alpha', gameRoot: root, playerName: 'Ada', kind: 'game' });
  return { peer, player, play, root, unpacks };
}

describe.skipIf(process.platform === 'win32')('an update', () => {
  it('leaves the old game playable, waits for it to be closed, and goes on by itself', async () => {
    const { peer, play, root, unpacks } = await setUp();
    await play();
    unpacks.resolve();
    await peer.waitFor('install-progress', ({ waitingFor }) => waitingFor === 'Waits until the game is closed.');
    expect(peer.peer.snapshot().operations).toEqual([{ gameId: 'alpha', kind: 'updating' }]);
    await writeFile(join(root, 'gate'), 'go\n');
    expect(await peer.waitFor('install-finished')).toMatchObject({ updated: true });
    // The old one ran to its end on its own files, and what it saved is in the new one.
    expect(await readFile(join(root, 'local/save'), 'utf8')).toBe('old');
    expect(await readFile(join(root, 'local/engine'), 'utf8')).toBe('new');
    expect((await readdir(root)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('refuses to start the game from the swap on, and no longer when it is done', async () => {
    const refusals: unknown[] = [];
    let play = async () => {};
    const parts = await setUp(async () => void (await play().catch((error: PeerError) => refusals.push(error.code))));
    play = parts.play;
    parts.unpacks.resolve();
    await parts.peer.waitFor('install-finished');
    expect(refusals).toEqual(['operation-in-progress']);
    await parts.play();
    expect(parts.player.isInUse('alpha')).toBe(true);
  });
});
