// The operations that the sweeps interrupt, with what must be there before and after each.
import { cpSync } from 'node:fs';
import { mkdir, mkdtemp, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disk } from '../../disk/disk.ts';
import { realDisk } from '../../disk/real-disk.ts';
import { quickDisk } from '../../disk/testing/quick-disk.ts';
import { keptDirName } from '../../disk/names.ts';
import { walkTree } from '../../disk/walk-tree.ts';
import { alwaysClosed, noGamesInUse } from '../../edge/games-in-use.ts';
import { isPlayerFile } from '../../rules/player-files.ts';
import type { GameOperation } from '../game-place.ts';
import { installGame } from '../install-game.ts';
import { readInstalledVersion } from '../installed-version.ts';
import { adoptListing, readListing, writePendingListing } from '../install-listing.ts';
import { recoverGames } from '../recover.ts';
import { removeDownload } from '../remove-download.ts';
import { streamInstall } from '../streamed-install.ts';
import { uninstallGame } from '../uninstall-game.ts';
import { fakeUnpacker, putFiles, readTree, type Files } from './install-fixture.ts';
import { memorySources } from './memory-senders.ts';

export const gameId = 'quake';
const archives: Record<string, Files> = {
  'a.eti': { 'game.exe': 'version 2', 'config.ini': 'default 2' },
  'b.eti': { 'data/new.pak': 'new pak' },
};
const download: Files = { 'a.eti': 'archive a', 'b.eti': 'archive b', 'version.ini': '20260202\n' };
const installedFiles: Files = { 'game.exe': 'version 1', 'config.ini': 'default 1', 'data/old.pak': 'old pak' };
const playerFiles: Files = { 'saves/1.sav': 'my save', 'config.ini': 'my config' };

/** Another game with things at reserved names that lanspread did not make. */
export const bystander: Files = {
  'doom/version.ini': '20250101\n',
  'doom/.local.backup/mine.txt': 'keep me',
  'doom/.local.installing/mine.txt': 'keep me too',
  'notes.txt': 'not a game',
};

export interface Scenario {
  name: string;
  installed: boolean;
  /** False: not even the game root is there before. */
  downloaded?: false;
  run: (operation: GameOperation) => Promise<unknown>;
  /** What the player kept at an earlier uninstall. */
  kept?: Files;
  /** The game root after success. */
  done: Files;
  /** What is kept after success. */
  doneKept?: Files;
}

export const within = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));
const unpacked = Object.assign({}, ...Object.values(archives)) as Files;
const install = async (operation: GameOperation) =>
  installGame({
    ...operation,
    unpacker: fakeUnpacker(archives, operation.disk),
    version: '20260202',
    signal: new AbortController().signal,
    claim: alwaysClosed,
    onProgress: () => undefined,
  });

const uninstall = (keepPlayerFiles: boolean) => async (operation: GameOperation) =>
  uninstallGame({ ...operation, keepPlayerFiles });
/** Files get times in whole seconds, which a copy of the tree keeps exactly. */
const withWholeSeconds = (disk: Disk): Disk => ({
  ...disk,
  open: async (path, mode) => {
    const file = await disk.open(path, mode);
    const close = async () => {
      await file.close();
      await utimes(path, 1_650_000_000, 1_650_000_000);
    };
    return { ...file, close };
  },
});

/** The first sender is lost in the middle of a file, and another one goes on. */
const stream = async (operation: GameOperation) =>
  streamInstall({
    ...operation,
    disk: withWholeSeconds(operation.disk),
    ...memorySources({ lost: { archives, lostAfter: () => partsUntilLost }, other: { archives } }),
    version: '20260202',
    signal: new AbortController().signal,
    claim: alwaysClosed,
  });
const partsUntilLost = 8;

export const scenarios: Scenario[] = [
  { name: 'install', installed: false, run: install, done: { ...download, ...within('local', unpacked) } },
  {
    name: 'update',
    installed: true,
    run: install,
    done: {
      ...download,
      ...within('local', { ...unpacked, 'saves/1.sav': 'my save', 'config.ini.before-update': 'my config' }),
    },
  },
  {
    name: 'install over kept files',
    installed: false,
    run: install,
    kept: playerFiles,
    done: {
      ...download,
      ...within('local', { ...unpacked, 'saves/1.sav': 'my save', 'config.ini.before-update': 'my config' }),
    },
  },
  { name: 'uninstall', installed: true, run: uninstall(false), done: download },
  {
    name: 'uninstall keeping files',
    installed: true,
    run: uninstall(true),
    done: download,
    doneKept: playerFiles,
  },
  { name: 'stream', installed: false, downloaded: false, run: stream, done: within('local', unpacked) },
  {
    name: 'stream over another version',
    installed: true,
    downloaded: false,
    run: stream,
    done: within('local', { ...unpacked, 'saves/1.sav': 'my save', 'config.ini.before-update': 'my config' }),
  },
  { name: 'remove', installed: false, run: removeDownload, done: {} },
];

export const operationIn = (dir: string, disk: Disk): GameOperation => ({
  disk,
  stateDir: join(dir, 'state'),
  gameDir: join(dir, 'games'),
  gameId,
  log: () => undefined,
});

/** The games folder after success. */
export const finalTree = ({ done, doneKept = {} }: Scenario): Files => ({
  ...bystander,
  ...within(gameId, done),
  ...within(`${keptDirName}/${gameId}`, doneKept),
});

/** Times in whole seconds, which a copy keeps exactly, so that the listing stays true in it. */
export async function makeTemplate(scenario: Scenario, base: string): Promise<string> {
  const dir = await mkdtemp(join(base, `${scenario.name}-template-`));
  const local = join(dir, 'games', gameId, 'local');
  const place = operationIn(dir, quickDisk);
  await mkdir(place.stateDir, { recursive: true });
  const kept = within(`${keptDirName}/${gameId}`, scenario.kept ?? {});
  const present = scenario.downloaded === false ? {} : within(gameId, download);
  await putFiles(place.gameDir, { ...bystander, ...present, ...kept });
  if (scenario.installed) {
    await putFiles(local, installedFiles);
    for (const path of Object.keys(installedFiles)) await utimes(join(local, path), 1_600_000_000, 1_600_000_000);
    const files = (await walkTree(realDisk, local)).entries;
    await writePendingListing(place, { version: '20260101', files, restored: [] });
    await adoptListing(place);
    await putFiles(local, playerFiles);
  }
  return dir;
}

/** A fresh copy of the template; synchronous, because that is several times faster for small trees. */
export function copyTemplate(template: string, to: string): void {
  cpSync(template, to, { recursive: true, preserveTimestamps: true });
}

export const recover = async (dir: string, disk: Disk = quickDisk) =>
  recoverGames({ ...operationIn(dir, disk), tryClaim: noGamesInUse.tryClaim });

/** What a player sees: not what lies at our own names until recovery takes it away. */
export const visible = (files: Files): Files =>
  Object.fromEntries(
    Object.entries(files).filter(
      ([path]) => !/^(quake\/(\.local\.|local\/\.lanspread_owned|\.lanspread_owned)|\.lanspread-removing-)/.test(path),
    ),
  );
export const show = (files: Files) => JSON.stringify(files);
export const same = (a: Files, b: Files) => show(sorted(a)) === show(sorted(b));
const sorted = (files: Files) => Object.fromEntries(Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** No note may be left, and the listing must be that of the install which is there. */
export async function wrongInState(dir: string): Promise<string[]> {
  const place = operationIn(dir, realDisk);
  const state = Object.keys(readTree(join(place.stateDir, 'games', gameId)));
  const wrong = state
    .filter((name) => !/^(install_listing\.json|installed_version\.json|.*\.tmp|)$/.test(name))
    .map((name) => `${name} is left`);
  const local = join(place.gameDir, gameId, 'local');
  const present = readTree(local);
  const known = await readInstalledVersion(place);
  const isOld = 'data/old.pak' in present;
  const isThere = Object.keys(present).length > 0;
  const version = isThere ? (isOld ? '20260101' : '20260202') : null;
  if (known !== version) wrong.push(`the version is known as ${known}`);
  if (!isThere) return wrong;
  const listing = await readListing(place);
  const games = (await walkTree(realDisk, local)).entries.filter((file) => !isPlayerFile(file, listing));
  const paths = games.map((file) => file.path).toSorted();
  const expected = isOld ? ['data/old.pak', 'game.exe'] : ['config.ini', 'data/new.pak', 'game.exe'];
  return same({ known: paths.join() }, { known: expected.join() })
    ? wrong
    : [...wrong, `the listing knows ${paths.join()}`];
}
