import { rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Disk } from '../disk/disk.ts';
import type { PieceHasher } from './match-pieces.ts';
import { copyPieces, planReuse } from './reuse.ts';
import {
  fastDisk,
  fileHasher,
  makePlace,
  manifestOf,
  never,
  openIn,
  planOf,
  putFiles,
  rootIn,
  runDownload,
  readTree,
  wrongPieces,
  type Files,
} from './testing/download-fixture.ts';

const files: Files = { 'a.eti': 'first archive', 'docs/x': '', 'docs/y': 'text', 'version.ini': '20240101' };
const manifest = manifestOf(files);

let dir: string;
let root: string;
beforeEach(async () => {
  dir = await makePlace('reuse');
  root = rootIn(dir);
  putFiles(root, files);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const plan = (hasher: PieceHasher = fileHasher, signal = never) =>
  planReuse({ disk: fastDisk, hasher, root, manifest, signal });

const put = (name: string, text: string) => writeFileSync(path.join(root, name), text);

describe('planning', () => {
  it('keeps what is right, but has the sentinel written anew', async () => {
    expect(await plan()).toEqual({ keep: ['a.eti', 'docs/x', 'docs/y'], copy: [5, 6] });
  });

  const rows: [string, () => void, { keep: string[]; copy: number[] }][] = [
    ['one wrong byte', () => put('a.eti', 'first arcXive'), { keep: ['docs/x', 'docs/y'], copy: [0, 1, 3, 5, 6] }],
    ['another size', () => put('a.eti', 'first archives'), { keep: ['docs/x', 'docs/y'], copy: [5, 6] }],
    ['a missing file', () => rmSync(path.join(root, 'docs/y')), { keep: ['a.eti', 'docs/x'], copy: [5, 6] }],
    ['nothing right', () => put('docs/y', 'XXXX'), { keep: ['a.eti', 'docs/x'], copy: [5, 6] }],
    [
      'a link to a file',
      () => {
        put('elsewhere', 'first archive');
        rmSync(path.join(root, 'a.eti'));
        symlinkSync('elsewhere', path.join(root, 'a.eti'));
      },
      { keep: ['docs/x', 'docs/y'], copy: [5, 6] },
    ],
    [
      'a linked folder',
      () => {
        putFiles(path.join(dir, 'elsewhere'), { x: '', y: 'text' });
        rmSync(path.join(root, 'docs'), { recursive: true });
        symlinkSync(path.join(dir, 'elsewhere'), path.join(root, 'docs'));
      },
      { keep: ['a.eti'], copy: [5, 6] },
    ],
    ['no game at all', () => rmSync(root, { recursive: true }), { keep: [], copy: [] }],
  ];
  it.each(rows)('with %s', async (_what, change, expected) => {
    change();
    expect(await plan()).toEqual(expected);
  });

  it('does not keep a file that changes while it is read', async () => {
    const changing: PieceHasher = {
      hashPieces: async (file, ranges, options) => {
        const found = await fileHasher.hashPieces(file, ranges, options);
        if (file.endsWith('a.eti')) utimesSync(file, 1, 1);
        return found;
      },
    };
    expect(await plan(changing)).toEqual({ keep: ['docs/x', 'docs/y'], copy: [0, 1, 2, 3, 5, 6] });
  });

  it('looks at the rest of a file piece by piece where the disk cannot read it', async () => {
    const badSector: PieceHasher = {
      hashPieces: async (file, ranges, options) => {
        if (file.endsWith('a.eti') && ranges.some(({ offset }) => offset === 4))
          throw Object.assign(new Error('EIO'), { code: 'EIO' });
        return fileHasher.hashPieces(file, ranges, options);
      },
    };
    expect(await plan(badSector)).toEqual({ keep: ['docs/x', 'docs/y'], copy: [0, 2, 3, 5, 6] });
  });

  it('reuses nothing of a file that may not be read, and fails when the hasher does', async () => {
    const failing = (extra: object): PieceHasher => ({
      hashPieces: async () => Promise.reject(Object.assign(new Error('refused'), extra)),
    });
    expect(await plan(failing({ code: 'EACCES' }))).toEqual({ keep: ['docs/x'], copy: [] });
    await expect(plan(failing({}))).rejects.toThrow('refused');
  });

  it('ends when it is told to', async () => {
    const reason = new Error('enough');
    await expect(plan(fileHasher, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('tells how many bytes it has read', async () => {
    let read = 0;
    const onBytes = (count: number) => void (read += count);
    await planReuse({ disk: fastDisk, hasher: fileHasher, root, manifest, signal: never, onBytes });
    expect(read).toBe(25);
  });
});

describe('copying', () => {
  const copy = async (indexes: number[], disk: Disk = fastDisk) => {
    const payload = await openIn(fastDisk, dir, planOf(manifest));
    try {
      await copyPieces({ disk, root, manifest, copy: indexes, payload, signal: never });
      expect(wrongPieces(payload, files, manifest)).toEqual([]);
      return payload.pieces.map(({ index }) => index).filter((index) => payload.have.has(index));
    } finally {
      await payload.close();
    }
  };

  it('copies these pieces and no others', async () => {
    expect(await copy([1, 3, 5])).toEqual([1, 3, 5]);
  });

  const rows: [string, () => void, number[]][] = [
    ['has changed', () => put('a.eti', 'first XXXXive'), [0, 3, 4]],
    ['has become shorter', () => truncateSync(path.join(root, 'a.eti'), 12), [0, 1, 2, 4]],
    ['is gone', () => rmSync(path.join(root, 'a.eti')), [4]],
  ];
  it.each(rows)('leaves out what %s meanwhile', async (_what, change, expected) => {
    change();
    expect(await copy([0, 1, 2, 3, 4])).toEqual(expected);
  });

  it('leaves out what cannot be read', async () => {
    const disk: Disk = {
      ...fastDisk,
      open: async (file, mode) => {
        const open = await fastDisk.open(file, mode);
        const readAt: typeof open.readAt = async (into, position) =>
          position === 4 ? Promise.reject(new Error('EIO')) : open.readAt(into, position);
        return { ...open, readAt };
      },
    };
    expect(await copy([0, 1, 2, 3, 4], disk)).toEqual([0, 2, 3, 4]);
  });
});

it('repairs a file with one wrong byte by fetching one piece', async () => {
  put('a.eti', 'first arcXive');
  const reuse = await runDownload({ disk: fastDisk, dir, files, manifest, inPlace: false });
  expect(reuse.keep).toEqual(['docs/x', 'docs/y']);
  expect(reuse.copy).toEqual([0, 1, 3, 5, 6]);
  expect(readTree(root)).toEqual(files);
});
