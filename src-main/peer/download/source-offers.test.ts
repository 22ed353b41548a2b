import { expect, it } from 'vitest';
import type { GameSummary } from '../rules/game-summary.ts';
import { cutIntoPieces } from '../rules/pieces.ts';
import { findOffers, findUnasked, type OfferOptions } from './source-offers.ts';

const version = '20240101';
const files = [
  { path: 'a.eti', size: 10 },
  { path: 'b.eti', size: 6 },
];
const [agreed, other] = ['a'.repeat(64), 'b'.repeat(64)];

function options(room: Record<string, Partial<GameSummary>>, more: Partial<OfferOptions> = {}): OfferOptions {
  const of = (state: string) => Object.keys(room).filter((peerId) => (room[peerId]?.state ?? 'serving') === state);
  const manifestId = (peerId: string) => room[peerId]?.manifestId ?? null;
  return {
    registry: { sources: () => of('serving'), partials: () => of('partial'), manifestId },
    gameId: 'quux',
    version,
    files,
    pieces: cutIntoPieces(files, 4),
    manifestId: agreed,
    said: new Map(),
    swarm: true,
    ...more,
  };
}

const list = (from: OfferOptions) =>
  [...findOffers(from)].map(([peerId, offer]) => [peerId, offer.kind === 'complete' ? offer.has.count : 'partial']);

it('takes whoever has the agreed hashes, whole or in part, and nobody with other ones', () => {
  const room = options({
    same: { manifestId: agreed },
    liar: { manifestId: other },
    swarm: { state: 'partial', manifestId: agreed },
    stray: { state: 'partial', manifestId: other },
  });
  expect(list(room)).toEqual([
    ['same', 5],
    ['swarm', 'partial'],
  ]);
  expect(list({ ...room, swarm: false })).toEqual([['same', 5]]);
});

it('asks peers without hashes for their list, and takes only files of the agreed size', () => {
  const room = options({ hashing: {}, same: { manifestId: agreed } });
  expect(findUnasked(room)).toEqual(['hashing']);
  expect(list(room)).toEqual([['same', 5]]);
  const asked = { ...room, said: new Map([['hashing', [{ path: 'a.eti', size: 10 }, { path: 'b.eti', size: 7 }]]]) }; // prettier-ignore
  expect(findUnasked(asked)).toEqual([]);
  expect(list(asked)).toEqual([
    ['hashing', 3],
    ['same', 5],
  ]);
});

it('takes no partial copies as long as nothing can be checked', () => {
  const said = new Map([['same', files]]);
  const room = options({ same: {}, swarm: { state: 'partial', manifestId: agreed } }, { manifestId: null, said });
  expect(list(room)).toEqual([['same', 5]]);
  // It has finished hashing while ours are not known yet: what it said before still counts.
  const ahead = options({ same: { manifestId: agreed }, new: { manifestId: agreed } }, { manifestId: null, said });
  expect(list(ahead)).toEqual([['same', 5]]);
  expect(findUnasked(ahead)).toEqual(['new']);
});
