// Where the old and the new version do not fit side by side: what giving the old one up would free, and doing so.
import path from 'node:path';
import type { GameFile } from '../../../src-shared/game.ts';
import { bytesInWords, diskFullError, findShortage } from '../disk/free-space.ts';
import { reservedRootNames, sentinelName, sentinelParkedName } from '../disk/names.ts';
import { regularFilesIn } from '../disk/regular-file.ts';
import { cutIntoPieces } from '../rules/pieces.ts';
import { caseKey } from '../rules/safe-path.ts';
import { beginPayload, readEarlier, type PayloadPlace, type PayloadPlan } from './begin-payload.ts';
import { openDownloadLog } from './download-log.ts';
import { payloadDir } from './payload-dir.ts';

export interface InPlaceOptions extends PayloadPlace {
  plan: PayloadPlan;
}

/** Bytes that deleting what the new version replaces would free. */
export async function reclaimable(options: InPlaceOptions): Promise<number> {
  return (await findReplaced(options)).reduce((sum, { allocatedBytes }) => sum + allocatedBytes, 0);
}

/**
 * Deletes what the new version replaces: the game is not downloaded any more until the download is done, and there is no
 * way back. It is noted first, so that a run that is cut off in between goes on as a download without an old version.
 * What was deleted by an earlier run is no error.
 */
export async function freeInPlace(options: InPlaceOptions): Promise<void> {
  const { disk, root, plan } = options;
  await beginPayload(options, { ...plan, inPlace: true });
  const sentinel = path.join(root, sentinelName);
  if ((await disk.stat(sentinel))?.kind === 'file') await disk.rename(sentinel, path.join(root, sentinelParkedName));
  await disk.syncDir(root);
  const folders = new Set<string>();
  for (const { path: name } of await findReplaced(options)) {
    await disk.removeFile(path.join(root, name));
    folders.add(path.dirname(path.join(root, name)));
  }
  for (const folder of folders) await disk.syncDir(folder);
}

/**
 * Throws `disk-full` when what is still to be written does not fit: with a hint of replacing in place when that would
 * do, and only if even that does not do when it was chosen. The root exists; run it before any file is made.
 */
export async function requireSpace(options: InPlaceOptions): Promise<void> {
  const { disk, root, gameId, plan } = options;
  const left = await bytesToWrite(options);
  const shortage = left === 0 ? null : await findShortage(disk, root, left);
  if (shortage === null) return;
  const fitsInPlace = (await reclaimable(options)) >= shortage.missingBytes;
  if (fitsInPlace && plan.inPlace) return;
  const free = `Free at least ${bytesInWords(shortage.missingBytes)} on the disk of ${root}`;
  const hint = fitsInPlace
    ? `${free}, or replace the old version in place: then there is no way back to it.`
    : `${free}, then try again.`;
  throw diskFullError(shortage, `download ${gameId}`, hint);
}

/** Less what an earlier run of the same plan has written or set aside; not every volume keeps holes free. */
async function bytesToWrite(options: InPlaceOptions): Promise<number> {
  const { disk, root, plan } = options;
  const earlier = await readEarlier(options, plan);
  const lookUp = regularFilesIn(disk, payloadDir(root));
  const written = plan.files.map(() => 0);
  for (const { index, file, length } of cutIntoPieces(plan.files, plan.pieceBytes))
    if (earlier?.have.has(index) === true) written[file] = (written[file] ?? 0) + length;
  const kept = new Set(plan.keep);
  let left = 0;
  for (const [file, { path: name, size }] of plan.files.entries()) {
    if (kept.has(name)) continue;
    const stat = earlier === null ? null : await lookUp(name);
    if (stat?.size !== size) left += size;
    else left += size - Math.min(size, Math.max(written[file] ?? 0, stat.allocatedBytes));
  }
  return left;
}

/** Never anything else than these: what stands where a new file comes, and what our last download brought. */
async function findReplaced(options: InPlaceOptions): Promise<(GameFile & { allocatedBytes: number })[]> {
  const { disk, root, stateDir, gameId, plan } = options;
  const brought = await openDownloadLog(disk, stateDir, gameId).readBrought();
  const lookUp = regularFilesIn(disk, root);
  const taken = new Set([sentinelName, ...plan.keep].map(caseKey));
  const found: (GameFile & { allocatedBytes: number })[] = [];
  const consider = async (name: string, fits: (size: number) => boolean) => {
    if (taken.has(caseKey(name)) || isReserved(name)) return;
    const stat = await lookUp(name);
    if (stat === null || !fits(stat.size)) return;
    taken.add(caseKey(name));
    found.push({ path: name, size: stat.size, allocatedBytes: stat.allocatedBytes });
  };
  for (const { path: name } of plan.files) await consider(name, () => true);
  for (const { path: name, size } of brought?.files ?? []) await consider(name, (now) => now === size);
  return found;
}

const isReserved = (name: string) => reservedRootNames.includes(name.split('/', 1)[0]?.toLowerCase() ?? '');
