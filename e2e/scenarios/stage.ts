// Where one scenario takes place: a folder of its own, the peers that it starts, and how all of that ends.
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CatalogGame, GameId, PeerId } from '../../src-shared/game.ts';
import type { Stop } from '../../src-main/peer/edge/stop.ts';
import { makeGame, writeCatalog, type GameSpec, type MadeGame } from '../game-fixtures.ts';
import { ofKind, startPeerProcess, type PeerProcess } from '../peer-process.ts';
import { listedGames } from './games.ts';

export interface PeerSetup {
  /** Written into its games folder before it starts. */
  games?: GameSpec[];
  /** In place of the catalog that all peers share. */
  catalog?: CatalogGame[];
  /** Further arguments of the peer. */
  args?: string[];
  /** Neither name nor games folder are given: the peer uses what it has saved. */
  asSaved?: boolean;
  /** No port is given either. */
  portAsSaved?: boolean;
  /** What starts the peer, given its games folder; it must replace itself by the peer. */
  prefix?: (gamesDir: string) => string[];
}

/** A running peer and where it lives. */
export interface Actor extends PeerProcess {
  peerId: PeerId;
  /** Where others reach it on this machine, `host:port`. */
  address: string;
  gamesDir: string;
  stateDir: string;
  /** What was made for it, by id. */
  games: ReadonlyMap<GameId, MadeGame>;
  /** The folder of a game, whether it is there or not. */
  root: (gameId: GameId) => string;
}

export interface Stage {
  home: string;
  /** Starts a peer and waits until it has looked through its games. A name that was used before keeps its folders. */
  startPeer: (name: string, setup?: PeerSetup) => Promise<Actor>;
  /** Starts several at once, by name. */
  startPeers: <N extends string>(setups: Record<N, PeerSetup>) => Promise<Record<N, Actor>>;
  /** Called when the scenario has ended, the latest first. */
  onEnd: (stop: Stop) => void;
  /** Tells something about this run that is worth a line. */
  note: (text: string) => void;
}

export interface OpenStage extends Stage {
  /** Every peer that was ever started, oldest first. */
  peers: readonly PeerProcess[];
  /** Ends all peers as a user does; throws when one of them does not end in good order. */
  stop: Stop;
  /** Cuts off whatever still runs, and lets nothing start any more; never throws. */
  abandon: Stop;
  /** Deletes its folder; what is neither removed nor kept goes when this process ends. */
  remove: Stop;
  keep: () => void;
}

const homes = new Set<string>();
process.on('exit', () => {
  for (const home of homes) rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});

/** Code that was compiled once starts twice as fast. */
const compileCacheDir = join(import.meta.dirname, '../../.cache/compiled');

export async function openStage(id: string, note: (text: string) => void): Promise<OpenStage> {
  const home = await mkdtemp(join(tmpdir(), `lanspread-scenario-${id.toLowerCase()}-`));
  homes.add(home);
  const peers: PeerProcess[] = [];
  const cutOff = new Set<PeerProcess>();
  const stops: Stop[] = [];
  let closed = false;

  const endRest = async () => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  };

  const startPeer: Stage['startPeer'] = async (name, setup = {}) => {
    const { games: specs = [], catalog = listedGames, args = [], asSaved = false, portAsSaved = false, prefix } = setup;
    const [gamesDir, stateDir] = [join(home, name, 'games'), join(home, name, 'state')];
    await mkdir(join(home, name), { recursive: true });
    if (!asSaved) await mkdir(gamesDir, { recursive: true });
    const games = new Map<GameId, MadeGame>();
    for (const spec of specs) games.set(spec.id, await makeGame(gamesDir, spec));
    const catalogFile = await writeCatalog(join(home, name, 'catalog.json'), catalog);
    if (closed) throw new Error(`${name} is not started any more`);
    const peer = startPeerProcess({
      name,
      ...(asSaved ? { nameAsSaved: true } : { gamesDir }),
      stateDir,
      catalog: catalogFile,
      args: ['--no-mdns', ...(portAsSaved ? [] : ['--port', '0']), ...args],
      ...(prefix === undefined ? {} : { prefix: prefix(gamesDir) }),
      // Under this name a peer ends by itself when its parent is gone.
      env: { NODE_COMPILE_CACHE: compileCacheDir, npm_lifecycle_event: 'scenarios' },
    });
    const kill = async () => {
      cutOff.add(peer);
      await peer.kill();
    };
    peers.push(peer);
    const { peerId, port } = await peer.waitForEvent(ofKind('local-peer-ready'), { since: 0 });
    await peer.command('status');
    const root = (gameId: GameId) => join(gamesDir, gameId);
    return { ...peer, kill, peerId, address: `127.0.0.1:${port}`, gamesDir, stateDir, games, root };
  };

  const startPeers: Stage['startPeers'] = async <N extends string>(setups: Record<N, PeerSetup>) => {
    const started = Object.entries<PeerSetup>(setups).map(async ([name, setup]) => [
      name,
      await startPeer(name, setup),
    ]);
    return Object.fromEntries(await Promise.all(started)) as Record<N, Actor>;
  };

  return {
    home,
    startPeer,
    startPeers,
    onEnd: (stop) => void stops.push(stop),
    note,
    peers,
    stop: async () => {
      await endRest();
      await Promise.all(peers.filter((peer) => !cutOff.has(peer)).map(async (peer) => peer.stop()));
    },
    abandon: async () => {
      closed = true;
      await Promise.all(peers.map(async (peer) => peer.kill()));
      await endRest().catch(() => {});
    },
    remove: async () => {
      await rm(home, { recursive: true, force: true, maxRetries: 3 });
      homes.delete(home);
    },
    keep: () => void homes.delete(home),
  };
}
