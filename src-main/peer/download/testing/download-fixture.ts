// A game in pieces, a place to download it to, and a download without a network.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Disk } from '../../disk/disk.ts';
import { realDisk } from '../../disk/real-disk.ts';
import type { Clock } from '../../edge/clock.ts';
import { holdClock } from '../../edge/testing/held-clock.ts';
import { manifestIdOf } from '../../library/manifest-id.ts';
import type { Manifest } from '../../rules/manifest.ts';
import { cutIntoPieces, type Piece } from '../../rules/pieces.ts';
import { commitDownload, recoverDownload, requireRoomFor } from '../commit-download.ts';
import { freeInPlace } from '../in-place.ts';
import type { PieceHasher } from '../match-pieces.ts';
import { openPayload, type Payload, type PayloadPlan } from '../payload.ts';
import { copyPieces, planReuse, type Reuse } from '../reuse.ts';

/** Contents by path. */
export type Files = Record<string, string>;

export const gameId = 'quux';
export const version = '20240101';

/** Syncs matter as steps; waiting for the device would only be slow. */
export const fastDisk: Disk = { ...realDisk, syncFile: async () => undefined, syncDir: async () => undefined };

export const never = new AbortController().signal;

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

export function manifestOf(files: Files, pieceBytes = 4): Manifest {
  const names = Object.keys(files).toSorted();
  const hashed = names.map((name) => {
    const bytes = Buffer.from(files[name] ?? '');
    const pieces = cutIntoPieces([{ path: name, size: bytes.length }], pieceBytes);
    return {
      path: name,
      size: bytes.length,
      pieces: pieces.map(({ offset, length }) => sha256(bytes.subarray(offset, offset + length))),
    };
  });
  return { gameId, version, pieceBytes, files: hashed };
}

export function planOf(manifest: Manifest, changes: Partial<PayloadPlan> = {}): PayloadPlan {
  const files = manifest.files.map(({ path: name, size }) => ({ path: name, size }));
  const { pieceBytes } = manifest;
  return {
    version,
    files,
    pieceBytes,
    manifest,
    manifestId: manifestIdOf(manifest),
    keep: [],
    inPlace: false,
    ...changes,
  };
}

export const piecesOf = ({ files, pieceBytes }: Manifest): Piece[] => cutIntoPieces(files, pieceBytes);

/** The bytes that a piece must have. */
export function bytesOf(files: Files, manifest: Manifest, { file, offset, length }: Piece): Uint8Array {
  return Buffer.from(files[manifest.files[file]?.path ?? ''] ?? '').subarray(offset, offset + length);
}

/** In this thread; as the real one, it reads past any fault of the `Disk`. */
export const fileHasher: PieceHasher = {
  hashPieces: async (file, ranges, { signal, onBytes }) => {
    signal.throwIfAborted();
    const bytes = await readFile(file);
    return ranges.map(({ offset, length }) => {
      onBytes?.(length);
      return offset + length > bytes.length ? '' : sha256(bytes.subarray(offset, offset + length));
    });
  },
};

export const placeIn = (disk: Disk, dir: string) => ({
  disk,
  gameDir: path.join(dir, 'games'),
  stateDir: path.join(dir, 'state'),
  gameId,
  log: () => {},
});

/** A fresh folder with an empty game root and an empty state folder. `name` tells whose it is. */
export async function makePlace(name: string): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), `lanspread-${name}-`));
  mkdirSync(rootIn(dir), { recursive: true });
  mkdirSync(path.join(dir, 'state'));
  return dir;
}

export const rootIn = (dir: string) => path.join(dir, 'games', gameId);

export const openIn = (
  disk: Disk,
  dir: string,
  plan: PayloadPlan,
  clock: Clock = holdClock().clock,
): Promise<Payload> => openPayload({ ...placeIn(disk, dir), plan, clock });

export function putFiles(dir: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    writeFileSync(path.join(dir, name), text);
  }
}

/** All regular files below a folder; nothing when it is missing. */
export function readTree(dir: string): Files {
  if (statSync(dir, { throwIfNoEntry: false }) === undefined) return {};
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name)).toSorted();
  return Object.fromEntries(files.map((file) => [path.relative(dir, file), readFileSync(file, 'utf8')]));
}

/** Pieces that count as here and are not what they have to be. */
export function wrongPieces(payload: Payload, files: Files, manifest: Manifest): number[] {
  const here = payload.pieces.filter(({ index }) => payload.have.has(index));
  return here
    .filter((piece) => {
      const file = payload.fileOf(manifest.files[piece.file]?.path ?? '');
      const bytes = readFileSync(file).subarray(piece.offset, piece.offset + piece.length);
      return !bytes.equals(bytesOf(files, manifest, piece));
    })
    .map(({ index }) => index);
}

export interface DownloadRun {
  disk: Disk;
  dir: string;
  files: Files;
  manifest: Manifest;
  inPlace: boolean;
  /** Stops, as when paused, after so many pieces have been written. */
  stopAfter?: number;
  /** Hears of the payload before anything is written. */
  onOpen?: (payload: Payload) => void;
}

const checkpointEvery = 3;

/** What a download does on disk from the first step to the last; answers what it found reusable. */
export async function runDownload(run: DownloadRun): Promise<Reuse> {
  const { disk, dir, manifest, inPlace } = run;
  const options = placeIn(disk, dir);
  const root = rootIn(dir);
  await recoverDownload(options);
  const reuse = await planReuse({ disk, hasher: fileHasher, root, manifest, signal: never });
  if ((await disk.stat(root)) === null) await disk.makeDir(root);
  const plan = planOf(manifest, { keep: reuse.keep, inPlace });
  await requireRoomFor(disk, root, plan.files);
  if (inPlace) await freeInPlace({ ...options, root, plan });
  const payload = await openIn(disk, dir, plan);
  try {
    run.onOpen?.(payload);
    await payload.settleDoubts(fileHasher, never);
    await copyPieces({ disk, root, manifest, copy: reuse.copy, payload, signal: never });
    if (!(await writeMissing(run, payload))) return reuse;
    await payload.sync();
  } finally {
    await payload.close();
  }
  await commitDownload(options, plan);
  return reuse;
}

/** Every other piece first, so that holes stay open. False when it was stopped. */
async function writeMissing(
  { files, manifest, stopAfter = Infinity }: DownloadRun,
  payload: Payload,
): Promise<boolean> {
  const order = [...payload.pieces].toSorted((a, b) => (a.index % 2) - (b.index % 2));
  const missing = order.filter(({ index }) => !payload.have.has(index));
  for (const [count, piece] of missing.entries()) {
    if (count >= stopAfter) return false;
    await payload.write(piece, bytesOf(files, manifest, piece));
    if (count % checkpointEvery === checkpointEvery - 1) await payload.checkpoint();
  }
  return true;
}
