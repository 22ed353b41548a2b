import { expect, it } from 'vitest';
import { PieceSet } from '../rules/piece-set.ts';
import { createPartialGames, type PartialGame } from './partial-games.ts';

const makeGame = (gameId: string, manifestId = 'a'): PartialGame => ({
  gameId,
  version: '20240101',
  manifestId,
  manifest: { gameId, version: '20240101', pieceBytes: 1, files: [] },
  pieces: [],
  totalBytes: 0,
  have: new PieceSet(0),
  fileOf: (path) => path,
  onAdded: () => () => {},
});

it('shows what is shared until it is taken back, and tells of both', () => {
  const changes: string[] = [];
  const games = createPartialGames((gameId) => {
    changes.push(`${gameId} ${games.get(gameId) === null ? 'gone' : 'there'}`);
  });
  const quux = makeGame('quux');
  const takeBack = games.share(quux);
  games.share(makeGame('zork'));
  expect(games.get('quux')).toBe(quux);
  expect(games.all().map(({ gameId }) => gameId)).toEqual(['quux', 'zork']);
  takeBack();
  takeBack();
  expect(games.get('quux')).toBeNull();
  expect(changes).toEqual(['quux there', 'zork there', 'quux gone']);
});

it('lets a newer share replace an older one, which can no longer be taken back', () => {
  const changes: string[] = [];
  const games = createPartialGames((gameId) => changes.push(gameId));
  const [older, newer] = [makeGame('quux', 'a'), makeGame('quux', 'b')];
  const takeBackOlder = games.share(older);
  const ended: string[] = [];
  games.onTakenBack(older, () => ended.push('older'));
  const takeBackNewer = games.share(newer);
  games.onTakenBack(newer, () => ended.push('newer'));
  expect(ended).toEqual(['older']);
  takeBackOlder();
  expect(games.get('quux')).toBe(newer);
  takeBackNewer();
  expect(ended).toEqual(['older', 'newer']);
  expect(changes).toEqual(['quux', 'quux', 'quux']);
});

it('tells at once of what is not shared, and nothing to who has left', () => {
  const games = createPartialGames(() => {});
  const ended: string[] = [];
  const quux = makeGame('quux');
  games.onTakenBack(quux, () => ended.push('not shared'));
  const takeBack = games.share(quux);
  games.onTakenBack(quux, () => ended.push('left'))();
  takeBack();
  expect(ended).toEqual(['not shared']);
});
