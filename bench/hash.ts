// How fast files are hashed: urgently and in the background, beside bare node:crypto over memory in the same run.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { makeTempDir, seededData } from '../e2e/game-fixtures.ts';
import { createHasher, type Hasher } from '../src-main/peer/library/hasher.ts';
import { defineBench, mebibyte, round } from './bench.ts';

const rounds = 3;

export const hash = defineBench({
  about: 'SHA-256 of a file in the hashing threads: MiB/s, urgent and in the background',
  flags: { mib: 512 },
  run: async ({ mib }, print) => print(await measureHash(mib)),
});

/** Medians in MiB/s. Throws when a hash is wrong: a fast wrong one is no result. */
async function measureHash(mib: number): Promise<object> {
  const home = await makeTempDir('bench-hash');
  const hasher = createHasher();
  // The hashing threads never keep a process alive by themselves.
  const awake = setInterval(() => {}, 1000);
  try {
    const file = path.join(home.path, 'file');
    const expected = await writeFileOf(file, mib);
    const measured = { memory: [] as number[], urgent: [] as number[], background: [] as number[] };
    // Threads start with their first work, which is not what is measured.
    for (const urgent of [true, false]) await hashWith(hasher, file, 1, urgent, expected);
    for (let round = 0; round < rounds; round++) {
      measured.memory.push(hashMemory(mib));
      measured.urgent.push(await hashWith(hasher, file, mib, true, expected));
      measured.background.push(await hashWith(hasher, file, mib, false, expected));
    }
    const cpuBefore = process.cpuUsage();
    await hashWith(hasher, file, mib, false, expected);
    const { user, system } = process.cpuUsage(cpuBefore);
    return {
      mib,
      urgentMibPerSecond: median(measured.urgent),
      backgroundMibPerSecond: median(measured.background),
      /** node:crypto over a buffer, on the main thread. */
      memoryMibPerSecond: median(measured.memory),
      cpuSecondsPerGib: round((((user + system) / 1e6) * 1024) / mib),
      cores: availableParallelism(),
      node: process.versions.node,
    };
  } finally {
    clearInterval(awake);
    await hasher.stop();
    await home.remove();
  }
}

/** Answers the hash of each mebibyte. */
async function writeFileOf(file: string, mib: number): Promise<string[]> {
  const { fill } = seededData('bench-hash', mib * mebibyte);
  await using handle = await open(file, 'w');
  const hashes: string[] = [];
  for (let piece = 0; piece < mib; piece++) {
    const bytes = fill(piece * mebibyte, mebibyte);
    await handle.write(bytes);
    hashes.push(createHash('sha256').update(bytes).digest('hex'));
  }
  return hashes;
}

async function hashWith(hasher: Hasher, file: string, mib: number, urgent: boolean, expected: string[]) {
  const ranges = Array.from({ length: mib }, (_, piece) => ({ offset: piece * mebibyte, length: mebibyte }));
  const startMs = performance.now();
  const hashes = await hasher.hashPieces(file, ranges, { signal: new AbortController().signal, urgent });
  const mibPerSecond = (mib * 1000) / (performance.now() - startMs);
  const wrong = hashes.findIndex((hash, piece) => hash !== expected[piece]);
  if (wrong >= 0) throw new Error(`piece ${wrong} has another hash`);
  return mibPerSecond;
}

function hashMemory(mib: number): number {
  const bytes = Buffer.alloc(mebibyte, 7);
  const startMs = performance.now();
  for (let piece = 0; piece < mib; piece++) createHash('sha256').update(bytes).digest('hex');
  return (mib * 1000) / (performance.now() - startMs);
}

const median = (values: readonly number[]): number =>
  Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0);
