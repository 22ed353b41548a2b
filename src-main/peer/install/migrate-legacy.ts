// Moves what former versions left in the games folder to where it is kept today, before anything else looks there.
import { dirname, join } from 'node:path';
import type { GameId } from '../../../src-shared/game.ts';
import { writeFileAtomic } from '../disk/atomic-write.ts';
import type { Disk } from '../disk/disk.ts';
import { toDiskError } from '../disk/disk-error.ts';
import {
  installDirName,
  legacyIndexName,
  legacyIntentName,
  legacyLibraryDirName,
  legacySetupDoneName,
} from '../disk/names.ts';
import { makeGameStateDir } from '../disk/state-dir.ts';
import type { Log } from '../edge/log.ts';
import { ensureLibraryIndex } from '../library/library-index.ts';
import { isSafeGameId } from './game-place.ts';
import { readIntent, writeIntent } from './intent-log.ts';
import { parseLegacyIndex, parseLegacyIntent } from './parse-legacy.ts';
import { removedGameId } from './remove-download.ts';

export interface MigrateLegacy {
  disk: Disk;
  stateDir: string;
  gameDir: string;
  log: Log;
}

export interface MigratedFile {
  /** The legacy file, absolute. */
  path: string;
  /** null when its replacement is there and it is gone; otherwise why it was kept. */
  kept: string | null;
}

/**
 * Each legacy file goes only after what replaces it is written and synced, so a run that is cut off is simply done
 * again. What is unknown or damaged is kept and reported. Never throws: nothing of it keeps a game from being played.
 */
export async function migrateLegacy(request: MigrateLegacy): Promise<MigratedFile[]> {
  const { disk, gameDir, log } = request;
  const moves: LegacyMove[] = [indexMove(request)];
  try {
    for (const name of await disk.list(gameDir)) {
      const isRoot = isSafeGameId(name) && removedGameId(name) === null && (await isFolder(disk, join(gameDir, name)));
      if (isRoot) moves.push(...movesOfGame(request, name));
    }
  } catch (error) {
    log('error', toDiskError(error, `look for files of former versions in ${gameDir}`).message);
  }
  const migrated: MigratedFile[] = [];
  for (const move of moves) {
    const outcome = await attempt(request, move);
    if (outcome !== null) migrated.push(outcome);
  }
  return migrated;
}

interface LegacyMove {
  path: string;
  /** Writes what replaces the file, durably; answers why that cannot be, in words, or null when it is done. */
  replace: (text: string) => Promise<string | null>;
}

/** Large enough for every file that a former version wrote, an index of thousands of games among them. */
const mostBytes = 64 * 2 ** 20;

async function attempt(request: MigrateLegacy, { path, replace }: LegacyMove): Promise<MigratedFile | null> {
  const { disk, log } = request;
  try {
    if (!(await isFolder(disk, dirname(path)))) return null;
    const stat = await disk.stat(path);
    if (stat === null) return await tidyFolder(request, path);
    const isPlain = stat.kind === 'file' && stat.size <= mostBytes;
    const kept = isPlain ? await replace(await disk.readText(path)) : 'it is no plain file.';
    if (kept !== null) return keep(log, path, kept);
    await disk.removeFile(path);
    await disk.syncDir(dirname(path));
    await tidyFolder(request, path);
    log('info', `${path} of a former version is moved.`);
    return { path, kept: null };
  } catch (error) {
    return keep(log, path, toDiskError(error, `move ${path}`).message);
  }
}

function keep(log: Log, path: string, why: string): MigratedFile {
  log('warn', `${path} of a former version is kept as it is: ${why}`);
  return { path, kept: why };
}

/** The folder that a former version made for its index goes when nothing else is in it. */
async function tidyFolder({ disk, gameDir }: MigrateLegacy, path: string): Promise<null> {
  const folder = join(gameDir, legacyLibraryDirName);
  if (dirname(path) !== folder || (await disk.list(folder)).length > 0) return null;
  await disk.removeEmptyDir(folder);
  await disk.syncDir(gameDir);
  return null;
}

const isFolder = async (disk: Disk, path: string) => (await disk.stat(path))?.kind === 'directory';

function indexMove({ disk, stateDir, gameDir }: MigrateLegacy): LegacyMove {
  return {
    path: join(gameDir, legacyLibraryDirName, legacyIndexName),
    replace: async (text) => {
      if (!parseLegacyIndex(text)) return 'it is damaged.';
      // What it remembers was seen by other rules: the scan that follows fills the new one.
      await ensureLibraryIndex(disk, stateDir, gameDir);
      return null;
    },
  };
}

function movesOfGame(request: MigrateLegacy, gameId: GameId): LegacyMove[] {
  const root = join(request.gameDir, gameId);
  const setupDone = (folder: string): LegacyMove => ({
    path: join(folder, legacySetupDoneName),
    replace: async () => replaceSetupDone(request, gameId),
  });
  return [
    { path: join(root, legacyIntentName), replace: async (text) => replaceIntent(request, gameId, text) },
    setupDone(root),
    setupDone(join(root, installDirName)),
  ];
}

async function replaceIntent(request: MigrateLegacy, gameId: GameId, text: string): Promise<string | null> {
  const legacy = parseLegacyIntent(text);
  if (legacy === null) return 'it is damaged or of an unknown kind.';
  if (legacy.gameId !== gameId) return `it is about ${legacy.gameId}.`;
  const place = { ...request, gameId };
  const root = join(request.gameDir, gameId);
  if (legacy.kind === 'None') return null;
  const own = await readIntent(place);
  if (own === null) {
    await writeIntent(place, { kind: legacy.kind, gameId, version: legacy.version, step: 'prepared', root });
    return null;
  }
  return own.kind === legacy.kind && own.root === root ? null : 'a newer operation is noted for this game.';
}

async function replaceSetupDone({ disk, stateDir }: MigrateLegacy, gameId: GameId): Promise<null> {
  const { setupDone } = await makeGameStateDir(disk, stateDir, gameId);
  if ((await disk.stat(setupDone)) === null) await writeFileAtomic(disk, setupDone, '');
  return null;
}
