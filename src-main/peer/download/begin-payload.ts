// Decides what of an earlier run can be gone on with, and notes the download before anything of it is on disk.
import path from 'node:path';
import type { GameFile, GameId, GameVersion } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Disk } from '../disk/disk.ts';
import { mapLimited } from '../disk/map-limited.ts';
import { sentinelName } from '../disk/names.ts';
import { regularFilesIn } from '../disk/regular-file.ts';
import { carryPieces } from '../rules/carry-pieces.ts';
import type { Manifest } from '../rules/manifest.ts';
import { PieceSet } from '../rules/piece-set.ts';
import { cutIntoPieces, type Piece } from '../rules/pieces.ts';
import { openDownloadLog, type DownloadState } from './download-log.ts';
import { makePayloadDir, payloadDir, readPayloadId } from './payload-dir.ts';

const statsAtOnce = 8;

export interface PayloadPlan {
  version: GameVersion;
  files: GameFile[];
  pieceBytes: number;
  /** null together with `manifestId`: only sizes can be checked. Its files are `files`, in the same order. */
  manifest: Manifest | null;
  manifestId: string | null;
  /** Files that are right in the game root already: they stay there. */
  keep: readonly string[];
  /** The player gave the old version up, so that its space can be used. */
  inPlace: boolean;
}

export interface PayloadPlace {
  disk: Disk;
  root: string;
  stateDir: string;
  gameId: GameId;
}

export interface BegunPayload {
  /** As it is noted now. */
  state: DownloadState;
  pieces: readonly Piece[];
  /** What is on disk for sure, as `state.have`. */
  have: PieceSet;
  /** Among `have`: checked against other hashes than the plan's, or none. */
  doubtful: Set<number>;
  /** Files that are not in the payload yet. */
  missing: GameFile[];
  /** Whether the payload was there before. */
  resumed: boolean;
}

/** The note of the download whose payload is here; null when there is none. */
export async function readStateHere({ disk, root, stateDir, gameId }: PayloadPlace): Promise<DownloadState | null> {
  const state = await openDownloadLog(disk, stateDir, gameId).read();
  if (state === null || state.payloadId === '') return state;
  return (await readPayloadId(disk, root)) === state.payloadId ? state : null;
}

/** The same of a download that can be gone on with: not one that is being committed. */
export async function readBegun(place: PayloadPlace): Promise<{ state: DownloadState; have: PieceSet } | null> {
  const state = await readStateHere(place);
  if (state === null || state.payloadId === '' || state.phase !== 'downloading') return null;
  const have = readPieces(state);
  return have === null ? null : { state, have };
}

/** null when the note contradicts itself. */
function readPieces({ files, pieceBytes, have }: DownloadState): PieceSet | null {
  try {
    return new PieceSet(cutIntoPieces(files, pieceBytes).length, Buffer.from(have, 'base64'));
  } catch {
    return null;
  }
}

export interface EarlierRun {
  state: DownloadState;
  /** As the plan cuts its files. */
  have: PieceSet;
}

/**
 * What of an earlier run counts for this plan: of other files than the plan's, those that both have. Null when nothing
 * does. Hashes that are not known any more cannot be trusted, nor checked again.
 */
export async function readEarlier(place: PayloadPlace, plan: PayloadPlan): Promise<EarlierRun | null> {
  const found = await readBegun(place);
  if (found === null || found.state.version !== plan.version) return null;
  const { state, have } = found;
  if (state.manifestId !== null && plan.manifestId === null) return null;
  return { state, have: carryPieces({ files: state.files, pieceBytes: state.pieceBytes, have }, plan) };
}

export const isSameList = (one: readonly GameFile[], other: readonly GameFile[]): boolean =>
  one.length === other.length &&
  one.every(({ path, size }, index) => path === other[index]?.path && size === other[index].size);

/**
 * Goes on with the payload of an earlier run as far as its files are the plan's; any other of ours is deleted. A piece
 * counts as here only as long as its file looks as it did. The note is on disk before any file is made anew, so it never
 * says more than there is.
 */
export async function beginPayload(place: PayloadPlace, plan: PayloadPlan): Promise<BegunPayload> {
  const { disk, root, stateDir, gameId } = place;
  if (plan.manifest !== null && !isSameList(plan.manifest.files, plan.files))
    throw new RangeError(`the hashes of ${gameId} are of other files`);
  if ((await readStateHere(place))?.phase === 'committing')
    throw new PeerError('internal', `The commit of ${gameId} has to be carried through first.`);
  const earlier = await readEarlier(place, plan);
  const payloadId = earlier?.state.payloadId ?? (await makePayloadDir(disk, root));
  const keep = await findKept(disk, root, plan);
  const intact = earlier === null ? new Set<string>() : await findIntact(disk, root, earlier.state, plan);
  if (earlier !== null) await removeUnplanned(disk, root, earlier.state, plan);
  const pieces = cutIntoPieces(plan.files, plan.pieceBytes);

  const have = new PieceSet(pieces.length);
  const doubtful = new Set<number>();
  for (const { index, file } of pieces) {
    const name = plan.files[file]?.path ?? '';
    if (keep.has(name)) have.add(index);
    else if (earlier?.have.has(index) === true && intact.has(name)) {
      have.add(index);
      if (earlier.state.manifestId !== plan.manifestId) doubtful.add(index);
    }
  }
  const state: DownloadState = {
    schema: 2,
    gameId,
    version: plan.version,
    phase: 'downloading',
    manifestId: doubtful.size > 0 ? null : plan.manifestId,
    pieceBytes: plan.pieceBytes,
    files: plan.files.map(({ path, size }) => ({ path, size })),
    have: encodePieces(have),
    inPlace: plan.inPlace || (earlier?.state.inPlace ?? false),
    keep: [...keep],
    payloadId,
  };
  const downloads = openDownloadLog(disk, stateDir, gameId);
  if (plan.manifest !== null && (await downloads.readManifest(plan.manifestId ?? '')) === null)
    await downloads.writeManifest(plan.manifest);
  await downloads.write(state);
  const missing = plan.files.filter(({ path }) => !keep.has(path) && !intact.has(path));
  return { state, pieces, have, doubtful, missing, resumed: earlier !== null };
}

export const encodePieces = (set: PieceSet): string => Buffer.from(set.bytes).toString('base64');

/** The sentinel is never kept: it has to be the last that comes. */
async function findKept(disk: Disk, root: string, plan: PayloadPlan): Promise<Set<string>> {
  const wanted = new Set(plan.keep);
  wanted.delete(sentinelName);
  return findWhole(
    disk,
    root,
    plan.files.filter(({ path }) => wanted.has(path)),
  );
}

/** Files of the payload that are as long as they have to be. What was kept in the root before has nothing in it. */
async function findIntact(
  disk: Disk,
  root: string,
  { files, keep }: DownloadState,
  plan: PayloadPlan,
): Promise<Set<string>> {
  const kept = new Set(keep);
  const planned = new Map(plan.files.map(({ path, size }) => [path, size]));
  const wanted = files.filter(({ path, size }) => !kept.has(path) && planned.get(path) === size);
  return findWhole(disk, payloadDir(root), wanted);
}

/** What the plan does not want would stand in its way where it needs a folder. */
async function removeUnplanned(disk: Disk, root: string, { files }: DownloadState, plan: PayloadPlan): Promise<void> {
  const planned = new Set(plan.files.map(({ path }) => path));
  const unplanned = files.filter(({ path }) => !planned.has(path));
  const lookUp = regularFilesIn(disk, payloadDir(root));
  for (const { path: name } of unplanned)
    if ((await lookUp(name)) !== null) await disk.removeFile(path.join(payloadDir(root), name));
}

/** Which of these are regular files of the right size, reached through no link. */
export async function findWhole(disk: Disk, folder: string, files: readonly GameFile[]): Promise<Set<string>> {
  const lookUp = regularFilesIn(disk, folder);
  const whole = await mapLimited(files, statsAtOnce, async ({ path, size }) => (await lookUp(path))?.size === size);
  return new Set(files.filter((_file, index) => whole[index]).map(({ path }) => path));
}
