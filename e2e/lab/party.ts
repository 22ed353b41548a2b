// A party on a lab LAN: one headless peer per host, each with its own games and state folder.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PeerId } from '../../src-shared/game.ts';
import { makeGame, makeTempDir, writeCatalog, type GameSpec, type MadeGame } from '../game-fixtures.ts';
import { ofKind, startPeerProcess, type PeerProcess } from '../peer-process.ts';
import { startLab, type Lab, type LabOptions } from './lab.ts';
import type { SpecContext } from './spec.ts';

export interface Guest {
  peer: PeerProcess;
  peerId: PeerId;
  /** Where the other hosts reach it, `host:port`. */
  address: string;
  gamesDir: string;
  games: MadeGame[];
  /** When it was ready, in milliseconds of `performance.now()`. */
  readyMs: number;
}

export interface Party {
  lab: Lab;
  guests: Guest[];
  /** A folder that goes with the party. */
  home: string;
}

export type PartyOptions = LabOptions & {
  /** Games by host; a host without any begins with an empty folder. */
  gamesOf?: GameSpec[][];
  /** So many hosts at the end run no peer. */
  onlookers?: number;
  /** Further arguments of every peer. */
  args?: string[];
};

/** Ends with the spec. The catalog holds every game of every host. */
export async function startParty(context: Pick<SpecContext, 'onEnd'>, options: PartyOptions): Promise<Party> {
  const { gamesOf = [], onlookers = 0, args = [] } = options;
  const temp = await makeTempDir('lab');
  context.onEnd(temp.remove);
  const lab = await startLab(options);
  context.onEnd(lab.down);
  const folders = await Promise.all(
    lab.hosts.map(async (_host, index) => fillFolder(join(temp.path, `host${index + 1}`), gamesOf[index] ?? [])),
  );
  const entries = folders.flatMap(({ games }) => games.map(({ catalogEntry }) => catalogEntry));
  const unique = [...new Map(entries.map((entry) => [entry.id, entry])).values()];
  const catalog = await writeCatalog(join(temp.path, 'catalog.json'), unique);
  const peerHosts = lab.hosts.slice(0, lab.hosts.length - onlookers);
  const guests = peerHosts.map(async ({ prefix, address }, index) => {
    const { dir, gamesDir, games } = folders[index] as (typeof folders)[number];
    const name = `host${index + 1}`;
    const peer = startPeerProcess({ name, gamesDir, stateDir: join(dir, 'state'), catalog, prefix, args });
    context.onEnd(peer.kill);
    const ready = await peer.waitForEvent(ofKind('local-peer-ready'), { since: 0 });
    const readyMs = arrivalOf(peer, ready);
    return { peer, peerId: ready.peerId, address: `${address}:${ready.port}`, gamesDir, games, readyMs };
  });
  return { lab, home: temp.path, guests: await Promise.all(guests) };
}

async function fillFolder(dir: string, specs: GameSpec[]) {
  const gamesDir = join(dir, 'games');
  await mkdir(gamesDir, { recursive: true });
  const games = [];
  for (const spec of specs) games.push(await makeGame(gamesDir, spec));
  return { dir, gamesDir, games };
}

/** When an event arrived, in milliseconds of `performance.now()`. */
export function arrivalOf(peer: PeerProcess, event: unknown): number {
  return peer.events.find((seen) => seen.event === event)?.atMs ?? NaN;
}

/** Milliseconds from `fromMs` until `guest` is told that `other` is connected. */
export async function meets(guest: Guest, other: Guest, since: number, fromMs: number): Promise<number> {
  const match = ofKind('peer-connected', ({ peer }) => peer.peerId === other.peerId);
  const met = await guest.peer.waitForEvent(match, { since });
  return arrivalOf(guest.peer, met) - fromMs;
}

/** Milliseconds from `fromMs` until `guest` is told that `other` is gone. */
export async function misses(guest: Guest, other: Guest, since: number, fromMs: number): Promise<number> {
  const match = ofKind('peer-disconnected', ({ peerId }) => peerId === other.peerId);
  const missed = await guest.peer.waitForEvent(match, { since });
  return arrivalOf(guest.peer, missed) - fromMs;
}

/** Every ordered pair of different guests. */
export function pairsOf(guests: readonly Guest[]): [Guest, Guest][] {
  return guests.flatMap((guest) =>
    guests.filter((other) => other !== guest).map((other): [Guest, Guest] => [guest, other]),
  );
}

export async function stopAll(guests: readonly Guest[]): Promise<string> {
  await Promise.all(guests.map(async ({ peer }) => peer.stop()));
  return '';
}
