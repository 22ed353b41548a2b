// What the window hears of a games folder that could not be recovered whole.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { realDisk } from './disk/real-disk.ts';
import type { Disk } from './disk/disk.ts';
import { noGamesInUse } from './edge/games-in-use.ts';
import { recoverFolder } from './recover-folder.ts';
import { copyingUnpacker, makeGame, openPeerLab, type PeerLab } from './testing/peer-lab.ts';

const entry = (id: string) => ({ id, title: id.toUpperCase(), version: '20240101' });
let home: string;
let lab: PeerLab;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'lanspread-recovery-'));
  lab = await openPeerLab();
});
afterEach(async () => {
  await lab.stop();
  await rm(home, { recursive: true, force: true });
});

async function put(file: string, text = 'x'): Promise<void> {
  await mkdir(path.dirname(path.join(home, file)), { recursive: true });
  await writeFile(path.join(home, file), text);
}

async function recover(disk: Disk = realDisk) {
  const logged: string[] = [];
  const recovery = await recoverFolder({
    disk,
    stateDir: path.join(home, 'state'),
    gameDir: path.join(home, 'games'),
    catalog: new Map(['quake', 'doom', 'zork'].map((id) => [id, entry(id)])),
    isBusy: () => false,
    inUse: noGamesInUse,
    log: (level, message) => void logged.push(`${level} ${message}`),
  });
  return { ...recovery, logged };
}

it('tells what could not be recovered, and calls nothing else recovered', async () => {
  await put('games/quake/.local.installing/.lanspread_owned', '');
  await put('games/doom/.local.installing/.lanspread_owned', '');
  const removeTree = async (file: string) => {
    if (!file.includes('quake')) return realDisk.removeTree(file);
    throw Object.assign(new Error('EBUSY'), { code: 'EBUSY', path: file });
  };
  const { failures, logged } = await recover({ ...realDisk, removeTree });
  expect([...failures]).toEqual([
    ['quake', expect.objectContaining({ code: 'file-locked', hint: expect.any(String) })],
  ]);
  expect(logged.filter((line) => line.startsWith('info recovered'))).toEqual([
    expect.stringContaining('recovered doom'),
  ]);
  expect(logged.filter((line) => line.startsWith('error'))).toEqual([
    expect.stringContaining('Could not recover quake'),
  ]);
});

it('tells what is in the way and was not made by lanspread', async () => {
  await put('games/quake/.local.backup/mine');
  const { failures, logged } = await recover();
  expect(failures.get('quake')).toMatchObject({
    code: 'game-dir-unusable',
    message: expect.stringMatching(/\.local\.backup/),
  });
  expect(logged.join()).not.toContain('recovered');
});

it('tells of files of a former version that are kept', async () => {
  await put('games/doom/.lanspread.json', '{');
  const { failures } = await recover();
  expect(failures.get('doom')).toMatchObject({ code: 'bad-state', message: expect.stringMatching(/damaged/) });
});

it('tells of a download that could not be recovered', async () => {
  await put('games/zork/.download/piece');
  const stat: Disk['stat'] = async (file) => {
    if (file.includes('zork')) throw Object.assign(new Error('EIO'), { code: 'EIO', path: file });
    return realDisk.stat(file);
  };
  const { failures } = await recover({ ...realDisk, stat });
  expect(failures.get('zork')).toMatchObject({ code: 'disk-error' });
});

it('reaches every window until the next operation on the game', async () => {
  const first = await lab.start('anna', [entry('quake')]);
  await makeGame(first.gameDir, 'quake', '20240101', { 'game.eti': 1000 });
  await first.peer.stop();
  const mine = path.join(first.gameDir, 'quake', '.local.backup');
  await mkdir(mine);
  await writeFile(path.join(mine, 'mine'), 'x');
  const anna = await lab.start('anna', [entry('quake'), entry('doom')], { unpacker: copyingUnpacker });
  await anna.waitFor('recovery-failed', ({ gameId }) => gameId === 'quake');
  expect(anna.peer.snapshot().recoveryFailures).toMatchObject([
    { gameId: 'quake', error: { code: 'game-dir-unusable' } },
  ]);
  await rm(mine, { recursive: true });
  await anna.send({ kind: 'install-game', gameId: 'quake' });
  await anna.waitFor('install-finished');
  expect(anna.peer.snapshot().recoveryFailures).toEqual([]);
});

it('is told with a removal or an uninstall that leaves files behind', async () => {
  const removeTree = async (file: string) => {
    if (!file.includes('.lanspread-removing-') && !file.endsWith('game')) return realDisk.removeTree(file);
    throw Object.assign(new Error('EBUSY'), { code: 'EBUSY', path: file });
  };
  const anna = await lab.start('anna', [entry('quake')], { disk: { ...realDisk, removeTree } });
  await makeGame(anna.gameDir, 'quake', '20240101', { 'a.eti': 10, 'game.eti': 1000 });
  await anna.send({ kind: 'set-game-dir', path: anna.gameDir });
  await anna.send({ kind: 'install-game', gameId: 'quake' });
  await anna.waitFor('install-finished');
  await anna.send({ kind: 'uninstall-game', gameId: 'quake' });
  const hint = expect.any(String) as string;
  expect((await anna.waitFor('uninstall-finished')).warning).toMatchObject({ code: 'file-locked', hint });
  await rm(path.join(anna.gameDir, 'quake', '.local.backup'), { recursive: true, force: true });
  await anna.send({ kind: 'remove-downloaded-game', gameId: 'quake' });
  expect((await anna.waitFor('remove-finished')).warning).toMatchObject({ code: 'file-locked', hint });
});
