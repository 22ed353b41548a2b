// Looks at one game root and says what it holds.
import path from 'node:path';
import type { GameId, GameVersion } from '../../../src-shared/game.ts';
import type { Disk, EntryStat } from '../disk/disk.ts';
import { installDirName, sentinelName } from '../disk/names.ts';
import { maxSentinelBytes } from '../protocol/limits.ts';
import { gameState } from '../rules/game-state.ts';
import type { LocalGame } from '../rules/local-game.ts';
import { isSameStamp, stampOf, type IndexEntry, type LibraryIndex } from './library-index.ts';
import { listGameFiles, sumBytes } from './list-game-files.ts';

/** What the root itself shows. */
export type ScannedGame = Omit<LocalGame, 'installedVersion'>;

/**
 * Settled facts of one root; a root that is missing, or is no real directory, holds nothing. `trust`: what the index
 * knows counts as long as the root itself looks as it did, which a file that grows or changes in place does not show.
 */
export async function scanGame(
  disk: Disk,
  gameDir: string,
  id: GameId,
  index: LibraryIndex,
  trust: boolean,
): Promise<ScannedGame> {
  const root = path.join(gameDir, id);
  const rootStat = await disk.stat(root);
  if (rootStat?.kind !== 'directory') return { id, downloaded: false, version: null, bytes: 0, installed: false };
  const [sentinel, local] = await Promise.all([
    disk.stat(path.join(root, sentinelName)),
    disk.stat(path.join(root, installDirName)),
  ]);
  const { downloaded, installed } = gameState({
    sentinel: sentinel === null ? 'missing' : sentinel.kind === 'file' ? 'regular' : 'other',
    localIsDirectory: local?.kind === 'directory',
  });
  if (sentinel === null || !downloaded) {
    if (index.get(id) !== undefined) index.set(id, null);
    return { id, downloaded: false, version: null, bytes: 0, installed };
  }
  const { version, bytes } = await walkOrRemember(
    disk,
    root,
    id,
    { root: rootStat, sentinel },
    trust ? index.get(id) : undefined,
    index,
  );
  return { id, downloaded: true, version, bytes, installed };
}

async function walkOrRemember(
  disk: Disk,
  root: string,
  id: GameId,
  stats: { root: EntryStat; sentinel: EntryStat },
  known: IndexEntry | undefined,
  index: LibraryIndex,
): Promise<{ version: GameVersion | null; bytes: number }> {
  const stamps = { root: stampOf(stats.root), sentinel: stampOf(stats.sentinel) };
  if (known && isSameStamp(known.root, stamps.root) && isSameStamp(known.sentinel, stamps.sentinel)) return known;
  const version = await readVersion(disk, path.join(root, sentinelName), stats.sentinel.size);
  const bytes = sumBytes(await listGameFiles(disk, root));
  index.set(id, { ...stamps, version, bytes });
  return { version, bytes };
}

/** The first line when it is a date; null when it is not, so that the game is shown but never served. */
async function readVersion(disk: Disk, file: string, size: number): Promise<GameVersion | null> {
  if (size > maxSentinelBytes) return null;
  const text = await disk.readText(file);
  return parseVersion(text);
}

/** First line of a `version.ini`: a date `YYYYMMDD`, with any byte order mark and spaces around it ignored. */
export function parseVersion(text: string): GameVersion | null {
  const [first = ''] = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1);
  const version = first.trim();
  return /^\d{8}$/.test(version) ? version : null;
}
