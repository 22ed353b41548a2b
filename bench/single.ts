// One source, one receiver, one big file: from disk to disk through two real peers, beside the same file without a peer.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { hashFile, makeGame, makeTempDir, manyPieceGame, writeCatalog } from '../e2e/game-fixtures.ts';
import { untilHashed } from '../e2e/scenarios/hashed.ts';
import { measureTcpFile, measureTlsFile, type BaselineResult } from './baseline.ts';
import {
  costsSince,
  readUsage,
  removeFetched,
  requireSameArchive,
  startBenchPeer,
  untilFetched,
  type BenchPeer,
  type BenchPeerSetup,
  type Costs,
} from './bench-peer.ts';
import { defineBench, requireLane, round, touchPages, withCleanUp } from './bench.ts';

const gameId = 'bench';
/** Fetched first and not counted: both programs have compiled their hot paths then, as in any longer download. */
const warmUpId = 'warmup';
const warmUpMib = 64;
const limitMs = 600_000;

export const single = defineBench({
  about: 'one source, file to file on loopback, beside the same file over bare TLS and TCP in the same run',
  flags: { mib: 2048, lane: 'tls', datagram: 1452, runs: 1 },
  run: async ({ mib, lane, datagram, runs }, print) => {
    for (let run = 0; run < runs; run++) {
      print(await withCleanUp(async (onEnd) => measureSingle({ mib, lane: requireLane(lane), datagram }, onEnd)));
    }
  },
});

interface Options {
  mib: number;
  lane: 'tls' | 'quic';
  /** UDP payload in bytes. */
  datagram: number;
}

async function measureSingle(options: Options, onEnd: BenchPeerSetup['onEnd']): Promise<object> {
  const { mib, lane, datagram } = options;
  const home = await makeTempDir('bench-single');
  onEnd(home.remove);
  const shared = join(home.path, 'source', 'games');
  const warmUp = await makeGame(shared, manyPieceGame(warmUpId, warmUpMib));
  const game = await makeGame(shared, manyPieceGame(gameId, mib));
  const catalog = await writeCatalog(join(home.path, 'catalog.json'), [warmUp.catalogEntry, game.catalogEntry]);
  const args = ['--datagram', String(datagram), ...(lane === 'tls' ? [] : ['--no-tls'])];
  const setup = { home: home.path, catalog, args, onEnd };
  const source = await startBenchPeer('source', setup);
  const receiver = await startBenchPeer('receiver', setup);
  for (const id of [warmUpId, gameId]) await untilHashed({ home: home.path, onEnd }, source, id, limitMs);
  await receiver.command('connect', { address: source.address });

  await fetch(source, receiver, warmUpId);
  await removeFetched(receiver, warmUpId);
  const archive = join(shared, gameId, `${gameId}.eti`);
  // Read once more, so that no later run has what an earlier one had not.
  await hashFile(archive);
  const target = join(home.path, 'baseline.bin');
  await touchPages(target, mib);
  const fetched = await fetch(source, receiver, gameId);
  if (fetched.lane !== lane) throw new Error(`the bytes came over ${fetched.lane}`);
  await requireSameArchive(shared, receiver.gamesDir, gameId);
  await removeFetched(receiver, gameId);
  await Promise.all([source.stop(), receiver.stop()]);
  await touchPages(target, mib);
  const tls = await measureTlsFile(archive, target);
  await touchPages(target, mib);
  const tcp = await measureTcpFile(archive, target);
  return { ...options, ...(await describeRun(source, receiver, fetched, tls, tcp)) };
}

interface Fetched {
  mibPerSecond: number;
  lane: string | null;
  verified: boolean;
  sender: Costs;
  receiver: Costs;
}

/** Its begin and its end are marked in the watches over the event loops. */
async function fetch(source: BenchPeer, receiver: BenchPeer, wanted: string): Promise<Fetched> {
  const [before, beforeHere] = await Promise.all([readUsage(source), readUsage(receiver)]);
  for (const peer of [source, receiver]) peer.markLoop();
  const since = receiver.mark();
  await receiver.command('download', { gameId: wanted, install: false });
  const { mibPerSecond, sources } = await untilFetched(receiver, wanted, since, limitMs);
  for (const peer of [source, receiver]) peer.markLoop();
  const told = receiver.events.slice(since).flatMap(({ event }) => (event.kind === 'download-progress' ? [event] : []));
  return {
    mibPerSecond,
    lane: sources[0]?.lane ?? null,
    verified: told.at(-1)?.verified === true,
    sender: await costsSince(source, before),
    receiver: await costsSince(receiver, beforeHere),
  };
}

/** Stretches end at: begin and end of the warm-up, begin and end of the measured run. */
const measuredStretch = 3;

async function describeRun(
  source: BenchPeer,
  receiver: BenchPeer,
  fetched: Fetched,
  tls: BaselineResult,
  tcp: BaselineResult,
): Promise<object> {
  const delayOf = async (peer: BenchPeer) => {
    const delay = await peer.loopDelay(measuredStretch);
    return delay === null ? null : { longestMs: round(delay.longestMs), highMs: round(delay.highMs) };
  };
  return {
    verified: fetched.verified,
    /** File to file through two peers, synced and committed. */
    mibPerSecond: round(fetched.mibPerSecond),
    sender: { ...fetched.sender, loopDelay: await delayOf(source) },
    receiver: { ...fetched.receiver, loopDelay: await delayOf(receiver) },
    /** The same file over one bare connection, hashed and synced (TLS) or only synced (TCP). */
    tlsFile: tls,
    tcpFile: tcp,
    toTlsFile: round(fetched.mibPerSecond / tls.mibPerSecond),
    toTcpFile: round(fetched.mibPerSecond / tcp.mibPerSecond),
    cores: availableParallelism(),
    node: process.versions.node,
  };
}
