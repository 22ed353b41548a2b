// The archive engine: unpacking to disk and reading out as a stream, stored and packed, beside other programs that can.
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { makeTempDir } from '../e2e/game-fixtures.ts';
import type { ArchiveFrame } from '../src-main/peer/edge/stream-install.ts';
import { createUnpacker, type StoppableUnpacker } from '../src-main/unrar/create-unpacker.ts';
import { ArchiveExtractor } from '../src-main/unrar/extractor.ts';
import { forkSidecar } from '../src-main/unrar/fork-sidecar.ts';
import { loadEngine } from '../src-main/unrar/load-engine.ts';
import { writePacked, writeStored, type WriteArchive } from './bench-archives.ts';
import { defineBench, mebibyte, round, touchPages, withCleanUp } from './bench.ts';

const run = promisify(execFile);
/** After the first sign of life, so that the run is well under way. */
const settleMs = 200;
const { signal: neverAborted } = new AbortController();

export const unpack = defineBench({
  about: 'unpacking to disk and as a stream, stored and packed: MiB/s, memory, event-loop delay, cancelling',
  flags: { mib: 1024, rounds: 2 },
  run: async ({ mib, rounds }, print) => {
    for (const write of [writeStored, writePacked]) print(await measureCase(write, mib, rounds));
  },
});

async function measureCase(write: WriteArchive, wantedMib: number, rounds: number): Promise<object> {
  return withCleanUp(async (onEnd) => {
    const home = await makeTempDir('bench-unpack');
    onEnd(home.remove);
    const place = { archive: path.join(home.path, 'game.rar'), into: path.join(home.path, 'into') };
    const { content, mib } = await write(place.archive, wantedMib);
    const toDisk = await measureEngine(mib, rounds, (unpacker) => timeToDisk(unpacker, place, mib));
    const streamed = await measureEngine(mib, rounds, (unpacker) => timeStream(unpacker, place, mib));
    const engineMibPerSecond = await measureBareEngine(place, mib, rounds);
    const others = await measureOthers(place, mib, rounds);
    const cancelMs = await measureCancels(place);
    return {
      content,
      mib,
      toDisk,
      streamed,
      engineMibPerSecond,
      others,
      cancelMs,
      cores: availableParallelism(),
      node: process.versions.node,
    };
  });
}

interface Place {
  archive: string;
  /** Does not exist between two measurements. */
  into: string;
}

const timeToDisk = (unpacker: StoppableUnpacker, { archive, into }: Place, mib: number) =>
  inNewFolder(into, mib, () => timed(() => unpacker.unpack(archive, into, { signal: neverAborted })));

/** To a receiver that only counts. */
async function timeStream(unpacker: StoppableUnpacker, { archive }: Place, mib: number): Promise<number> {
  let bytes = 0;
  const take = async (frame: ArchiveFrame) => void (bytes += frame.kind === 'bytes' ? frame.bytes.length : 0);
  const ms = await timed(() => unpacker.stream(archive, { signal: neverAborted, skipFiles: 0, take }));
  if (bytes !== mib * mebibyte) throw new Error(`${bytes} bytes came out`);
  return ms;
}

/** In milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

/** So much space was written and deleted before; `work` runs with an empty folder, which is deleted. */
async function inNewFolder<T>(into: string, mib: number, work: () => Promise<T>): Promise<T> {
  await mkdir(into);
  try {
    await touchPages(path.join(into, 'touch'), mib);
    return await work();
  } finally {
    await rm(into, { recursive: true });
  }
}

/** All rounds in one process of the engine; the event loop is that of this program, which is the host. */
async function measureEngine(mib: number, rounds: number, once: (unpacker: StoppableUnpacker) => Promise<number>) {
  let pid = 0;
  const unpacker = createUnpacker({
    spawn: () => {
      const sidecar = forkSidecar();
      pid = sidecar.pid ?? 0;
      return sidecar;
    },
  });
  const delay = monitorEventLoopDelay({ resolution: 2 });
  const mibPerSecond: number[] = [];
  try {
    for (let turn = 0; turn < rounds; turn += 1) {
      delay.enable();
      mibPerSecond.push(round((mib * 1000) / (await once(unpacker))));
      delay.disable();
    }
    return { mibPerSecond, longestLoopDelayMs: round(delay.max / 1e6 - 2), peakRssMib: await readPeakMib(pid) };
  } finally {
    await unpacker.stop();
  }
}

/** Of the engine's process; null where the system does not tell. */
async function readPeakMib(pid: number): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  const kib = /VmHWM:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return round(Number(kib) / 1024);
}

/** Unpacked into nothing, in this thread: what the engine alone can do with the archive. */
async function measureBareEngine({ archive }: Place, mib: number, rounds: number): Promise<number[]> {
  const engine = await loadEngine();
  const ignore = () => undefined;
  const mibPerSecond: number[] = [];
  for (let turn = 0; turn < rounds; turn += 1) {
    const extractor = new ArchiveExtractor(engine, [archive], ignore);
    const ms = await timed(async () => extractor.extractTo({ begin: ignore, data: ignore, end: ignore }));
    mibPerSecond.push(round((mib * 1000) / ms));
  }
  return mibPerSecond;
}

type Arguments = (place: Place) => string[];
const otherPrograms: Record<string, { list: Arguments; extract: Arguments }> = {
  '7zz': { list: ({ archive }) => ['l', archive], extract: ({ archive, into }) => ['x', '-y', `-o${into}`, archive] },
  '7z': { list: ({ archive }) => ['l', archive], extract: ({ archive, into }) => ['x', '-y', `-o${into}`, archive] },
  bsdtar: { list: ({ archive }) => ['-tf', archive], extract: ({ archive, into }) => ['-xf', archive, '-C', into] },
};

/** MiB/s of each program that can, or why it cannot. */
async function measureOthers(place: Place, mib: number, rounds: number): Promise<Record<string, number[] | string>> {
  const results: Record<string, number[] | string> = {};
  for (const [program, { list, extract }] of Object.entries(otherPrograms)) {
    const reason = await reasonAgainst(program, list(place));
    if (reason !== null) {
      results[program] = reason;
      continue;
    }
    const mibPerSecond: number[] = [];
    for (let turn = 0; turn < rounds; turn += 1) {
      const ms = await inNewFolder(place.into, mib, () => timed(() => run(program, extract(place))));
      mibPerSecond.push(round((mib * 1000) / ms));
    }
    results[program] = mibPerSecond;
  }
  return results;
}

async function reasonAgainst(program: string, list: string[]): Promise<string | null> {
  try {
    await run(program, list);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'not installed' : 'cannot read RAR';
  }
}

/** How long until a cancelled run is over: in the middle of writing, and with a receiver that takes nothing more. */
async function measureCancels(place: Place): Promise<{ toDisk: number; streamed: number }> {
  const unpacker = createUnpacker({ spawn: () => forkSidecar() });
  try {
    const toDisk = await inNewFolder(place.into, 1, () =>
      timeCancel((signal, begun) => unpacker.unpack(place.archive, place.into, { signal, onProgress: begun })),
    );
    const streamed = await timeCancel((signal, begun) => {
      const take = () => {
        begun();
        return new Promise<void>(() => undefined);
      };
      return unpacker.stream(place.archive, { signal, skipFiles: 0, take });
    });
    return { toDisk, streamed };
  } finally {
    await unpacker.stop();
  }
}

async function timeCancel(start: (signal: AbortSignal, begun: () => void) => Promise<unknown>): Promise<number> {
  const abort = new AbortController();
  const begun = Promise.withResolvers<void>();
  const ended = start(abort.signal, begun.resolve).then(
    () => 'finished',
    () => 'cancelled',
  );
  await begun.promise;
  await sleep(settleMs);
  const ms = await timed(async () => {
    abort.abort();
    if ((await ended) !== 'cancelled') throw new Error('it was over before it could be cancelled; give more --mib');
  });
  return round(ms);
}
