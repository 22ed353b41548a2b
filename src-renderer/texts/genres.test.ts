// German genres: all of the bundled catalog, and what is unknown stays.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { germanGenre } from './genres.ts';

const { games } = JSON.parse(readFileSync(`${import.meta.dirname}/../../catalog/catalog.json`, 'utf8')) as {
  games: { genre?: string }[];
};
/** Germans say the same. */
const same = new Set(['Action', 'Sandbox', 'Shooter']);

it('has every genre of the bundled catalog', () => {
  const genres = new Set(games.flatMap(({ genre }) => (genre === undefined ? [] : [genre])));
  expect(genres.size).toBeGreaterThan(10);
  expect([...genres].filter((genre) => germanGenre(genre) === genre && !same.has(genre))).toEqual([]);
});

it('leaves a genre alone that it does not know', () => {
  expect(germanGenre('Real-time strategy')).toBe('Echtzeitstrategie');
  expect(germanGenre('Idle clicker')).toBe('Idle clicker');
});
