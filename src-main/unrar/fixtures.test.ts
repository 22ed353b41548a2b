// Every real archive behaves as its manifest says, through the forked process.
import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createUnpacker } from './create-unpacker.ts';
import { forkSidecar } from './fork-sidecar.ts';
import { createBox, type Box } from './testing/box.ts';
import { createCollector } from './testing/collect-stream.ts';
import { fixtureDir, loadRarFixtures, type RarFixture } from './testing/rar-fixtures.ts';

const fixtures = loadRarFixtures();
const good = fixtures.filter((fixture) => fixture.kind === 'ok');
const bad = fixtures.filter((fixture) => fixture.kind !== 'ok');
const { signal } = new AbortController();

const codeOf: Record<string, string> = {
  'rar5-symlink': 'archive-link',
  'rar5-hardlink': 'archive-link',
  'rar5-evil-symlink': 'archive-link',
  'rar-parent-dir': 'archive-unsafe-path',
  'rar4-enc-files': 'archive-encrypted',
  'rar5-enc-files': 'archive-encrypted',
  'rar5-enc-headers': 'archive-encrypted',
  'rar7-6g-dict': 'archive-unsupported',
  'rar4-corrupt-truncated': 'archive-corrupt',
  'rar5-corrupt-bad-tables': 'archive-corrupt',
  'rar5-corrupt-unpacked-exceeds': 'archive-corrupt',
};

const unpacker = createUnpacker({ spawn: () => forkSidecar() });
let box: Box;
beforeEach(async () => {
  box = await createBox();
});
afterEach(() => box.remove());
afterAll(() => unpacker.stop());

/** Copies the archive under the names that games use; answers the first volume. */
async function provide({ files }: RarFixture): Promise<string> {
  const targets = files.map((file) => join(box.archives, basename(file).replace(/\.rar$/, '.eti')));
  for (const [index, file] of files.entries()) await copyFile(join(fixtureDir, file), targets[index] ?? '');
  return targets[0] ?? '';
}

function expectedTree(fixture: RarFixture): Record<string, string> {
  const tree: Record<string, string> = {};
  for (const entry of fixture.entries) {
    const parts = entry.path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) tree[parts.slice(0, depth).join('/')] = 'directory';
    tree[entry.path] = entry.dir ? 'directory' : `sha256:${entry.sha256 ?? '?'}`;
  }
  return tree;
}

describe.skipIf(fixtures.length === 0)('real archives', () => {
  test('all 29 are covered', () => {
    expect(fixtures).toHaveLength(29);
    expect(bad.map(({ id }) => id).toSorted()).toEqual(Object.keys(codeOf).toSorted());
  });

  test.each(good)('$id is unpacked byte for byte', { timeout: 60_000 }, async (fixture) => {
    const archive = await provide(fixture);
    const progress: number[] = [];
    const onProgress = ({ writtenBytes }: { writtenBytes: number }) => progress.push(writtenBytes);
    const files = await unpacker.unpack(archive, box.into, { signal, onProgress });
    const expected = fixture.entries.filter((entry) => !entry.dir).map(({ path, size }) => ({ path, size }));
    expect(files).toEqual(expected);
    expect(await box.inside()).toEqual(expectedTree(fixture));
    expect(await box.outside()).toEqual(box.untouched);
    expect(progress.at(-1)).toBe(expected.reduce((sum, file) => sum + file.size, 0));
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });

  test.each(good)('$id is read out byte for byte', { timeout: 60_000 }, async (fixture) => {
    const archive = await provide(fixture);
    const { take, files, tree } = createCollector();
    await unpacker.stream(archive, { signal, skipFiles: 0, take });
    const expected = fixture.entries.filter((entry) => !entry.dir).map(({ path, size }) => ({ path, size }));
    expect(files).toEqual(expected);
    // Folders come only where the archive names them.
    const named = new Set(fixture.entries.map((entry) => entry.path));
    expect(tree).toEqual(Object.fromEntries(Object.entries(expectedTree(fixture)).filter(([path]) => named.has(path))));
    expect(await box.inside()).toEqual({});
    expect(await box.outside()).toEqual(box.untouched);
  });

  test.each(good)('$id is listed', async (fixture) => {
    const listing = await unpacker.list(await provide(fixture), signal);
    const expected = fixture.entries.map(({ path, size, dir, crc32 }) => {
      const checksum = dir || crc32 === null ? null : Number.parseInt(crc32, 16);
      return { path, size, directory: dir, crc32: checksum };
    });
    expect(listing.entries).toEqual(expected);
    expect(listing.solid).toBe(fixture.solid);
    expect(listing.unpackedBytes).toBe(expected.reduce((sum, entry) => sum + entry.size, 0));
    expect(await box.inside()).toEqual({});
  });

  test.each(bad)('$id ($kind) is refused before anything is written', async (fixture) => {
    const archive = await provide(fixture);
    const refusal = expect.objectContaining({ code: codeOf[fixture.id], hint: expect.any(String) });
    await expect(unpacker.unpack(archive, box.into, { signal })).rejects.toEqual(refusal);
    await expect(unpacker.list(archive, signal)).rejects.toEqual(refusal);
    const { take, ...seen } = createCollector();
    await expect(unpacker.stream(archive, { signal, skipFiles: 0, take })).rejects.toEqual(refusal);
    expect({ files: seen.files, tree: seen.tree }).toEqual({ files: [], tree: {} });
    expect(await box.inside()).toEqual({});
    expect(await box.outside()).toEqual(box.untouched);
  });
});
