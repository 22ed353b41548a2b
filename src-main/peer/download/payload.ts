// The partial files of a download, in a directory of their own, so that what was there stays whole until the commit.
import path from 'node:path';
import type { GameFile, GameId, GameVersion } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Disk } from '../disk/disk.ts';
import type { Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import { pieceHashes, type Manifest } from '../rules/manifest.ts';
import type { PieceSet } from '../rules/piece-set.ts';
import { cutIntoPieces, type Piece } from '../rules/pieces.ts';
import {
  beginPayload,
  encodePieces,
  isSameList,
  readBegun,
  type BegunPayload,
  type PayloadPlan,
} from './begin-payload.ts';
import { createCheckpoints } from './checkpoints.ts';
import { openDownloadLog } from './download-log.ts';
import type { PieceHasher } from './match-pieces.ts';
import { makeSparseFiles, removeStrays, syncNames } from './payload-files.ts';
import { payloadDir } from './payload-dir.ts';
import { createPieceWriter } from './piece-writer.ts';
import { settleDoubts, type SettledDoubts } from './settle-doubts.ts';

export type { PayloadPlan } from './begin-payload.ts';

export interface Payload {
  /** Pieces that are here and count; those of kept files among them. Changes while it runs. */
  readonly have: PieceSet;
  readonly pieces: readonly Piece[];
  readonly pieceBytes: number;
  /** null as long as only sizes can be checked. */
  readonly manifest: Manifest | null;
  /** Pieces that are on disk and were not checked against this manifest: each has to be accepted, dropped or written. */
  readonly doubtful: readonly number[];
  /**
   * Adds the piece to `have` once the system has its bytes; one that is there is not written again. `checked`: by its
   * hash; otherwise it becomes doubtful as soon as hashes are known. Also throws what an earlier sync has failed with.
   */
  write: (piece: Piece, bytes: Uint8Array, checked?: boolean) => Promise<void>;
  /** A doubtful piece turned out right. */
  accept: (index: number) => void;
  /** A piece turned out wrong. Answers all that are gone with it: of a kept file, every one. */
  drop: (index: number) => Promise<number[]>;
  /** A download whose pieces were checked by size only goes on with hashes: what is here becomes doubtful. */
  adopt: (manifest: Manifest, manifestId: string) => Promise<void>;
  /** Hashes what is doubtful; accepts what is right and drops what is wrong. */
  settleDoubts: (hasher: PieceHasher, signal: AbortSignal) => Promise<SettledDoubts>;
  /** Absolute, where the bytes of this file are now. */
  fileOf: (path: string) => string;
  /** Brings what was written to the disk, then notes it. */
  checkpoint: () => Promise<void>;
  /** Ready for the commit: every piece is here and on disk. Nothing is written after it. */
  sync: () => Promise<void>;
  /** Notes as much as possible and gives the open files back; everything stays. Never throws. */
  close: () => Promise<void>;
}

export interface OpenPayload {
  disk: Disk;
  gameDir: string;
  stateDir: string;
  gameId: GameId;
  plan: PayloadPlan;
  clock: Clock;
  log: Log;
}

/** Goes on with what an earlier run of the same plan has left, or starts anew. The game root exists. */
export async function openPayload(options: OpenPayload): Promise<Payload> {
  const { disk, gameDir, gameId, plan } = options;
  const root = path.join(gameDir, gameId);
  const dir = payloadDir(root);
  const begun = await beginPayload({ ...options, root }, plan);
  const keep = new Set(begun.state.keep);
  if (begun.resumed) await removeStrays(disk, dir, begun.state.keep);
  await makeSparseFiles(disk, dir, begun.missing);
  const inPayload = plan.files.filter((file) => !keep.has(file.path));
  await syncNames(disk, dir, inPayload);
  return createPayload(options, root, begun);
}

export interface Resumable {
  version: GameVersion;
  manifestId: string | null;
  /** null also when it is damaged. */
  manifest: Manifest | null;
  files: GameFile[];
  keep: string[];
  inPlace: boolean;
  have: PieceSet;
  haveBytes: number;
}

/** What an earlier run has noted; null when there is nothing to go on with. Looks at no file of it. */
export async function readResumable(
  options: Pick<OpenPayload, 'disk' | 'gameDir' | 'stateDir' | 'gameId'>,
): Promise<Resumable | null> {
  const { disk, gameDir, stateDir, gameId } = options;
  const begun = await readBegun({ disk, root: path.join(gameDir, gameId), stateDir, gameId });
  if (begun === null) return null;
  const { have, state } = begun;
  const { version, manifestId, files, keep, inPlace } = state;
  const pieces = cutIntoPieces(files, state.pieceBytes);
  const haveBytes = pieces.reduce((sum, { index, length }) => sum + (have.has(index) ? length : 0), 0);
  const manifest = manifestId === null ? null : await openDownloadLog(disk, stateDir, gameId).readManifest(manifestId);
  return { version, manifestId, manifest, files, keep, inPlace, have, haveBytes };
}

function createPayload(options: OpenPayload, root: string, begun: BegunPayload): Payload {
  const { disk, stateDir, gameId, plan, clock, log } = options;
  const { state, pieces, have: synced, doubtful } = begun;
  const dir = payloadDir(root);
  const keep = new Set(state.keep);
  const downloads = openDownloadLog(disk, stateDir, gameId);
  const writer = createPieceWriter(disk);
  const have = synced.copy();
  for (const index of doubtful) have.delete(index);
  let { manifest, manifestId } = plan;
  let hashed = manifest !== null;
  let ended = false;
  const writing = new Map<number, Promise<void>>();

  const save = () =>
    downloads.write({
      ...state,
      // As long as anything is in doubt the next run has to look at it too.
      manifestId: doubtful.size > 0 ? null : manifestId,
      have: encodePieces(synced),
      keep: [...keep],
    });
  const checkpoints = createCheckpoints({ writer, synced, save, clock });

  const fileOfPiece = ({ file }: Piece): GameFile => {
    const found = plan.files[file];
    if (found === undefined) throw new RangeError(`no file ${file}`);
    return found;
  };
  const fileOf = (name: string) => path.join(keep.has(name) ? root : dir, name);

  const leaveDoubt = (index: number) => {
    if (doubtful.delete(index) && doubtful.size === 0) checkpoints.noteChange();
  };

  const write: Payload['write'] = async (piece, bytes, checked = true) => {
    if (bytes.length !== piece.length) throw new RangeError(`${bytes.length} bytes for a piece of ${piece.length}`);
    // Bytes that were not checked must never come after checked ones.
    while (writing.has(piece.index)) await writing.get(piece.index)?.catch(() => undefined);
    if (ended) throw new Error(`the payload of ${gameId} is closed`);
    checkpoints.throwFailure();
    // Nor does it help to replace bytes in doubt by others, least of all while they are being hashed.
    if (have.has(piece.index) || (!checked && doubtful.has(piece.index))) return;
    const done = writeNow(piece, bytes, checked);
    writing.set(piece.index, done);
    await done.finally(() => writing.delete(piece.index));
  };

  const writeNow = async (piece: Piece, bytes: Uint8Array, checked: boolean): Promise<void> => {
    await writer.write(fileOf(fileOfPiece(piece).path), bytes, piece.offset);
    // Hashes may have become known while it was written.
    if (checked || !hashed) {
      leaveDoubt(piece.index);
      have.add(piece.index);
    } else doubtful.add(piece.index);
    checkpoints.noteWritten(piece.index, bytes.length);
  };

  const dropAll = async (indexes: readonly number[]): Promise<number[]> => {
    const demoted = new Set<GameFile>();
    for (const index of indexes) {
      const file = fileOfPiece(pieces[index] as Piece);
      if (keep.delete(file.path)) demoted.add(file);
    }
    const asked = new Set(indexes);
    const gone = pieces.filter((piece) => asked.has(piece.index) || demoted.has(fileOfPiece(piece)));
    for (const { index } of gone) {
      doubtful.delete(index);
      have.delete(index);
    }
    const lost = gone.map(({ index }) => index);
    // Noted first: an empty file of the right length must never count as the one that was kept.
    await checkpoints.forget(lost);
    await makeSparseFiles(disk, dir, [...demoted]);
    await syncNames(disk, dir, [...demoted]);
    return lost;
  };

  const adopt: Payload['adopt'] = async (given, givenId) => {
    if (!isSameList(given.files, plan.files) || given.pieceBytes !== plan.pieceBytes)
      throw new RangeError(`the hashes of ${gameId} are of other files`);
    hashed = true;
    for (const { index } of pieces) if (have.delete(index)) doubtful.add(index);
    await downloads.writeManifest(given);
    manifest = given;
    manifestId = givenId;
    checkpoints.noteChange();
  };

  const accept = (index: number) => {
    if (!doubtful.has(index)) return;
    have.add(index);
    leaveDoubt(index);
  };

  const finish = async (): Promise<void> => {
    ended = true;
    checkpoints.stop();
    await writer.settle();
    await checkpoints.now();
  };

  return {
    have,
    pieces,
    pieceBytes: plan.pieceBytes,
    get manifest() {
      return manifest;
    },
    get doubtful() {
      return [...doubtful];
    },
    write,
    accept,
    drop: (index) => dropAll([index]),
    adopt,
    settleDoubts: (hasher, signal) => {
      const fileOfIndex = (piece: Piece) => fileOf(fileOfPiece(piece).path);
      const hashes = () => (manifest === null ? null : pieceHashes(manifest));
      const doubts = { doubtful, pieces, hashes, fileOf: fileOfIndex, settle: writer.settle, accept, drop: dropAll };
      return settleDoubts(doubts, hasher, signal);
    },
    fileOf,
    checkpoint: checkpoints.now,
    sync: async () => {
      await finish();
      await writer.close();
      checkpoints.throwFailure();
      if (!have.isFull)
        throw new PeerError('internal', `Only ${have.count} of ${have.size} pieces of ${gameId} are here.`);
    },
    close: async () => {
      const warn = (error: unknown) =>
        log('warn', `the last pieces of ${gameId} may be fetched again: ${String(error)}`);
      await finish().catch(warn);
      await writer.close().catch(() => undefined);
    },
  };
}
