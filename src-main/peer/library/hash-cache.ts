// The hashes of a game's files on disk, valid as long as the files look the same. Losing it costs hashing, nothing else.
import { z } from 'zod';
import type { GameId, GameVersion } from '../../../src-shared/game.ts';
import { writeFileAtomic } from '../disk/atomic-write.ts';
import type { Disk } from '../disk/disk.ts';
import { gameStatePaths, makeGameStateDir } from '../disk/state-dir.ts';
import type { Stamp } from './library-index.ts';
import { sealText, unsealText } from './sealed-text.ts';

const hexDigits = 64;

const stampedFile = z.object({ path: z.string(), size: z.number(), mtimeMs: z.number(), inode: z.number() });
const hashedGame = z.object({
  schema: z.literal(1),
  gameId: z.string(),
  version: z.string(),
  pieceBytes: z.number(),
  manifestId: z.string(),
  files: z.array(stampedFile),
});
const hashedFiles = z.object({
  schema: z.literal(1),
  gameId: z.string(),
  pieceBytes: z.number(),
  files: z.array(stampedFile.extend({ pieces: z.string() })),
});

/** A file and how it looked. */
export interface StampedFile extends Stamp {
  path: string;
}

/** A game that is hashed as a whole. Small, so that all games fit in memory. */
export interface HashedGame {
  version: GameVersion;
  pieceBytes: number;
  manifestId: string;
  /** Sorted by path. */
  files: StampedFile[];
}

/** SHA-256 of the file's pieces in hex, in order: of the first ones only when hashing was broken off. */
export interface HashedPieces extends StampedFile {
  pieces: string[];
}

export interface PieceCache {
  pieceBytes: number;
  files: HashedPieces[];
}

export interface HashCache {
  /** null when there is none, or a damaged one. */
  readGame: (gameId: GameId) => Promise<HashedGame | null>;
  /** null when there is none, or a damaged one. */
  readPieces: (gameId: GameId) => Promise<PieceCache | null>;
  writePieces: (gameId: GameId, cache: PieceCache) => Promise<void>;
  /** To be called after `writePieces`: what it names can be read back from then on. */
  writeGame: (gameId: GameId, game: HashedGame) => Promise<void>;
  /** Nothing of the game counts as hashed any more. */
  forget: (gameId: GameId) => Promise<void>;
}

/** Writing fails with the disk's own errors. */
export function openHashCache(disk: Disk, stateDir: string): HashCache {
  const pathsOf = (gameId: GameId) => gameStatePaths(stateDir, gameId);
  const save = async (gameId: GameId, file: string, data: object) => {
    await makeGameStateDir(disk, stateDir, gameId);
    await writeFileAtomic(disk, file, sealText(JSON.stringify({ schema: 1, gameId, ...data })));
  };
  return {
    readGame: async (gameId) => readSealed(disk, pathsOf(gameId).hashedFiles, hashedGame, gameId),
    readPieces: async (gameId) => {
      const read = await readSealed(disk, pathsOf(gameId).pieceHashes, hashedFiles, gameId);
      if (read === null) return null;
      const files = read.files.map((file) => ({ ...file, pieces: unpackHashes(file.pieces) }));
      return { pieceBytes: read.pieceBytes, files };
    },
    writePieces: async (gameId, { pieceBytes, files }) => {
      const packed = files.map((file) => ({ ...file, pieces: packHashes(file.pieces) }));
      await save(gameId, pathsOf(gameId).pieceHashes, { pieceBytes, files: packed });
    },
    writeGame: async (gameId, game) => save(gameId, pathsOf(gameId).hashedFiles, game),
    forget: async (gameId) => {
      await disk.removeFile(pathsOf(gameId).hashedFiles);
      await disk.removeFile(pathsOf(gameId).pieceHashes);
    },
  };
}

async function readSealed<T extends { gameId: string }>(
  disk: Disk,
  file: string,
  schema: z.ZodType<T>,
  gameId: GameId,
): Promise<T | null> {
  try {
    const body = unsealText(await disk.readText(file));
    const parsed = body === null ? null : schema.parse(JSON.parse(body));
    return parsed?.gameId === gameId ? parsed : null;
  } catch {
    return null;
  }
}

/** A third smaller than hex. */
const packHashes = (hashes: readonly string[]) => Buffer.from(hashes.join(''), 'hex').toString('base64');

function unpackHashes(packed: string): string[] {
  const hex = Buffer.from(packed, 'base64').toString('hex');
  return Array.from({ length: hex.length / hexDigits }, (_, index) =>
    hex.slice(index * hexDigits, (index + 1) * hexDigits),
  );
}
