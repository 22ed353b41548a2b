import { describe, expect, it } from 'vitest';
import { agreeManifest, chooseManifest, type ManifestChoice, type ManifestClaim } from './manifest-vote.ts';

const from = (peerId: string, files: Record<string, number>) => ({
  peerId,
  files: Object.entries(files).map(([path, size]) => ({ path, size })),
});

describe('agreeManifest', () => {
  it('takes a single list as it is, sorted', () => {
    expect(agreeManifest([from('a', { y: 2, x: 1 })])).toEqual({
      agreed: true,
      files: [
        { path: 'x', size: 1, sources: ['a'] },
        { path: 'y', size: 2, sources: ['a'] },
      ],
    });
  });

  it('lets the majority decide the size and never asks the odd one for that file', () => {
    const vote = agreeManifest([from('a', { x: 1, y: 5 }), from('b', { x: 1, y: 5 }), from('c', { x: 2, y: 5 })]);
    expect(vote).toMatchObject({ agreed: true, files: [{ sources: ['a', 'b'] }, { sources: ['a', 'b', 'c'] }] });
  });

  it.each([
    ['one against one', [from('a', { x: 1 }), from('b', { x: 2 })]],
    ['two against two', [from('a', { x: 1 }), from('b', { x: 1 }), from('c', { x: 2 }), from('d', { x: 2 })]],
    ['all different', [from('a', { x: 1 }), from('b', { x: 2 }), from('c', { x: 3 })]],
  ])('fails without a majority: %s', (_what, manifests) => {
    expect(agreeManifest(manifests)).toMatchObject({ agreed: false, path: 'x' });
  });

  it('leaves out a file that only a minority has, and keeps the fuller one of two', () => {
    const three = agreeManifest([from('a', { x: 1, junk: 1 }), from('b', { x: 1 }), from('c', { x: 1 })]);
    expect(three).toMatchObject({ agreed: true, files: [{ path: 'x' }] });
    const two = agreeManifest([from('a', { x: 1, more: 1 }), from('b', { x: 1 })]);
    expect(two).toMatchObject({
      files: [
        { path: 'more', sources: ['a'] },
        { path: 'x', sources: ['a', 'b'] },
      ],
    });
  });
});

/** `a=1` has hashed and says manifest 1, `a` is still hashing; the files are the same for all unless given. */
const claim = (text: string, files: Record<string, number> = { x: 1, y: 2 }): ManifestClaim => {
  const [peerId = '', manifestId = null] = text.split('=');
  return { ...from(peerId, files), manifestId };
};
const all = (text: string) => text.split(' ').map((one) => claim(one));
const announced = (text: string) => all(text).map((one) => ({ ...one, files: null }));
const verified = (manifestId: string): ManifestChoice => ({ kind: 'verified', manifestId });

describe('chooseManifest', () => {
  it.each<[string, ManifestClaim[], string | null, Partial<ManifestChoice>]>([
    ['one that has hashed', all('a=1'), null, verified('1')],
    ['one that is still hashing', all('a'), null, { kind: 'sizes' }],
    ['nobody at all', [], null, { kind: 'sizes', files: [] }],
    ['all the same', all('a=1 b=1 c=1'), null, verified('1')],
    ['the majority', all('a=1 b=2 c=2'), null, verified('2')],
    ['more than any other, less than half', all('a=1 b=2 c=2 d=3 e=4'), null, verified('2')],
    ['one against one', all('a=2 b=1'), null, { kind: 'tie-of-contents', manifestIds: ['1', '2'] }],
    ['two against two and one', all('a=1 b=1 c=2 d=2 e=3'), null, { kind: 'tie-of-contents', manifestIds: ['1', '2'] }],
    ['one hashed against several still hashing', all('a b c=1 d'), null, verified('1')],
    ['a tie among those who have hashed', all('a=1 b=2 c d e'), null, { kind: 'tie-of-contents' }],
    [
      'sizes one against one',
      [claim('a=1', { x: 1 }), claim('b=2', { x: 2 })],
      null,
      { kind: 'tie', path: 'x', sizes: [1, 2] },
    ],
    [
      'sizes outvote an id',
      [claim('a=1', { x: 9 }), claim('b', { x: 1 }), claim('c', { x: 1 })],
      null,
      { kind: 'sizes' },
    ],
    ['an id with a missing file', [claim('a=1', { x: 1 }), claim('b', { x: 1, y: 2 })], null, { kind: 'sizes' }],
    [
      'an id with a file too many',
      [claim('a=1', { x: 1, y: 2 }), claim('b', { x: 1 }), claim('c', { x: 1 })],
      null,
      { kind: 'sizes' },
    ],
    [
      'ids of other files do not count',
      [claim('a=1', { x: 1, y: 2 }), ...['b=2', 'c=2', 'd=3', 'e=3', 'f=3'].map((text) => claim(text, { x: 1 }))],
      null,
      verified('3'),
    ],
    [
      'ids against sizes of more who are still hashing',
      [claim('a=1', { x: 1 }), claim('b=1', { x: 1 }), ...['c', 'd', 'e'].map((one) => claim(one, { x: 9 }))],
      null,
      verified('1'),
    ],
    [
      'a majority of ids where the sizes are a tie',
      [claim('a=1', { x: 1 }), claim('b=1', { x: 1 }), claim('c=2', { x: 2 }), claim('d', { x: 2 })],
      null,
      verified('1'),
    ],
    ['sizes between as many for one id as for another', [claim('a=1', { x: 1 }), claim('b=2', { x: 2 }), claim('c', { x: 2 })], null, verified('2')], // prettier-ignore
    ['announced ids count', [claim('a=1'), ...announced('b=2 c=2')], null, verified('2')],
    ['announced by one against one', [claim('a=1'), ...announced('b=2')], null, { kind: 'tie-of-contents' }],
    ['announced by a single one who says no more', [claim('a'), ...announced('b=2')], null, { kind: 'sizes' }],
    ['announced and nobody else', announced('b=2'), null, verified('2')],
    ['announced and nobody else, one against one', announced('b=2 c=1'), null, { kind: 'tie-of-contents' }],
    ['two against two, of other sizes than most', [claim('a=1', { x: 1 }), claim('b=1', { x: 1 }), claim('c=2', { x: 2 }), claim('d=2', { x: 2 }), ...['e', 'f', 'g'].map((one) => claim(one, { x: 9 }))], null, { kind: 'tie-of-contents' }], // prettier-ignore
    ['the catalog, announced only', announced('a=1'), '1', verified('1')],
    ['the catalog, announced, and one who may have it', [claim('b'), ...announced('a=1')], '1', { kind: 'sizes' }],
    ['the catalog against the majority', all('a=1 b=2 c=2'), '1', verified('1')],
    ['the catalog against other sizes', [claim('a=1', { x: 7 }), claim('b=2'), claim('c=2')], '1', verified('1')],
    ['the catalog, and all have something else', all('a=2 b=3'), '1', { kind: 'nobody-has-catalogs' }],
    ['the catalog, and nobody', [], '1', { kind: 'nobody-has-catalogs' }],
    ['the catalog, and a tie that does not matter', [claim('a=1', { x: 1 }), claim('b', { x: 2 })], '1', verified('1')],
    [
      'the catalog, and a tie of those still hashing',
      [claim('a', { x: 1 }), claim('b', { x: 2 })],
      '1',
      { kind: 'tie' },
    ],
  ])('%s', (_what, claims, catalog, expected) => {
    expect(chooseManifest(claims, catalog)).toMatchObject(expected);
  });

  it('takes no source with other contents than the catalog asks for', () => {
    const choice = chooseManifest([claim('a=2'), claim('b'), claim('c=2'), claim('d')], '1');
    expect(choice).toEqual({
      kind: 'sizes',
      files: [
        { path: 'x', size: 1, sources: ['b', 'd'] },
        { path: 'y', size: 2, sources: ['b', 'd'] },
      ],
    });
  });

  it('names as sources of a file all whose copy has the agreed size', () => {
    const claims = [claim('a=1', { x: 1, y: 9 }), claim('b', { x: 1, y: 2 }), claim('c', { x: 1, y: 2 })];
    expect(chooseManifest(claims, null)).toMatchObject({
      files: [{ sources: ['a', 'b', 'c'] }, { sources: ['b', 'c'] }],
    });
  });
});
