// A large library: the first scan, the scan from the cache, and the start of hashing when everything is known by hash.
import { execFile } from 'node:child_process';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createHash } from 'node:crypto';
import { makeTempDir } from '../e2e/game-fixtures.ts';
import { realDisk } from '../src-main/peer/disk/real-disk.ts';
import { gamesStateDirName } from '../src-main/peer/disk/names.ts';
import { mapLimited } from '../src-main/peer/disk/map-limited.ts';
import { systemClock } from '../src-main/peer/edge/clock.ts';
import { openLibraryHashing, rememberHashes } from '../src-main/peer/library/hash-library.ts';
import { listGameFiles, sumBytes } from '../src-main/peer/library/list-game-files.ts';
import { openLocalLibrary } from '../src-main/peer/library/local-library.ts';
import { cutIntoPieces, pieceBytesFor } from '../src-main/peer/rules/pieces.ts';
import type { CatalogGame } from '../src-shared/game.ts';
import { defineBench, mebibyte, round } from './bench.ts';

const version = '20250101';
const filesPerGame = 5;
const madeAtOnce = 4;

export const scan = defineBench({
  about: 'a large library: first scan, scan from the cache, start of hashing with everything known',
  /** `mib` is the size of each game; sparse, so that it takes no space. */
  flags: { games: 1000, mib: 5120 },
  run: async ({ games, mib }, print) => print(await measureScan(games, mib)),
});

interface Folders {
  gameDir: string;
  stateDir: string;
}

async function measureScan(games: number, mibPerGame: number): Promise<object> {
  const home = await makeTempDir('bench-scan');
  try {
    const folders = { gameDir: path.join(home.path, 'games'), stateDir: path.join(home.path, 'state') };
    const stateOfGames = path.join(folders.stateDir, gamesStateDirName);
    for (const folder of [folders.gameDir, stateOfGames]) await mkdir(folder, { recursive: true });
    const ids = Array.from({ length: games }, (_, index) => `game${index}`);
    await mapLimited(ids, madeAtOnce, async (id) => makeGame(folders, id, mibPerGame));
    // Each in a process of its own, so that memory is what this step needs.
    const firstScan = await measureStep('scan', folders, games);
    const cachedScan = await measureStep('scan', folders, games);
    const hashingStart = await measureStep('hashing', folders, games);
    const machine = { cores: availableParallelism(), node: process.versions.node };
    return { games, mibPerGame, filesPerGame, firstScan, cachedScan, hashingStart, ...machine };
  } finally {
    await home.remove();
  }
}

/** Its hashes are invented and remembered as after a download: only that they are known matters. */
async function makeGame({ gameDir, stateDir }: Folders, gameId: string, mib: number): Promise<void> {
  const root = path.join(gameDir, gameId);
  await mkdir(root);
  for (let index = 1; index < filesPerGame; index++) {
    const file = path.join(root, `part${index}.eti`);
    await writeFile(file, '');
    await truncate(file, Math.floor((mib * mebibyte) / (filesPerGame - 1)));
  }
  await writeFile(path.join(root, 'version.ini'), `${version}\n`);
  const files = await listGameFiles(realDisk, root);
  const pieceBytes = pieceBytesFor(sumBytes(files));
  const inventHash = (seed: string) => createHash('sha256').update(seed).digest('hex');
  const hashed = files.map((file) => {
    const pieces = cutIntoPieces([file], pieceBytes).map(({ offset }) =>
      inventHash(`${gameId} ${file.path} ${offset}`),
    );
    return { ...file, pieces };
  });
  await rememberHashes({ disk: realDisk, stateDir, gameDir, manifest: { gameId, version, pieceBytes, files: hashed } });
}

interface StepFigures {
  seconds: number;
  cpuSeconds: number;
  rssMib: number;
}

async function measureStep(step: 'scan' | 'hashing', folders: Folders, games: number): Promise<StepFigures> {
  const args = [fileURLToPath(import.meta.url), step, folders.gameDir, folders.stateDir, String(games)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as StepFigures;
}

async function runStep(step: string, folders: Folders, games: number): Promise<StepFigures> {
  const ids = Array.from({ length: games }, (_, index) => `game${index}`);
  const startMs = performance.now();
  const cpuBefore = process.cpuUsage();
  await (step === 'scan' ? scanAll(folders, ids) : recallAll(folders, ids));
  const { user, system } = process.cpuUsage(cpuBefore);
  const seconds = (performance.now() - startMs) / 1000;
  const rssMib = Math.round(process.memoryUsage().rss / mebibyte);
  return { seconds: round(seconds), cpuSeconds: round((user + system) / 1e6), rssMib };
}

async function scanAll(folders: Folders, ids: readonly string[]): Promise<void> {
  const catalog = new Map(ids.map((id) => [id, { id, title: id, version } satisfies CatalogGame]));
  const library = await openLocalLibrary({
    disk: realDisk,
    ...folders,
    catalog,
    installedVersion: async () => null,
    log: warn,
  });
  await library.rescanAll(() => false);
}

async function recallAll(folders: Folders, ids: readonly string[]): Promise<void> {
  const allKnown = Promise.withResolvers<void>();
  let known = 0;
  const hashing = await openLibraryHashing({
    disk: realDisk,
    ...folders,
    hasher: {
      hashPieces: async (file) => {
        throw new Error(`${file} was to be hashed`);
      },
      stop: async () => {},
    },
    games: () => ids.map((id) => ({ id, version, bytes: 0 })),
    isBusy: () => false,
    onManifest: () => {
      known += 1;
      if (known === ids.length) allKnown.resolve();
    },
    onProgress: () => {},
    clock: systemClock,
    log: (_level, message) => allKnown.reject(new Error(message)),
  });
  await allKnown.promise;
  await hashing.stop();
}

const warn = (_level: string, message: string) => void process.stderr.write(`${message}\n`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [step = '', gameDir = '', stateDir = '', games = '0'] = process.argv.slice(2);
  process.stdout.write(JSON.stringify(await runStep(step, { gameDir, stateDir }, Number(games))));
}
