// A games folder with one game in a temporary directory, and an unpacker that writes given files.
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Disk } from '../../disk/disk.ts';
import { realDisk } from '../../disk/real-disk.ts';
import { alwaysClosed } from '../../edge/games-in-use.ts';
import type { Unpacker } from '../../edge/unpacker.ts';
import type { GameOperation } from '../game-place.ts';
import { installGame, type InstallGame } from '../install-game.ts';

/** Contents by path; a value that begins with `→` is a link to what follows, one that ends with `/` no file at all. */
export type Files = Record<string, string>;

export interface Fixture {
  base: string;
  gameDir: string;
  stateDir: string;
  root: string;
  gameId: string;
  logged: string[];
  operation: (disk?: Disk) => GameOperation;
  install: (archives: Record<string, Files>, changes?: Partial<InstallGame>) => InstallGame;
  dispose: () => Promise<void>;
}

export async function createFixture(): Promise<Fixture> {
  const base = await mkdtemp(join(tmpdir(), 'lanspread-install-'));
  const gameDir = join(base, 'games');
  const stateDir = join(base, 'state');
  const gameId = 'quake';
  const root = join(gameDir, gameId);
  await mkdir(root, { recursive: true });
  const logged: string[] = [];
  const operation = (disk: Disk = realDisk): GameOperation => ({
    disk,
    stateDir,
    gameDir,
    gameId,
    log: (level, message) => logged.push(`${level}: ${message}`),
  });
  return {
    base,
    gameDir,
    stateDir,
    root,
    gameId,
    logged,
    operation,
    install: (archives, changes = {}) => ({
      ...operation(changes.disk),
      unpacker: fakeUnpacker(archives, changes.disk),
      version: '20260101',
      signal: new AbortController().signal,
      claim: alwaysClosed,
      onProgress: () => undefined,
      ...changes,
    }),
    dispose: async () => rm(base, { recursive: true, force: true }),
  };
}

/** Puts the archives' names, without contents, and the sentinel into the root. */
export async function putDownload(root: string, archives: Record<string, Files>, version = '20260101'): Promise<void> {
  const contents = Object.keys(archives).map((name) => [name, `archive ${name}`] as const);
  await putFiles(root, { ...Object.fromEntries(contents), 'version.ini': `${version}\n` });
}

/** Downloads and installs `files` as the only archive. */
export async function putInstall(fixture: Fixture, files: Files): Promise<void> {
  await putDownload(fixture.root, { 'game.eti': files });
  await installGame(fixture.install({ 'game.eti': files }));
}

/** Every file gets its own time, so that a file written anew never looks unchanged. */
let clockSeconds = 1_700_000_000;

export async function putFiles(directory: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const full = join(directory, path);
    await mkdir(path.endsWith('/') ? full : dirname(full), { recursive: true });
    if (path.endsWith('/')) continue;
    if (content.startsWith('→')) {
      await symlink(content.slice(1), full);
      continue;
    }
    await writeFile(full, content);
    await utimes(full, clockSeconds, clockSeconds++);
  }
}

/** The tree as `putFiles` takes it; directories only where empty; {} where nothing is. */
export function readTree(directory: string, prefix = ''): Files {
  const files: Files = {};
  if (!existsSync(directory)) return files;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = prefix + entry.name;
    const full = join(directory, entry.name);
    if (entry.isSymbolicLink()) files[path] = `→${readlinkSync(full)}`;
    else if (entry.isFile()) files[path] = readFileSync(full, 'utf8');
    else {
      const below = readTree(full, `${path}/`);
      Object.assign(files, Object.keys(below).length === 0 ? { [`${path}/`]: '' } : below);
    }
  }
  return files;
}

/** Whole seconds, which survive a copy of the tree. */
const unpackedSeconds = 1_650_000_000;

export function fakeUnpacker(archives: Record<string, Files>, disk: Disk = realDisk): Unpacker {
  const contentsOf = (archive: string) => Object.entries(archives[basename(archive)] ?? {});
  return {
    list: async (archive) => {
      const entries = contentsOf(archive).map(([path, content]) => ({
        path,
        size: content.length,
        directory: false,
        crc32: null,
      }));
      return { entries, solid: false, unpackedBytes: entries.reduce((sum, entry) => sum + entry.size, 0) };
    },
    unpack: async (archive, into, { signal, onProgress }) => {
      const totalBytes = contentsOf(archive).reduce((sum, [, content]) => sum + content.length, 0);
      let writtenBytes = 0;
      for (const [path, content] of contentsOf(archive)) {
        signal.throwIfAborted();
        await disk.makeDirs(dirname(join(into, path)));
        await disk.writeText(join(into, path), content);
        await utimes(join(into, path), unpackedSeconds, unpackedSeconds);
        writtenBytes += content.length;
        onProgress?.({ writtenBytes, totalBytes, path });
      }
      return contentsOf(archive).map(([path, content]) => ({ path, size: content.length }));
    },
  };
}
