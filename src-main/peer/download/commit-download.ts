// Turns a complete, synced payload into the game: files first, sentinel last, each by rename.
import path from 'node:path';
import type { GameFile, GameId, GameVersion } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Disk } from '../disk/disk.ts';
import { archiveSuffix, sentinelName, sentinelParkedName, sentinelTempName } from '../disk/names.ts';
import type { Log } from '../edge/log.ts';
import { discardPayload, payloadDir } from './payload.ts';
import { openDownloadLog, type DownloadLog } from './download-log.ts';

export interface CommitOptions {
  disk: Disk;
  gameDir: string;
  stateDir: string;
  gameId: GameId;
  log: Log;
}

/**
 * The payload is whole and synced, and `requireRoomFor` found nothing in the way. Until the last rename the game counts
 * as not downloaded.
 */
export async function commitDownload(options: CommitOptions, version: GameVersion, files: GameFile[]): Promise<void> {
  const root = path.join(options.gameDir, options.gameId);
  const downloads = openDownloadLog(options.disk, options.stateDir, options.gameId);
  await downloads.write('committing', version, files);
  await finishCommit(options, downloads, root, { version, files });
}

/** Start-up: carries an interrupted commit through, and sweeps what an interrupted download has left. */
export async function recoverDownload(options: CommitOptions): Promise<void> {
  const root = path.join(options.gameDir, options.gameId);
  const downloads = openDownloadLog(options.disk, options.stateDir, options.gameId);
  const state = await downloads.read();
  if (state === null || (await options.disk.stat(root))?.kind !== 'directory') return;
  if (state.phase === 'committing') await finishCommit(options, downloads, root, state);
  else await sweepDownload(options, root);
}

/** Deletes the payload of a download that will not be finished; the game is as it was before. */
export async function sweepDownload({ disk, stateDir, gameId }: CommitOptions, root: string): Promise<void> {
  await discardPayload(disk, root);
  await openDownloadLog(disk, stateDir, gameId).clear();
  if ((await disk.stat(root))?.kind === 'directory' && (await disk.list(root)).length === 0)
    await disk.removeTree(root);
}

/** Every step may have been done already by a run that was cut off. */
async function finishCommit(
  { disk, log }: CommitOptions,
  downloads: DownloadLog,
  root: string,
  { version, files }: { version: GameVersion; files: GameFile[] },
): Promise<void> {
  const sentinel = path.join(root, sentinelName);
  const fresh = path.join(root, sentinelTempName);
  if ((await disk.stat(fresh)) !== null) {
    if ((await disk.stat(sentinel)) !== null) await disk.rename(sentinel, path.join(root, sentinelParkedName));
    await disk.syncDir(root);
    await moveIn(disk, root, files);
    await retireOldFiles(disk, root, await downloads.readBrought(), files, log);
    await disk.rename(fresh, sentinel);
    await disk.syncDir(root);
  }
  await downloads.writeBrought(version, files);
  await disk.removeFile(path.join(root, sentinelParkedName));
  await discardPayload(disk, root);
  await downloads.clear();
}

async function moveIn(disk: Disk, root: string, files: GameFile[]): Promise<void> {
  const touched = new Set<string>([root]);
  for (const file of files) {
    const from = path.join(payloadDir(root), file.path);
    if (file.path === sentinelName || (await disk.stat(from)) === null) continue;
    const to = path.join(root, file.path);
    await disk.makeDirs(path.dirname(to));
    await disk.rename(from, to);
    touched.add(path.dirname(to));
  }
  for (const dir of touched) await disk.syncDir(dir);
}

/**
 * Archives of the version before would be unpacked together with the new ones. What our last download brought is
 * deleted; an archive of unknown origin is the owner's, so it only gets another name.
 */
async function retireOldFiles(
  disk: Disk,
  root: string,
  before: { files: GameFile[] } | null,
  files: GameFile[],
  log: Log,
): Promise<void> {
  const kept = new Set(files.map((file) => file.path));
  for (const old of before?.files ?? []) {
    const target = path.join(root, old.path);
    const stat = kept.has(old.path) ? null : await disk.stat(target);
    if (stat?.kind === 'file' && stat.size === old.size) await disk.removeFile(target);
  }
  for (const name of await disk.list(root)) {
    if (!name.toLowerCase().endsWith(archiveSuffix) || kept.has(name)) continue;
    log('warn', `${name} in ${root} belongs to no known version; it is now called ${name}.old.`);
    await disk.rename(path.join(root, name), path.join(root, `${name}.old`));
  }
}

/** Nothing that stands in the way may be replaced by a file, and no link may lead the files elsewhere. */
export async function requireRoomFor(disk: Disk, root: string, files: GameFile[]): Promise<void> {
  for (const file of files) {
    const parts = file.path.split('/');
    for (let depth = 1; depth <= parts.length; depth++) {
      const target = path.join(root, ...parts.slice(0, depth));
      const wanted = depth === parts.length ? 'file' : 'directory';
      const stat = await disk.stat(target);
      if (stat === null) break;
      if (stat.kind !== wanted) {
        throw new PeerError(
          'disk-error',
          `${target} is in the way: a ${wanted} belongs there.`,
          'Move it away, then try again.',
        );
      }
    }
  }
}
