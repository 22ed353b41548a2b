// Turns a complete, synced payload into the game: files first, sentinel last, each by rename.
import path from 'node:path';
import type { GameFile, GameId, GameVersion } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Disk } from '../disk/disk.ts';
import { sentinelName, sentinelParkedName, sentinelTempName } from '../disk/names.ts';
import { noGamesInUse, type GamesInUse } from '../edge/games-in-use.ts';
import type { Log } from '../edge/log.ts';
import {
  findWhole,
  isSameList,
  readBegun,
  readStateHere,
  type PayloadPlace,
  type PayloadPlan,
} from './begin-payload.ts';
import { openDownloadLog, type BroughtFiles, type DownloadState } from './download-log.ts';
import { discardPayload, hasOwnPayload, payloadDir } from './payload-dir.ts';
import { syncNames } from './payload-files.ts';
import { retireOldFiles } from './retire-old-files.ts';

export interface CommitOptions {
  disk: Disk;
  gameDir: string;
  stateDir: string;
  gameId: GameId;
  /** A commit that was cut off is left alone as long as the game is being played. */
  inUse?: Pick<GamesInUse, 'tryClaim'>;
  log: Log;
}

/**
 * The payload of this plan is whole, synced and closed, and `requireRoomFor` found nothing in the way. Until the last
 * rename the game counts as not downloaded. Throws `bad-data`, with nothing changed, when a file is not as it was.
 */
export async function commitDownload(
  options: CommitOptions,
  plan: Pick<PayloadPlan, 'version' | 'files'>,
): Promise<void> {
  const place = placeOf(options);
  const begun = await readBegun(place);
  if (begun?.have.isFull !== true || begun.state.version !== plan.version || !isSameList(begun.state.files, plan.files))
    throw new PeerError('internal', `The download of ${options.gameId} is not complete.`);
  const state: DownloadState = { ...begun.state, phase: 'committing' };
  await requireWhole(place, state);
  await openDownloadLog(options.disk, options.stateDir, options.gameId).write(state);
  await finishCommit(options, state);
}

/**
 * Start-up: carries an interrupted commit through, keeps what can be gone on with, and sweeps the rest. Notes of a
 * payload that is not here are left alone: it may be in another games folder.
 */
export async function recoverDownload(options: CommitOptions): Promise<'nothing' | 'committed' | 'resumable'> {
  const { disk } = options;
  const place = placeOf(options);
  if ((await disk.stat(place.root))?.kind !== 'directory') return 'nothing';
  const state = await readStateHere(place);
  if (state?.phase === 'committing') return (await finishIfClosed(options, state)) ? 'committed' : 'nothing';
  if ((await readBegun(place)) !== null) return 'resumable';
  if (state !== null) await sweepDownload(options);
  else if (await hasOwnPayload(disk, place.root)) await discardAll(disk, place.root);
  return 'nothing';
}

/** Of a commit that was cut off, so that the next recovery carries it through; null when there is none. */
export async function committingVersion(options: CommitOptions): Promise<GameVersion | null> {
  const state = await readStateHere(placeOf(options));
  return state?.phase === 'committing' ? state.version : null;
}

/** Answers false where the game is being played, which leaves it to a later recovery. */
async function finishIfClosed(options: CommitOptions, state: DownloadState): Promise<boolean> {
  const release = (options.inUse ?? noGamesInUse).tryClaim(options.gameId);
  if (release === null) return false;
  try {
    await finishCommit(options, state);
    return true;
  } finally {
    release();
  }
}

/**
 * Deletes the payload of a download that is not wanted any more; the game is as it was before. Where the old version was
 * given up for it, the game is not downloaded any more. A commit that has begun is carried through instead.
 */
export async function sweepDownload(options: CommitOptions): Promise<void> {
  const { disk, stateDir, gameId } = options;
  const place = placeOf(options);
  const state = await readStateHere(place);
  if (state?.phase === 'committing') return void (await finishIfClosed(options, state));
  // First: a payload without a note is swept at the next start, a note without its payload would stay.
  if (state !== null) await openDownloadLog(disk, stateDir, gameId).clear();
  await discardAll(disk, place.root);
}

const placeOf = ({ disk, gameDir, stateDir, gameId }: CommitOptions): PayloadPlace => ({
  disk,
  root: path.join(gameDir, gameId),
  stateDir,
  gameId,
});

/** The parked sentinel is that of a version whose files were given up. */
async function discardAll(disk: Disk, root: string): Promise<void> {
  await disk.removeFile(path.join(root, sentinelParkedName));
  await discardPayload(disk, root);
  if ((await disk.stat(root))?.kind === 'directory' && (await disk.list(root)).length === 0)
    await disk.removeEmptyDir(root);
}

async function requireWhole({ disk, root, gameId }: PayloadPlace, { files, keep }: DownloadState): Promise<void> {
  const kept = new Set(keep);
  const [there, arrived] = [files.filter((file) => kept.has(file.path)), files.filter((file) => !kept.has(file.path))];
  const whole = (await findWhole(disk, root, there)).union(await findWhole(disk, payloadDir(root), arrived));
  const bad = files.find((file) => !whole.has(file.path));
  if (bad === undefined) return;
  const message = `${bad.path} of ${gameId} has changed while the rest was being downloaded.`;
  throw new PeerError('bad-data', message, 'Start the download again; only what is missing is fetched.');
}

/** Every step may have been done already by a run that was cut off. */
async function finishCommit(options: CommitOptions, state: DownloadState): Promise<void> {
  const { disk, stateDir, gameId } = options;
  const { root } = placeOf(options);
  const downloads = openDownloadLog(disk, stateDir, gameId);
  const before = await downloads.readBrought();
  const sentinel = path.join(root, sentinelName);
  const fresh = path.join(root, sentinelTempName);
  const arrived = path.join(payloadDir(root), sentinelName);
  if ((await disk.stat(arrived)) !== null) await disk.rename(arrived, fresh);
  if ((await disk.stat(fresh)) !== null) {
    if ((await disk.stat(sentinel)) !== null) await disk.rename(sentinel, path.join(root, sentinelParkedName));
    await disk.syncDir(root);
    await moveIn(disk, root, state);
    await retireOldFiles(options, root, before, state.files);
    await disk.rename(fresh, sentinel);
    await disk.syncDir(root);
  }
  await downloads.writeBrought(state.version, listBrought(before, state), state.manifestId);
  await disk.removeFile(path.join(root, sentinelParkedName));
  await downloads.clear();
  await discardPayload(disk, root);
}

/** What was right in the root already and no download of ours had brought stays the owner's. */
function listBrought(before: BroughtFiles | null, { files, keep }: DownloadState): GameFile[] {
  const owners = new Set(keep);
  for (const { path: name } of before?.files ?? []) owners.delete(name);
  return files.filter((file) => !owners.has(file.path));
}

async function moveIn(disk: Disk, root: string, { files, keep }: DownloadState): Promise<void> {
  const staying = new Set([sentinelName, ...keep]);
  const moving: GameFile[] = [];
  for (const file of files) {
    if (staying.has(file.path) || (await disk.stat(path.join(payloadDir(root), file.path))) === null) continue;
    moving.push(file);
    await disk.makeDirs(path.dirname(path.join(root, file.path)));
  }
  // A folder whose own name is lost would take with it what was moved into it.
  await syncNames(disk, root, moving);
  for (const file of moving) await disk.rename(path.join(payloadDir(root), file.path), path.join(root, file.path));
  await syncNames(disk, root, files);
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
