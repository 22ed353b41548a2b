// The games of the scenarios: what the catalog lists, and what it does not.
import { open } from 'node:fs/promises';
import type { CatalogGame } from '../../src-shared/game.ts';
import { seededData } from '../game-fixtures.ts';

/** What the catalog expects of every game. */
export const version = '20250101';
export const olderVersion = '20240101';

export const mebibyte = 2 ** 20;

const entry = (id: string): CatalogGame => ({ id, title: `Game ${id}`, version });

/** The catalog that peers share unless a scenario says otherwise. */
export const listedGames: CatalogGame[] = ['alpha', 'bravo', 'charlie', 'delta'].map(entry);

/** A game that this catalog does not list. */
export const unlistedGame: CatalogGame = entry('stranger');

/** Writes a file of `size` bytes that follow from the seed. */
export async function writeSeededFile(path: string, seed: string, size: number): Promise<void> {
  const { fill } = seededData(seed, size);
  const file = await open(path, 'w');
  try {
    for (let offset = 0; offset < size; offset += mebibyte) {
      await file.writeFile(fill(offset, Math.min(mebibyte, size - offset)));
    }
  } finally {
    await file.close();
  }
}
