// What belongs to the player, over an uninstall by command, and what a former version left, at the start of a peer.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CatalogGame } from '../../src-shared/game.ts';
import { makeGame, openPeerLab, type LabPeer, type PeerLab } from './testing/peer-lab.ts';

const catalog: CatalogGame[] = [{ id: 'quux', title: 'QUUX', version: '20240101' }];

let lab: PeerLab;
beforeEach(async () => void (lab = await openPeerLab()));
afterEach(() => lab.stop());

async function installed(): Promise<LabPeer> {
  const peer = await lab.start('a', catalog);
  await makeGame(peer.gameDir, 'quux', '20240101', { 'game.eti': 1000 });
  await peer.waitFor('local-library-changed', ({ games }) => games.some(({ downloaded }) => downloaded));
  await peer.send({ kind: 'install-game', gameId: 'quux' });
  await peer.waitFor('install-finished');
  await writeFile(path.join(peer.gameDir, 'quux/local/my.sav'), 'my save');
  return peer;
}

it('tells what an uninstall would delete, keeps what is the player’s, and brings it back', async () => {
  const peer = await installed();
  const keptIn = path.join(peer.gameDir, '.lanspread-kept', 'quux');
  expect(await peer.send({ kind: 'describe-uninstall', gameId: 'quux' })).toEqual({
    gameId: 'quux',
    files: 2,
    bytes: 1007,
    playerFiles: 1,
    playerBytes: 7,
    examples: ['my.sav'],
    keptIn,
  });
  await peer.send({ kind: 'uninstall-game', gameId: 'quux', keepPlayerFiles: true });
  await peer.waitFor('uninstall-finished');
  expect(await readdir(keptIn)).toEqual(['my.sav']);
  await expect(peer.send({ kind: 'describe-uninstall', gameId: 'quux' })).rejects.toMatchObject({
    code: 'not-installed',
  });
  const since = peer.events.length;
  await peer.send({ kind: 'install-game', gameId: 'quux' });
  await peer.waitFor('install-finished', undefined, since);
  expect(await readFile(path.join(peer.gameDir, 'quux/local/my.sav'), 'utf8')).toBe('my save');
  expect(await readdir(peer.gameDir)).toEqual(['quux']);
});

it('deletes everything where nobody asked to keep it', async () => {
  const peer = await installed();
  await peer.send({ kind: 'uninstall-game', gameId: 'quux' });
  await peer.waitFor('uninstall-finished');
  expect(await readdir(peer.gameDir)).toEqual(['quux']);
});

it('kept files are no game: neither listed nor told to anybody', async () => {
  const peer = await installed();
  await peer.send({ kind: 'uninstall-game', gameId: 'quux', keepPlayerFiles: true });
  await peer.waitFor('uninstall-finished');
  await peer.send({ kind: 'set-game-dir', path: peer.gameDir });
  const other = await lab.start('b', catalog);
  await other.send({ kind: 'connect-peer', address: peer.address });
  await other.send({ kind: 'get-game', gameId: 'quux' });
  const { files } = await other.waitFor('got-game-files');
  expect(files.map((file) => file.path)).toEqual(['game.eti', 'version.ini']);
  expect(peer.peer.snapshot().games.map(({ id }) => id)).toEqual(['quux']);
});

it('moves what a former version left, in each folder that is chosen, before it looks at the games', async () => {
  const peer = await lab.start('a', catalog);
  const other = path.join(peer.stateDir, 'other games');
  await mkdir(path.join(other, 'quux', '.local.backup'), { recursive: true });
  await writeFile(path.join(other, 'quux', '.local.backup', 'game.exe'), 'v1');
  await writeFile(path.join(other, 'quux', '.lanspread.json'), JSON.stringify({ id: 'quux', intent: 'Updating' }));
  await peer.send({ kind: 'set-game-dir', path: other });
  // Only the note proves that the backup may be brought back.
  expect(await readdir(path.join(other, 'quux'))).toEqual(['local']);
  expect(peer.peer.snapshot().games[0]).toMatchObject({ installed: true });
});
