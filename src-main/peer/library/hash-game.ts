// Hashes one game, file by file; what is done is kept on disk, so that nothing has to be read twice.
import path from 'node:path';
import type { GameId, GameVersion } from '../../../src-shared/game.ts';
import type { Disk } from '../disk/disk.ts';
import type { Manifest } from '../rules/manifest.ts';
import { cutIntoPieces, pieceBytesFor } from '../rules/pieces.ts';
import type { HashCache, HashedGame, HashedPieces, PieceCache, StampedFile } from './hash-cache.ts';
import type { ByteRange } from './hash-worker.ts';
import type { Hasher } from './hasher.ts';
import { sumBytes } from './list-game-files.ts';
import { manifestIdOf } from './manifest-id.ts';
import { isSameFile, isSameSurvey, surveyGame } from './survey-game.ts';

/** At most this much is read in vain when hashing is broken off, */
const batchBytes = 32 * 2 ** 20;
/** and this when the power fails. */
const saveEveryBytes = 2 ** 30;

export interface HashGameOptions {
  disk: Disk;
  hasher: Hasher;
  cache: HashCache;
  gameDir: string;
  gameId: GameId;
  version: GameVersion;
  /** As surveyed just before. */
  files: readonly StampedFile[];
  /** Somebody else may be changing the game and what is remembered of it: nothing is written then. */
  isBusy: () => boolean;
  signal: AbortSignal;
  /** Bytes known by hash since the last call, read now or remembered. */
  onBytes: (count: number) => void;
}

/**
 * The game as it was surveyed, stored; null when it has changed meanwhile. Rejects with the system's errors and the
 * signal's reason.
 */
export async function hashGame(options: HashGameOptions): Promise<HashedGame | null> {
  const { disk, cache, gameId, version, files, isBusy, signal } = options;
  const pieceBytes = pieceBytesFor(sumBytes(files));
  const hashed: PieceCache = { pieceBytes, files: await recallHashes(cache, gameId, files, pieceBytes) };
  options.onBytes(hashed.files.reduce((sum, file) => sum + hashedBytes(file, pieceBytes), 0));
  const isWhole = await hashFiles(options, hashed);
  const isSame = isWhole && isSameSurvey(await surveyGame(disk, path.join(options.gameDir, gameId)), files);
  signal.throwIfAborted();
  if (isBusy()) return null;
  await cache.writePieces(gameId, hashed);
  if (!isSame) return null;
  const manifestId = manifestIdOf(toManifest(gameId, version, hashed));
  const game: HashedGame = { version, pieceBytes, manifestId, files: [...files] };
  await cache.writeGame(gameId, game);
  return game;
}

export function toManifest(gameId: GameId, version: GameVersion, { pieceBytes, files }: PieceCache): Manifest {
  return { gameId, version, pieceBytes, files: files.map(({ path, size, pieces }) => ({ path, size, pieces })) };
}

const hashedBytes = ({ size, pieces }: HashedPieces, pieceBytes: number) => Math.min(size, pieces.length * pieceBytes);

/** What is remembered of those files that still look the same. */
async function recallHashes(
  cache: HashCache,
  gameId: GameId,
  files: readonly StampedFile[],
  pieceBytes: number,
): Promise<HashedPieces[]> {
  const known = await cache.readPieces(gameId);
  const byPath = new Map(known?.pieceBytes === pieceBytes ? known.files.map((file) => [file.path, file]) : []);
  return files.map((file) => {
    const before = byPath.get(file.path);
    return { ...file, pieces: before !== undefined && isSameFile(before, file) ? before.pieces : [] };
  });
}

/** Adds the missing hashes; false when a file has become shorter. What is done is kept when it cannot go on. */
async function hashFiles(options: HashGameOptions, hashed: PieceCache): Promise<boolean> {
  const { cache, gameId, isBusy } = options;
  let unsavedBytes = 0;
  const save = async () => {
    if (unsavedBytes > 0 && !isBusy()) await cache.writePieces(gameId, hashed);
    unsavedBytes = 0;
  };
  try {
    for (const file of hashed.files) {
      for (const batch of missingBatches(file, hashed.pieceBytes)) {
        const hashes = await hashBatch(options, file, batch);
        if (hashes.includes('')) return false;
        file.pieces.push(...hashes);
        unsavedBytes += sumLengths(batch);
        if (unsavedBytes >= saveEveryBytes) await save();
      }
    }
  } catch (error) {
    // Why hashing ended matters more than that it could not be kept.
    await save().catch(() => undefined);
    throw error;
  }
  return true;
}

async function hashBatch(
  { hasher, gameDir, gameId, signal, onBytes }: HashGameOptions,
  file: HashedPieces,
  batch: readonly ByteRange[],
): Promise<string[]> {
  return hasher.hashPieces(path.join(gameDir, gameId, file.path), batch, { signal, urgent: false, onBytes });
}

function missingBatches(file: HashedPieces, pieceBytes: number): ByteRange[][] {
  const pieces = cutIntoPieces([file], pieceBytes).slice(file.pieces.length);
  const ranges = pieces.map(({ offset, length }) => ({ offset, length }));
  const perBatch = Math.max(1, Math.floor(batchBytes / pieceBytes));
  const count = Math.ceil(ranges.length / perBatch);
  return Array.from({ length: count }, (_, index) => ranges.slice(index * perBatch, (index + 1) * perBatch));
}

const sumLengths = (ranges: readonly ByteRange[]) => ranges.reduce((sum, { length }) => sum + length, 0);
