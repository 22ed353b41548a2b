import { hash } from 'node:crypto';
import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashTree, makeGame, makeTempDir, manyPieceGame, seededData, writeCatalog } from './game-fixtures.ts';

let dir = '';
let remove = async () => {};

beforeEach(async () => {
  ({ path: dir, remove } = await makeTempDir('fixtures'));
});
afterEach(async () => remove());

const sha = (data: string | Uint8Array) => hash('sha256', data);

describe('seededData', () => {
  it.each([[0, 1], [0, 4096], [1, 15], [15, 2], [16, 16], [999, 1001], [1_048_575, 3]])(
    'from %d, %d bytes: equal to the same part of the whole',
    (offset, length) => {
      const { fill } = seededData('seed', 2_000_000);
      expect(Buffer.from(fill(offset, length))).toEqual(Buffer.from(fill(0, offset + length)).subarray(offset));
    },
  ); // prettier-ignore

  it('differs by seed and never repeats a block', () => {
    const bytes = Buffer.from(seededData('a', 65_536).fill(0, 65_536));
    const blocks = new Set(Array.from({ length: 4096 }, (_, n) => bytes.toString('hex', n * 16, n * 16 + 16)));
    expect(blocks.size).toBe(4096);
    expect(Buffer.from(seededData('b', 64).fill(0, 64))).not.toEqual(bytes.subarray(0, 64));
  });
});

describe('makeGame', () => {
  it('writes a root whose archive holds what it promises', async () => {
    const game = await makeGame(dir, { ...manyPieceGame('quake', 4, '20240506'), files: { 'extra/readme.txt': 'hi' } });
    expect(await readFile(join(game.root, 'version.ini'), 'utf8')).toBe('20240506\n');
    expect((await stat(join(game.root, 'quake.eti'))).size).toBeGreaterThan(3 * 1024 * 1024);
    const archive = await readFile(join(game.root, 'quake.eti'));
    const small = archive.subarray(archive.indexOf('data/small.cfg') + 'data/small.cfg'.length).subarray(0, 777);
    expect(game.payload.get('data/small.cfg')).toBe(sha(small));
    expect([...(await hashTree(game.root)).keys()]).toEqual(['extra/readme.txt', 'quake.eti', 'version.ini']);
    expect(game.catalogEntry).toEqual({ id: 'quake', title: 'Game quake', version: '20240506' });
  });

  it('writes the same twice, and something else of the same size with another salt', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => join(dir, name)) as [string, string, string];
    const spec = manyPieceGame('quake', 2);
    const one = await makeGame(a, spec);
    const two = await makeGame(b, spec);
    const salted = await makeGame(c, { ...spec, salt: 'x' });
    expect(await hashTree(a)).toEqual(await hashTree(b));
    expect(one.payload).toEqual(two.payload);
    expect(await hashTree(c)).not.toEqual(await hashTree(a));
    expect((await stat(join(salted.root, 'quake.eti'))).size).toBe((await stat(join(one.root, 'quake.eti'))).size);
  });

  it('leaves the sentinel out when told to', async () => {
    const game = await makeGame(dir, { id: 'quake', sentinel: false });
    expect(await hashTree(game.root)).toEqual(new Map());
  });
});

describe('hashTree', () => {
  it('lists files below directories, sorted, and names what is no file', async () => {
    await mkdir(join(dir, 'b', 'empty'), { recursive: true });
    await writeFile(join(dir, 'b', 'two.txt'), 'two');
    await writeFile(join(dir, 'a.txt'), '');
    await symlink('a.txt', join(dir, 'link'));
    expect([...(await hashTree(dir))]).toEqual([
      ['a.txt', sha('')],
      ['b/two.txt', sha('two')],
      ['link', 'no regular file'],
    ]);
    expect([...(await hashTree(dir, (path) => path.startsWith('b/'))).keys()]).toEqual(['a.txt', 'link']);
    expect(await hashTree(join(dir, 'missing'))).toEqual(new Map());
  });
});

it('writeCatalog writes what the launcher reads', async () => {
  const path = await writeCatalog(join(dir, 'catalog.json'), [{ id: 'quake', title: 'Quake', version: '20240506' }]);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
    games: [{ id: 'quake', title: 'Quake', version: '20240506' }],
  });
});
