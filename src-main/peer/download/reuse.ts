// Finds what of a game is right on this disk already, so that only the rest is fetched: for updates and for repair.
import path from 'node:path';
import { subtle } from 'node:crypto';
import type { Disk, EntryStat } from '../disk/disk.ts';
import { sentinelName } from '../disk/names.ts';
import { regularFilesIn } from '../disk/regular-file.ts';
import { pieceHashes, type Manifest } from '../rules/manifest.ts';
import { cutIntoPieces, type Piece } from '../rules/pieces.ts';
import { matchPieces, piecesByFile, type PieceHasher } from './match-pieces.ts';
import type { Payload } from './payload.ts';

export interface Reuse {
  /** Files that are right as a whole: they stay where they are. */
  keep: string[];
  /** Pieces that are right in files that are not. */
  copy: number[];
}

export interface ReuseOptions {
  disk: Disk;
  hasher: PieceHasher;
  root: string;
  manifest: Manifest;
  signal: AbortSignal;
  onBytes?: (count: number) => void;
}

/** Reads every file of the game that is here in the right size. What cannot be read is not reused. */
export async function planReuse(options: ReuseOptions): Promise<Reuse> {
  const { disk, root, manifest, signal } = options;
  const reuse: Reuse = { keep: [], copy: [] };
  const lookUp = regularFilesIn(disk, root);
  if ((await disk.stat(root))?.kind !== 'directory') return reuse;
  const hashes = pieceHashes(manifest);
  const groups = piecesByFile(cutIntoPieces(manifest.files, manifest.pieceBytes));
  for (const [file, { path: name, size }] of manifest.files.entries()) {
    signal.throwIfAborted();
    const before = await lookUp(name);
    if (before?.size !== size) continue;
    const pieces = groups.get(file) ?? [];
    const right = await findRight(options, name, pieces, hashes);
    // The sentinel has to come anew, as the last: until then the game is not whole.
    const whole = right.length === pieces.length && name !== sentinelName;
    if (whole && isSame(before, await lookUp(name))) reuse.keep.push(name);
    else reuse.copy.push(...right);
  }
  return reuse;
}

async function findRight(
  { hasher, root, signal, onBytes }: ReuseOptions,
  name: string,
  pieces: readonly Piece[],
  hashes: readonly string[],
): Promise<number[]> {
  if (pieces.length === 0) return [];
  const file = path.join(root, name);
  return matchPieces({ hasher, file, pieces, hashes, signal, ...(onBytes ? { onBytes } : {}) });
}

const isSame = (one: EntryStat, other: EntryStat | null): boolean =>
  one.size === other?.size && one.mtimeMs === other.mtimeMs && one.inode === other.inode;

export interface CopyOptions {
  disk: Disk;
  root: string;
  manifest: Manifest;
  copy: readonly number[];
  payload: Pick<Payload, 'pieces' | 'have' | 'write'>;
  signal: AbortSignal;
  onBytes?: (count: number) => void;
}

/** What is not there any more, or not as it was, is left out. Throws when the payload cannot be written. */
export async function copyPieces(options: CopyOptions): Promise<void> {
  const { payload, copy, manifest } = options;
  const wanted = new Set(copy);
  const pieces = payload.pieces.filter(({ index }) => wanted.has(index) && !payload.have.has(index));
  const buffer = Buffer.allocUnsafeSlow(Math.max(0, ...pieces.map(({ length }) => length)));
  const hashes = pieceHashes(manifest);
  for (const [file, group] of piecesByFile(pieces)) {
    const name = manifest.files[file]?.path ?? '';
    await copyFromFile(options, name, group, hashes, buffer);
  }
}

async function copyFromFile(
  { disk, root, payload, signal, onBytes }: CopyOptions,
  name: string,
  pieces: readonly Piece[],
  hashes: readonly string[],
  buffer: Buffer<ArrayBuffer>,
): Promise<void> {
  if ((await regularFilesIn(disk, root)(name)) === null) return;
  const source = await disk.open(path.join(root, name), 'read').catch(() => null);
  if (source === null) return;
  try {
    for (const piece of pieces) {
      signal.throwIfAborted();
      const bytes = buffer.subarray(0, piece.length);
      const there = await source.readAt(bytes, piece.offset).catch(() => 0);
      onBytes?.(piece.length);
      if (there === piece.length && (await sha256(bytes)) === hashes[piece.index]) await payload.write(piece, bytes);
    }
  } finally {
    await source.close();
  }
}

/** Off this thread. */
const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  Buffer.from(await subtle.digest('SHA-256', bytes)).toString('hex');
