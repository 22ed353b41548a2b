import { describe, expect, it } from 'vitest';
import { agreeManifest } from './manifest-vote.ts';

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
