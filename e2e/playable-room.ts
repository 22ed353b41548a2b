// A room with games that can be played: one that only the other PC has, and one that is here in an older version.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { writeStoredRar } from '../scripts/stored-rar.ts';
import { makeTempDir, seededData, writeCatalog } from './game-fixtures.ts';
import { ofKind, startPeerProcess } from './peer-process.ts';

export const newVersion = '20240601';
const oldVersion = '20230601';
const isWindows = process.platform === 'win32';
/** Writes what it was told: folder, language and player. */
const startScript = isWindows
  ? { path: 'game_start.cmd', text: '@echo %3 %4> "%~dp0played.txt"\r\n' }
  : { path: 'game_start.sh', text: 'echo "$3 $4" > "$(dirname "$0")/played.txt"\n' };

async function writeGame(gamesDir: string, id: string, version: string): Promise<void> {
  const root = join(gamesDir, id);
  await mkdir(root, { recursive: true });
  await writeStoredRar(join(root, `${id}.eti`), [
    { path: startScript.path, data: Buffer.from(startScript.text) },
    { path: 'data/base.pak', data: seededData(`${id} ${version}`, 2 ** 20) },
  ]);
  await writeFile(join(root, 'version.ini'), `${version}\n`);
}

export interface PlayableRoom {
  /** The window's link, with its token. */
  url: string;
  gameDir: string;
  /** What the script of a game was told: language and player; '' as long as it was not played. */
  readPlayed: (gameId: string) => Promise<string>;
  readVersion: (gameId: string) => Promise<string>;
}

/** `openra` is to be had from the other PC, `hedgewars` is here in an older version. `undo` gets what ends it, in order. */
export async function startPlayableRoom(
  undo: (() => Promise<void>)[],
  { chosen = false }: { /** Name and folder are given, so no first start is shown. */ chosen?: boolean } = {},
): Promise<PlayableRoom> {
  const home = await makeTempDir('playable');
  undo.push(home.remove);
  const [catalog, shares, gameDir] = ['catalog.json', 'shares', 'mine'].map((name) => join(home.path, name)) as [
    string,
    string,
    string,
  ];
  await writeCatalog(catalog, [
    { id: 'openra', title: 'OpenRA', version: newVersion },
    { id: 'hedgewars', title: 'Hedgewars', version: newVersion },
  ]);
  await Promise.all([writeGame(shares, 'openra', newVersion), writeGame(shares, 'hedgewars', newVersion)]);
  await writeGame(gameDir, 'hedgewars', oldVersion);
  const common = { catalog, args: ['--no-mdns'] };
  const seed = startPeerProcess({ ...common, gamesDir: shares, stateDir: join(home.path, 'seed'), name: 'Seed box' });
  undo.push(seed.stop);
  const { port } = await seed.waitForEvent(ofKind('local-peer-ready'), { since: 0 });
  const player = startPeerProcess({
    ...common,
    ...(chosen ? { gamesDir: gameDir } : {}),
    stateDir: join(home.path, 'state'),
    name: 'Robin',
    args: ['--no-mdns', '--web', '0', '--connect', `127.0.0.1:${port}`],
  });
  undo.push(player.stop);
  await expect.poll(() => player.webUrl()).not.toBeNull();
  const read = async (...path: string[]) => (await readFile(join(gameDir, ...path), 'utf8').catch(() => '')).trim();
  return {
    url: player.webUrl() ?? '',
    gameDir,
    readPlayed: async (gameId) => read(gameId, 'local', 'played.txt'),
    readVersion: async (gameId) => read(gameId, 'version.ini'),
  };
}
