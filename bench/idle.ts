// What a peer costs that does nothing: many games in its folder, many others in the room.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeGame, makeTempDir, writeCatalog } from '../e2e/game-fixtures.ts';
import { ofKind, type PeerProcess } from '../e2e/peer-process.ts';
import { untilHashed } from '../e2e/scenarios/hashed.ts';
import { startRawPeer } from '../e2e/scenarios/raw-peer.ts';
import type { GameSummary } from '../src-main/peer/rules/game-summary.ts';
import { readUsage, startBenchPeer, type BenchPeerSetup } from './bench-peer.ts';
import { defineBench, mebibyte, round, withCleanUp } from './bench.ts';

const version = '20250101';
const gamesOfOthers = 50;
/** What follows a start (hashing, the last answers, giving memory back after ten quiet seconds) is over by then. */
const restMs = 15_000;

export const idle = defineBench({
  about: 'a peer at rest among others: share of one core, memory',
  flags: { games: 1000, peers: 20, seconds: 30 },
  run: async (flags, print) => print(await withCleanUp(async (onEnd) => measureIdle(flags, onEnd))),
});

interface Options {
  games: number;
  /** With the measured one. */
  peers: number;
  seconds: number;
}

async function measureIdle({ games, peers, seconds }: Options, onEnd: BenchPeerSetup['onEnd']): Promise<object> {
  const home = await makeTempDir('bench-idle');
  onEnd(home.remove);
  const catalog = Array.from({ length: games }, (_, n) => ({ id: `game-${n}`, title: `Game ${n}`, version }));
  for (const { id } of catalog) await makeGame(join(home.path, 'measured', 'games'), { id, files: { 'readme.txt': id } }); // prettier-ignore
  const file = await writeCatalog(join(home.path, 'catalog.json'), catalog);
  const measured = await startBenchPeer('measured', { home: home.path, catalog: file, watched: false, onEnd });
  const library = catalog
    .slice(0, gamesOfOthers)
    .map(({ id }): GameSummary => ({ id, version, bytes: 20, state: 'serving', manifestId: null }));
  const place = { home: home.path, onEnd };
  const others = Array.from({ length: peers - 1 }, async (_, n) =>
    startRawPeer(place, { name: `other ${n}`, library }),
  );
  for (const other of await Promise.all(others)) await other.join(measured);
  for (const { id } of catalog.slice(-1)) await untilHashed(place, measured, id, 120_000);
  await measured.command('wait-peers', { count: peers - 1 });
  await pause(restMs);

  const before = await readUsage(measured);
  const fromMs = performance.now();
  const since = measured.mark();
  await pause(seconds * 1000);
  const after = await readUsage(measured);
  const elapsedSeconds = (performance.now() - fromMs) / 1000;
  const left = measured.events.slice(since).some(({ event }) => ofKind('peer-disconnected')(event));
  if (left) throw new Error('the room did not stay together');
  const rssMib = round((await readRssBytes(measured, after.peakRssBytes)) / mebibyte);
  await measured.stop();
  return {
    games,
    peers,
    seconds,
    cpuPercentOfOneCore: round(((after.cpuSeconds - before.cpuSeconds) / elapsedSeconds) * 100),
    rssMib,
    peakRssMib: round(after.peakRssBytes / mebibyte),
  };
}

/** Resident just now; where the system does not tell, `peak`. */
async function readRssBytes({ pid }: PeerProcess, peak: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /VmRSS:\s+(\d+)/.exec(text)?.[1];
  return kib === undefined ? peak : Number(kib) * 1024;
}
