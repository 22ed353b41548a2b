// A room on a LAN of network namespaces, for measurements that need links of a known speed.
import { join } from 'node:path';
import type { Stop } from '../src-main/peer/edge/stop.ts';
import { hashFile, manyPieceGame } from '../e2e/game-fixtures.ts';
import { ofKind } from '../e2e/peer-process.ts';
import { findLabProblem, type Lab } from '../e2e/lab/lab.ts';
import { startOnlooker, type Onlooker } from '../e2e/lab/onlooker.ts';
import { arrivalOf, startParty, type Guest, type PartyOptions } from '../e2e/lab/party.ts';
import { mebibyte } from './bench.ts';
import { untilFetched } from './bench-peer.ts';

export const gameId = 'bench';
/** Fetched first by everybody and not counted: all programs have compiled their hot paths then. */
const warmUp = manyPieceGame('warmup', 16);
export const limitMs = 900_000;

export interface LabRoom {
  lab: Lab;
  /** A folder on the disk that all hosts use; removed at the end. */
  home: string;
  seeds: Guest[];
  clients: Guest[];
  onlooker: Onlooker;
  /** Bytes of the game. */
  bytes: number;
}

export interface LabRoomOptions {
  seeds: number;
  clients: number;
  mib: number;
  /** Of every link, both ways, for example `100mbit`. */
  rate: string;
  /** Of single links by the position of their host: seeds first, then clients. */
  rateOf?: PartyOptions['rateOf'];
  args?: string[];
  onEnd: (undo: Stop) => void;
}

/** All know each other, and the first seed has hashed the game. Its onlooker runs on a host of its own. */
export async function startLabRoom(options: LabRoomOptions): Promise<LabRoom> {
  const { seeds, clients, mib, rate, rateOf = {}, args = [], onEnd } = options;
  const problem = await findLabProblem();
  if (problem !== null) throw new Error(`this needs a lab: ${problem}`);
  const game = manyPieceGame(gameId, mib);
  const { lab, guests, home } = await startParty(
    { onEnd },
    {
      hosts: seeds + clients + 1,
      onlookers: 1,
      rate,
      rateOf,
      gamesOf: Array.from({ length: seeds }, () => [warmUp, game]),
      args: ['--no-mdns', ...args],
    },
  );
  for (const [index, guest] of guests.entries()) {
    for (const other of guests.slice(0, index)) await guest.peer.command('connect', { address: other.address });
  }
  const [first] = guests as [Guest, ...Guest[]];
  const onlooker = startOnlooker(lab.hosts.at(-1)!, home, gameId, first, guests.slice(seeds));
  onEnd(onlooker.stop);
  await onlooker.hashed;
  await Promise.all(guests.slice(seeds).map(async (client) => fetchGame(client, warmUp.id)));
  const { games } = await first.peer.command<{ games: { id: string; localBytes: number }[] }>('list-games');
  const bytes = games.find(({ id }) => id === gameId)?.localBytes ?? 0;
  return { lab, home, seeds: guests.slice(0, seeds), clients: guests.slice(seeds), onlooker, bytes };
}

export interface Fetch {
  /** From the command to the success. */
  seconds: number;
  sources: { peerId: string; bytes: number }[];
}

/** One download from its command to its success. */
export async function fetchGame({ peer }: Guest, id = gameId): Promise<Fetch> {
  const since = peer.mark();
  const fromMs = performance.now();
  await peer.command('download', { gameId: id, install: false });
  const finished = await untilFetched(peer, id, since, limitMs);
  const seconds = (arrivalOf(peer, finished) - fromMs) / 1000;
  return { seconds, sources: finished.sources };
}

/** Throws unless every copy equals the original. To be called when nothing is measured any more: it needs both cores. */
export async function compareCopies(clients: readonly Guest[], seed: Guest): Promise<void> {
  const archiveOf = ({ gamesDir }: Guest) => join(gamesDir, gameId, `${gameId}.eti`);
  const original = await hashFile(archiveOf(seed));
  for (const client of clients) {
    if ((await hashFile(archiveOf(client))) !== original)
      throw new Error(`${client.peer.name}: the copy differs from the original`);
  }
}

export async function removeGame({ peer }: Guest): Promise<void> {
  const since = peer.mark();
  await peer.command('remove-download', { gameId });
  await peer.waitForEvent(ofKind('remove-finished'), { since });
}

/** Bytes that these fetches had from one guest. */
export const givenBy = (guest: Guest, fetches: readonly Fetch[]): number =>
  fetches
    .flatMap(({ sources }) => sources)
    .filter(({ peerId }) => peerId === guest.peerId)
    .reduce((sum, { bytes }) => sum + bytes, 0);

/** Seconds that `bytes` take on a link of so many Mbit/s. */
export const linkSeconds = (bytes: number, mbit: number): number => (bytes / mebibyte) * (8.388608 / mbit);
