// A receiver that is killed half-way and started again: what it fetches a second time, and how soon bytes flow again.
import { join } from 'node:path';
import { makeGame, makeTempDir, manyPieceGame, writeCatalog } from '../e2e/game-fixtures.ts';
import { ofKind, type PeerProcess } from '../e2e/peer-process.ts';
import { untilHashed } from '../e2e/scenarios/hashed.ts';
import { requireSameArchive, startBenchPeer, untilFetched, type BenchPeerSetup } from './bench-peer.ts';
import { defineBench, mebibyte, requireLane, round, withCleanUp } from './bench.ts';

const gameId = 'bench';
const limitMs = 600_000;

export const resume = defineBench({
  about: 'the receiver is killed half-way and started again: bytes fetched again, time until bytes flow',
  flags: { mib: 1024, lane: 'tls' },
  run: async ({ mib, lane }, print) =>
    print(await withCleanUp(async (onEnd) => measureResume({ mib, lane: requireLane(lane) }, onEnd))),
});

async function measureResume(options: { mib: number; lane: string }, onEnd: BenchPeerSetup['onEnd']): Promise<object> {
  const home = await makeTempDir('bench-resume');
  onEnd(home.remove);
  const shared = join(home.path, 'source', 'games');
  const game = await makeGame(shared, manyPieceGame(gameId, options.mib));
  const catalog = await writeCatalog(join(home.path, 'catalog.json'), [game.catalogEntry]);
  const setup = { home: home.path, catalog, args: options.lane === 'tls' ? [] : ['--no-tls'], onEnd };
  const source = await startBenchPeer('source', setup);
  await untilHashed({ home: home.path, onEnd }, source, gameId, limitMs);

  const first = await startBenchPeer('receiver', setup);
  await first.command('connect', { address: source.address });
  await first.command('download', { gameId, install: false });
  const had = await untilHalf(first);
  await first.kill();

  const startedMs = performance.now();
  const receiver = await startBenchPeer('receiver', setup);
  const readyMs = performance.now();
  await receiver.command('connect', { address: source.address });
  const connectedMs = performance.now();
  const flowsMs = await untilBytesFlow(receiver);
  const finished = await untilFetched(receiver, gameId, 0, limitMs);
  await requireSameArchive(shared, receiver.gamesDir, gameId);
  await Promise.all([source.stop(), receiver.stop()]);
  const totalBytes = had.totalBytes;
  const fetched = finished.sources.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    ...options,
    hadMib: round(had.downloadedBytes / mebibyte),
    /** Over the wire, of what it had: negative by what came between the last look and the kill. */
    againMib: round((fetched + had.downloadedBytes - totalBytes) / mebibyte),
    againOfHad: round((fetched + had.downloadedBytes - totalBytes) / had.downloadedBytes),
    startToReadyMs: Math.round(readyMs - startedMs),
    connectToBytesMs: Math.round(flowsMs - connectedMs),
    startToBytesMs: Math.round(flowsMs - startedMs),
    startToFinishedMs: Math.round(arrivalOf(receiver, finished) - startedMs),
  };
}

interface Had {
  downloadedBytes: number;
  totalBytes: number;
}

/** Looks all the time, because what is told is told seldom. */
async function untilHalf(peer: PeerProcess): Promise<Had> {
  for (;;) {
    const { downloads } = await peer.command<{ downloads: Had[] }>('status');
    const [download] = downloads;
    if (download !== undefined && download.totalBytes > 0 && download.downloadedBytes * 2 >= download.totalBytes) {
      return download;
    }
    if (peer.events.some(({ event }) => event.kind === 'download-finished')) {
      throw new Error('the download was over before it could be cut off: give more --mib');
    }
  }
}

/** When a source was first seen to give something. */
async function untilBytesFlow(peer: PeerProcess): Promise<number> {
  const flows = ofKind('download-progress', ({ sources }) => sources.some(({ bytes }) => bytes > 0));
  return arrivalOf(peer, await peer.waitForEvent(flows, { since: 0, timeoutMs: limitMs }));
}

const arrivalOf = (peer: PeerProcess, event: unknown): number =>
  peer.events.find((seen) => seen.event === event)?.atMs ?? NaN;
