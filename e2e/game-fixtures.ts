// Makes games for end-to-end tests: real roots with real archives whose content follows from names alone.
import { createCipheriv, createHash, hash } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeStoredRar, type GeneratedData } from '../scripts/stored-rar.ts';
import type { CatalogGame } from '../src-shared/game.ts';

const mebibyte = 1024 * 1024;

export interface GameSpec {
  id: string;
  /** `YYYYMMDD`; 20250101 without it. */
  version?: string;
  /** Archives by file name, each with its files by path and their sizes in bytes. */
  archives?: Record<string, Record<string, number>>;
  /** The archives are marked as solid. */
  solid?: boolean;
  /** Further files of the root by path, with their content. */
  files?: Record<string, string>;
  /** Another salt gives other bytes of the same sizes. */
  salt?: string;
  /** Without it no sentinel is written: the game does not count as downloaded. */
  sentinel?: boolean;
}

export interface MadeGame {
  id: string;
  version: string;
  root: string;
  /** SHA-256 (hex) of each file that an install must leave in `local/`, by path. */
  payload: Map<string, string>;
  catalogEntry: CatalogGame;
}

/** A game of one archive that spans `pieces` pieces of a mebibyte or somewhat more. */
export function manyPieceGame(id: string, pieces: number, version?: string): GameSpec {
  const large = Math.max(1, pieces - 1) * mebibyte;
  const archives = { [`${id}.eti`]: { 'data/large.pak': large, 'data/small.cfg': 777, 'readme.txt': 12_345 } };
  return version === undefined ? { id, archives } : { id, archives, version };
}

/** Bytes that follow from `seed` alone, without end and without a repetition. */
export function seededData(seed: string, size: number): GeneratedData {
  const key = hash('sha256', seed, 'buffer').subarray(0, 16);
  return {
    size,
    fill: (offset, length) => {
      const skip = offset % 16;
      const counter = Buffer.alloc(16);
      counter.writeBigUInt64BE(BigInt((offset - skip) / 16), 8);
      return createCipheriv('aes-128-ctr', key, counter)
        .update(Buffer.alloc(skip + length))
        .subarray(skip);
    },
  };
}

function hashData({ size, fill }: GeneratedData): string {
  const sum = createHash('sha256');
  for (let offset = 0; offset < size; offset += mebibyte) sum.update(fill(offset, Math.min(mebibyte, size - offset)));
  return sum.digest('hex');
}

/**
 * Writes the root `<gamesDir>/<id>`, with the times of one that has long been there, so that it is hashed at once. The
 * same spec gives the same bytes wherever it is written.
 */
export async function makeGame(gamesDir: string, spec: GameSpec): Promise<MadeGame> {
  const { id, version = '20250101', salt = '' } = spec;
  const root = join(gamesDir, id);
  const payload = new Map<string, string>();
  await mkdir(root, { recursive: true });
  for (const [archive, files] of Object.entries(spec.archives ?? {})) {
    const entries = Object.entries(files).map(([path, size]) => ({
      path,
      data: seededData([id, version, archive, path, salt].join('\n'), size),
    }));
    for (const { path, data } of entries) payload.set(path, hashData(data));
    await writeStoredRar(join(root, archive), entries, { solid: spec.solid ?? false });
  }
  for (const [path, content] of Object.entries(spec.files ?? {})) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), content);
  }
  if (spec.sentinel !== false) await writeFile(join(root, 'version.ini'), `${version}\n`);
  await makeOld(root);
  return { id, version, root, payload, catalogEntry: { id, title: `Game ${id}`, version } };
}

/** A peer does not hash files that were written in the last moments: they may still be growing. */
async function makeOld(root: string): Promise<void> {
  const then = new Date('2020-01-01T00:00:00Z');
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) await utimes(join(entry.parentPath, entry.name), then, then);
  }
}

export async function writeCatalog(path: string, games: CatalogGame[]): Promise<string> {
  await writeFile(path, JSON.stringify({ games }, null, 2));
  return path;
}

const tempDirs = new Set<string>();
process.on('exit', () => {
  for (const path of tempDirs) rmSync(path, { recursive: true, force: true });
});

/** A new directory, and how to delete it; it also goes when this process ends before that. */
export async function makeTempDir(purpose: string): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `lanspread-${purpose}-`));
  tempDirs.add(path);
  const remove = async () => {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
    tempDirs.delete(path);
  };
  return { path, remove };
}

/** SHA-256 (hex) of a file. */
export async function hashFile(path: string): Promise<string> {
  const sum = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: mebibyte }), sum);
  return sum.digest('hex');
}

/**
 * SHA-256 (hex) of every file below `dir`, by path with `/`, sorted. What is neither file nor directory stands with its
 * kind in place of a hash; an empty map when there is no such directory.
 */
export async function hashTree(
  dir: string,
  skip: (path: string) => boolean = () => false,
): Promise<Map<string, string>> {
  const tree = new Map<string, string>();
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const found = entries.map((entry) => ({ entry, full: join(entry.parentPath, entry.name) }));
  for (const { entry, full } of found.toSorted((a, b) => (a.full < b.full ? -1 : 1))) {
    const path = relative(dir, full).replaceAll(sep, '/');
    if (entry.isDirectory() || skip(path)) continue;
    tree.set(path, entry.isFile() ? await hashFile(full) : 'no regular file');
  }
  return tree;
}
