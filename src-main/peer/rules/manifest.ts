// What a game consists of, hash by hash. Two peers with the same manifest hold the same bytes.
import type { GameFile, GameId, GameVersion } from '../../../src-shared/game.ts';

/** `pieces`: SHA-256 of each piece in hex, in order; none for an empty file. */
export interface HashedFile extends GameFile {
  pieces: string[];
}

export interface Manifest {
  gameId: GameId;
  version: GameVersion;
  /** As `pieceBytesFor` gives for the whole game. */
  pieceBytes: number;
  /** Sorted by path, by code unit. */
  files: HashedFile[];
}

/** The one text whose SHA-256 is the manifest's id. */
export function canonicalManifest({ gameId, version, pieceBytes, files }: Manifest): string {
  const rows = files.map(({ path, size, pieces }) => [path, size, pieces]);
  return JSON.stringify(['lanspread manifest 1', gameId, version, pieceBytes, rows]);
}

/** Hashes of all pieces of the game, in the order of `cutIntoPieces`. */
export const pieceHashes = ({ files }: Manifest): string[] => files.flatMap(({ pieces }) => pieces);
