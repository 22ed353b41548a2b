// A streamed install from disk to disk through two real peers, beside a plain install of the same archive and the bare lane.
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { hashFile, hashTree, makeGame, makeTempDir, writeCatalog, type MadeGame } from '../e2e/game-fixtures.ts';
import { untilHashed } from '../e2e/scenarios/hashed.ts';
import type { PeerEvent } from '../src-shared/peer-event.ts';
import {
  costsSince,
  readUsage,
  startBenchPeer,
  type BenchPeer,
  type BenchPeerSetup,
  type Costs,
} from './bench-peer.ts';
import { writePacked, writeStored, type WriteArchive } from './bench-archives.ts';
import { defineBench, requireLane, round, touchPages, withCleanUp } from './bench.ts';
import { measureQuic, measureTlsLane } from './lane.ts';

const gameId = 'bench';
/** Installed first and not counted: both programs have compiled their hot paths then. */
const warmUpId = 'warmup';
const warmUpMib = 64;
const limitMs = 600_000;

export const streamInstall = defineBench({
  about: 'a streamed install on loopback, beside a plain install of the same archive and the bare lane in the same run',
  flags: { mib: 1024, lane: 'tls', content: 'packed', runs: 1 },
  run: async ({ mib, lane, content, runs }, print) => {
    const write = requireContent(content);
    for (let run = 0; run < runs; run++) {
      print(await withCleanUp(async (onEnd) => measureStream({ mib, lane: requireLane(lane), write }, onEnd)));
    }
  },
});

interface Options {
  mib: number;
  lane: 'tls' | 'quic';
  write: WriteArchive;
}

function requireContent(content: string): WriteArchive {
  const known: Record<string, WriteArchive> = { packed: writePacked, stored: writeStored };
  const write = known[content];
  if (write === undefined) throw new RangeError(`--content ${content}: give packed or stored`);
  return write;
}

async function makeArchiveGame(gamesDir: string, id: string, mib: number, write: WriteArchive) {
  const game: MadeGame = await makeGame(gamesDir, { id });
  return { ...game, ...(await write(join(game.root, `${id}.eti`), mib)) };
}

async function measureStream(
  { mib: wantedMib, lane, write }: Options,
  onEnd: BenchPeerSetup['onEnd'],
): Promise<object> {
  const home = await makeTempDir('bench-stream');
  onEnd(home.remove);
  const shared = join(home.path, 'source', 'games');
  const warmUp = await makeArchiveGame(shared, warmUpId, warmUpMib, write);
  const game = await makeArchiveGame(shared, gameId, wantedMib, write);
  const { mib, content } = game;
  const catalog = await writeCatalog(join(home.path, 'catalog.json'), [warmUp.catalogEntry, game.catalogEntry]);
  const setup = { home: home.path, catalog, args: lane === 'tls' ? [] : ['--no-tls'], onEnd };
  const source = await startBenchPeer('source', setup);
  const receiver = await startBenchPeer('receiver', setup);
  for (const id of [warmUpId, gameId]) await untilHashed({ home: home.path, onEnd }, source, id, limitMs);
  await receiver.command('connect', { address: source.address });

  await operate(receiver, 'stream-install', warmUpId);
  await operate(source, 'install', warmUpId);
  const archive = join(shared, gameId, `${gameId}.eti`);
  const unpacked = join(shared, gameId, 'local');
  // Read once more, so that neither run has what the other had not.
  await hashFile(archive);
  await touchPages(join(home.path, 'touched.bin'), mib);
  const plain = await operate(source, 'install', gameId);
  const installed = await hashTree(unpacked);
  await rm(unpacked, { recursive: true, force: true });
  await source.command('set-game-dir', { path: shared });
  await touchPages(join(home.path, 'touched.bin'), mib);
  const streamed = await measureStreamed(source, receiver);
  if (streamed.lane !== lane) throw new Error(`the bytes came over ${streamed.lane}`);
  const received = await hashTree(join(receiver.gamesDir, gameId, 'local'));
  if (!isDeepStrictEqual(received, installed)) throw new Error('what was streamed differs from what was unpacked here');
  await Promise.all([source.stop(), receiver.stop()]);
  const bare = await (lane === 'tls' ? measureTlsLane : measureQuic)({ mib });
  const installRate = round(mib / plain.seconds);
  return {
    content,
    mib,
    lane,
    /** From the command to the end, agreed, synced and swapped. */
    mibPerSecond: streamed.mibPerSecond,
    sender: streamed.sender,
    receiver: streamed.receiver,
    /** The same archive unpacked from this disk, synced and swapped. */
    installMibPerSecond: installRate,
    laneMibPerSecond: bare.mibPerSecond,
    toSlower: round(streamed.mibPerSecond / Math.min(installRate, bare.mibPerSecond)),
    cores: availableParallelism(),
    node: process.versions.node,
  };
}

/** Throws unless it ends well. */
async function operate(peer: BenchPeer, cmd: string, wanted: string) {
  const since = peer.mark();
  const startedMs = performance.now();
  await peer.command(cmd, { gameId: wanted });
  const isEnd = (event: PeerEvent) =>
    (event.kind === 'install-finished' || event.kind === 'install-failed') && event.gameId === wanted;
  const ended = await peer.waitForEvent(isEnd, { since, timeoutMs: limitMs });
  if (ended.kind !== 'install-finished') throw new Error(`${peer.name}: ${JSON.stringify(ended)}`);
  return { ended, seconds: (performance.now() - startedMs) / 1000 };
}

interface Streamed {
  mibPerSecond: number;
  lane: string | null;
  sender: Costs;
  receiver: Costs;
}

async function measureStreamed(source: BenchPeer, receiver: BenchPeer): Promise<Streamed> {
  const [before, beforeHere] = await Promise.all([readUsage(source), readUsage(receiver)]);
  const { ended } = await operate(receiver, 'stream-install', gameId);
  return {
    mibPerSecond: round(ended.streamed?.mibPerSecond ?? 0),
    lane: ended.streamed?.sources[0]?.lane ?? null,
    sender: await costsSince(source, before),
    receiver: await costsSince(receiver, beforeHere),
  };
}
