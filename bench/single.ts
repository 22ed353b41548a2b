// One source, one receiver, one big file: from disk to disk through two real peers, beside the bare lanes.
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { hashFile, makeTempDir, manyPieceGame, makeGame, writeCatalog } from '../e2e/game-fixtures.ts';
import { ofKind, startPeerProcess, type PeerProcess } from '../e2e/peer-process.ts';
import { measureQuic, measureTls, type LaneResult } from './lane.ts';

export interface SingleOptions {
  mib: number;
  datagramBytes: number;
}

interface ProcessFigures {
  cpuSeconds: number;
  peakRssBytes: number;
}

const gameId = 'bench';
/** Fetched first and not counted: both programs have compiled their hot paths then, as in any longer download. */
const warmUpId = 'warmup';
const warmUpMib = 64;
const mebibyte = 2 ** 20;
const limitMs = 600_000;

/** Throws when a byte differs: a fast wrong copy is no result. */
export async function measureSingle({ mib, datagramBytes }: SingleOptions): Promise<object> {
  const home = await makeTempDir('bench-single');
  const peers: PeerProcess[] = [];
  try {
    const folder = (name: string) => path.join(home.path, name);
    for (const name of ['source', 'receiver']) await mkdir(folder(`${name}/games`), { recursive: true });
    const warmUp = await makeGame(folder('source/games'), manyPieceGame(warmUpId, warmUpMib));
    const game = await makeGame(folder('source/games'), manyPieceGame(gameId, mib));
    const catalog = await writeCatalog(folder('catalog.json'), [warmUp.catalogEntry, game.catalogEntry]);
    for (const name of ['source', 'receiver']) {
      const args = ['--no-mdns', '--datagram', String(datagramBytes)];
      peers.push(
        startPeerProcess({ gamesDir: folder(`${name}/games`), stateDir: folder(`${name}/state`), name, catalog, args }),
      );
    }
    const [source, receiver] = peers as [PeerProcess, PeerProcess];
    await meet(source, receiver);
    await download(source, receiver, warmUpId);
    const quic = await download(source, receiver, gameId);
    await requireEqual(folder('source/games'), folder('receiver/games'));
    const lane = await measureQuic({ mib, datagramBytes });
    const tls = await measureTls({ mib });
    return describeRun(mib, datagramBytes, quic, lane, tls);
  } finally {
    await Promise.allSettled(peers.map((peer) => peer.stop()));
    await home.remove();
  }
}

interface Transfer {
  mibPerSecond: number;
  sender: ProcessFigures;
  receiver: ProcessFigures;
}

async function meet(source: PeerProcess, receiver: PeerProcess): Promise<void> {
  const ready = await source.waitForEvent(ofKind('local-peer-ready'), { since: 0 });
  await source.waitForEvent(
    ofKind('local-library-changed', ({ games }) => games.some(({ id, downloaded }) => id === gameId && downloaded)),
    { since: 0 },
  );
  await receiver.waitForEvent(ofKind('local-peer-ready'), { since: 0 });
  await receiver.command('connect', { address: `127.0.0.1:${ready.port}` });
}

async function download(source: PeerProcess, receiver: PeerProcess, wanted: string): Promise<Transfer> {
  const before = await Promise.all([figures(source), figures(receiver)]);
  const finished = receiver.waitForEvent(ofKind('download-finished'), { timeoutMs: limitMs });
  await receiver.command('download', { gameId: wanted, install: false });
  const { mibPerSecond } = await finished;
  const after = await Promise.all([figures(source), figures(receiver)]);
  const [sender, taker] = after.map((end, index) => ({
    ...end,
    cpuSeconds: end.cpuSeconds - (before[index]?.cpuSeconds ?? 0),
  }));
  return { mibPerSecond, sender: sender as ProcessFigures, receiver: taker as ProcessFigures };
}

async function figures(peer: PeerProcess): Promise<ProcessFigures> {
  return (await peer.command<{ process: ProcessFigures }>('status')).process;
}

async function requireEqual(source: string, receiver: string): Promise<void> {
  const file = path.join(gameId, `${gameId}.eti`);
  const [sent, received] = await Promise.all([hashFile(path.join(source, file)), hashFile(path.join(receiver, file))]);
  if (sent !== received) throw new Error('the copy differs from the original');
}

function describeRun(mib: number, datagramBytes: number, quic: Transfer, lane: LaneResult, tls: LaneResult): object {
  const side = ({ cpuSeconds, peakRssBytes }: ProcessFigures) => ({
    cpuSeconds: round(cpuSeconds),
    peakRssMib: round(peakRssBytes / mebibyte),
  });
  return {
    bench: 'single',
    mib,
    datagramBytes,
    /** File to file through two peers, synced. */
    mibPerSecond: round(quic.mibPerSecond),
    sender: side(quic.sender),
    receiver: side(quic.receiver),
    /** The same lane and plain TLS, memory to memory. */
    quicLaneMibPerSecond: round(lane.mibPerSecond),
    tlsMibPerSecond: round(tls.mibPerSecond),
    toLane: round(quic.mibPerSecond / lane.mibPerSecond),
    laneToTls: round(lane.mibPerSecond / tls.mibPerSecond),
    cores: availableParallelism(),
    node: process.versions.node,
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
