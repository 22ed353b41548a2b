// The whole games folder goes away: whatever was to work in it says so, and not which file it missed.
import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CatalogGame } from '../../src-shared/game.ts';
import type { PeerCommand } from '../../src-shared/peer-command.ts';
import type { PeerEventKind } from '../../src-shared/peer-event.ts';
import { realDisk } from './disk/real-disk.ts';
import { makeGame, openPeerLab, type LabPeer, type PeerLab } from './testing/peer-lab.ts';

const version = '20240101';
const catalog: CatalogGame[] = [{ id: 'quux', title: 'Quux', version }];

let lab: PeerLab;
beforeEach(async () => {
  lab = await openPeerLab();
});
afterEach(() => lab.stop());

/** A peer with one game, downloaded and installed; `after(n)` takes its folder away after the n-th look at it. */
async function setUp() {
  let looksLeft = Infinity;
  let folder = '';
  const takeAway = () => renameSync(folder, `${folder}.away`);
  const peer = await lab.start('a', catalog, {
    disk: {
      ...realDisk,
      list: async (dir) => {
        const names = await realDisk.list(dir);
        if (dir === folder && --looksLeft === 0) takeAway();
        return names;
      },
    },
  });
  folder = peer.gameDir;
  await makeGame(peer.gameDir, 'quux', version, { 'quux.eti': 10, 'local/save.dat': 5 });
  await peer.waitFor('local-library-changed', ({ games }) => games.some(({ installed }) => installed));
  return { peer, takeAway, after: (looks: number) => void (looksLeft = looks) };
}

const gone = ({ gameDir }: LabPeer) => ({
  code: 'game-dir-unusable',
  message: `The games folder is gone (${gameDir}).`,
  hint: 'Bring it back, or choose another one in the settings.',
});

const commands: [Extract<PeerCommand, { gameId: string }>, PeerEventKind][] = [
  [{ kind: 'install-game', gameId: 'quux' }, 'install-failed'],
  [{ kind: 'uninstall-game', gameId: 'quux' }, 'uninstall-failed'],
  [{ kind: 'remove-downloaded-game', gameId: 'quux' }, 'remove-failed'],
  [{ kind: 'verify-game', gameId: 'quux' }, 'verify-failed'],
];

it('looking through it is refused while it is away', async () => {
  const { peer, takeAway } = await setUp();
  takeAway();
  await expect(peer.send({ kind: 'rescan-library' })).rejects.toMatchObject(gone(peer));
});

it.each(commands)('%j is refused while it is away, also once no game is known to be in it', async (command) => {
  const { peer, takeAway } = await setUp();
  const since = peer.events.length;
  takeAway();
  await expect(peer.send(command)).rejects.toMatchObject(gone(peer));
  await peer.waitFor('local-library-changed', ({ games }) => games.every(({ installed }) => !installed), since);
  await expect(peer.send(command)).rejects.toMatchObject(gone(peer));
});

it('nothing is said of what an uninstall would delete', async () => {
  const { peer, takeAway } = await setUp();
  takeAway();
  await expect(peer.send({ kind: 'describe-uninstall', gameId: 'quux' })).rejects.toMatchObject(gone(peer));
});

it.each(commands.flatMap(([command, failed]) => [1, 2].map((looks) => [command, looks, failed] as const)))(
  '%j says so when it goes away after look %i',
  async (command, looks, failed) => {
    const { peer, after } = await setUp();
    after(looks);
    await peer.send(command);
    const event = await peer.waitFor(failed);
    expect('error' in event ? event.error : null).toMatchObject(gone(peer));
    expect(existsSync(path.join(peer.gameDir, 'quux'))).toBe(false);
  },
);
