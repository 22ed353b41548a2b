import { describe, expect, it } from 'vitest';
import { canonicalManifest, pieceHashes, type Manifest } from './manifest.ts';
import { cutIntoPieces } from './pieces.ts';

const manifest: Manifest = {
  gameId: 'quux',
  version: '20240101',
  pieceBytes: 10,
  files: [
    { path: 'a "b".eti', size: 25, pieces: ['aa', 'bb', 'cc'] },
    { path: 'empty', size: 0, pieces: [] },
    { path: 'version.ini', size: 8, pieces: ['dd'] },
  ],
};

describe('canonicalManifest', () => {
  it('never changes: ids of other peers and of the catalog depend on it', () => {
    expect(canonicalManifest(manifest)).toBe(
      '["lanspread manifest 1","quux","20240101",10,' +
        '[["a \\"b\\".eti",25,["aa","bb","cc"]],["empty",0,[]],["version.ini",8,["dd"]]]]',
    );
  });

  it('does not depend on the order of keys or on further ones', () => {
    const { files, ...rest } = manifest;
    const reordered = { files: files.map(({ pieces, ...file }) => ({ pieces, inode: 7, ...file })), ...rest };
    expect(canonicalManifest(reordered)).toBe(canonicalManifest(manifest));
  });

  const [first, empty, sentinel] = manifest.files as [Manifest['files'][0], Manifest['files'][0], Manifest['files'][0]];
  it.each<[string, Partial<Manifest>]>([
    ['game', { gameId: 'zork' }],
    ['version', { version: '20240102' }],
    ['piece size', { pieceBytes: 20 }],
    ['file', { files: [first, sentinel] }],
    ['path', { files: [{ ...first, path: 'b' }, empty, sentinel] }],
    ['size', { files: [{ ...first, size: 26 }, empty, sentinel] }],
    ['hash', { files: [{ ...first, pieces: ['aa', 'bb', 'cd'] }, empty, sentinel] }],
    ['place of a hash', { files: [{ ...first, pieces: ['aa', 'bb'] }, { ...empty, pieces: ['cc'] }, sentinel] }],
  ])('is another text for another %s', (_what, change) => {
    expect(canonicalManifest({ ...manifest, ...change })).not.toBe(canonicalManifest(manifest));
  });
});

it('lists hashes in the order of the pieces', () => {
  const pieces = cutIntoPieces(manifest.files, manifest.pieceBytes);
  const hashes = pieceHashes(manifest);
  expect(hashes).toEqual(['aa', 'bb', 'cc', 'dd']);
  expect(hashes).toHaveLength(pieces.length);
});
