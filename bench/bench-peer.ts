// Peers under measurement on this machine, and what they cost while they work.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Stop } from '../src-main/peer/edge/stop.ts';
import type { PeerEvent } from '../src-shared/peer-event.ts';
import { hashFile } from '../e2e/game-fixtures.ts';
import { ofKind, startPeerProcess, type PeerProcess } from '../e2e/peer-process.ts';
import { mebibyte, round } from './bench.ts';
import type { LoopDelay } from './loop-delay.ts';

export interface BenchPeer extends PeerProcess {
  gamesDir: string;
  address: string;
  /** Ends one stretch of the watch over its event loop and begins the next. */
  markLoop: () => void;
  /** After its end: stretch `index`; null where it was not watched. */
  loopDelay: (index: number) => Promise<LoopDelay | null>;
}

export interface BenchPeerSetup {
  home: string;
  catalog: string;
  args?: string[];
  /** False where the watch over the event loop, which looks 500 times a second, would be most of what is measured. */
  watched?: boolean;
  onEnd: (undo: Stop) => void;
}

const watch = pathToFileURL(join(import.meta.dirname, 'loop-delay.ts')).href;

/** In `<home>/<name>`; a name that was used before keeps its folders. */
export async function startBenchPeer(name: string, setup: BenchPeerSetup): Promise<BenchPeer> {
  const { home, catalog, args = [], watched = true, onEnd } = setup;
  const gamesDir = join(home, name, 'games');
  const delays = join(home, name, 'loop-delays.json');
  await mkdir(gamesDir, { recursive: true });
  const peer = startPeerProcess({
    gamesDir,
    stateDir: join(home, name, 'state'),
    name,
    catalog,
    args: ['--no-mdns', '--port', '0', ...args],
    env: watched ? { NODE_OPTIONS: `--import=${watch}`, LANSPREAD_LOOP_DELAYS: delays } : {},
  });
  onEnd(peer.kill);
  const { port } = await peer.waitForEvent(ofKind('local-peer-ready'), { since: 0 });
  await peer.command('status');
  return {
    ...peer,
    gamesDir,
    address: `127.0.0.1:${port}`,
    markLoop: () => void (watched && process.platform !== 'win32' && process.kill(peer.pid, 'SIGUSR2')),
    loopDelay: async (index) => {
      const text = await readFile(delays, 'utf8').catch(() => '[]');
      return (JSON.parse(text) as LoopDelay[])[index] ?? null;
    },
  };
}

export interface Usage {
  cpuSeconds: number;
  peakRssBytes: number;
}

export const readUsage = async (peer: PeerProcess): Promise<Usage> =>
  (await peer.command<{ process: Usage }>('status')).process;

export interface Costs {
  cpuSeconds: number;
  peakRssMib: number;
}

/** What it took since `before`; the memory is the most of its whole life. */
export async function costsSince(peer: PeerProcess, before: Usage): Promise<Costs> {
  const { cpuSeconds, peakRssBytes } = await readUsage(peer);
  return { cpuSeconds: round(cpuSeconds - before.cpuSeconds), peakRssMib: round(peakRssBytes / mebibyte) };
}

/** The end of a download, whatever it is; throws unless it is a success. */
export async function untilFetched(peer: PeerProcess, gameId: string, since: number, timeoutMs: number) {
  const isEnd = (event: PeerEvent) =>
    (event.kind === 'download-finished' || event.kind === 'download-failed') && event.gameId === gameId;
  const ended = await peer.waitForEvent(isEnd, { since, timeoutMs });
  if (ended.kind !== 'download-finished') throw new Error(`${peer.name}: ${JSON.stringify(ended)}`);
  return ended;
}

/** Throws when a byte of the archive differs: a fast wrong copy is no result. */
export async function requireSameArchive(one: string, other: string, gameId: string): Promise<void> {
  const file = join(gameId, `${gameId}.eti`);
  const [sent, received] = await Promise.all([hashFile(join(one, file)), hashFile(join(other, file))]);
  if (sent !== received) throw new Error(`the copy of ${gameId} differs from the original`);
}

export async function removeFetched(peer: BenchPeer, gameId: string): Promise<void> {
  const since = peer.mark();
  await peer.command('remove-download', { gameId });
  await peer.waitForEvent(ofKind('remove-finished'), { since });
  await rm(join(peer.gamesDir, gameId), { recursive: true, force: true });
}
