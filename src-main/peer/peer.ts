// The headless peer: wires its parts together and owns their lifetimes.
import { networkInterfaces } from 'node:os';
import type { GameId, GameRow } from '../../src-shared/game.ts';
import type { ActiveOperation } from '../../src-shared/operation.ts';
import type { CommandKind, CommandResult, PeerCommand } from '../../src-shared/peer-command.ts';
import { PeerError } from '../../src-shared/peer-error.ts';
import type { DownloadProgress, InstallProgress, PeerEvent } from '../../src-shared/peer-event.ts';
import type { PeerRow } from '../../src-shared/peer-row.ts';
import type { PeerContext } from './context.ts';
import { realDisk } from './disk/real-disk.ts';
import type { Disk } from './disk/disk.ts';
import { systemClock, type Clock } from './edge/clock.ts';
import type { Log } from './edge/log.ts';
import type { Stop } from './edge/stop.ts';
import type { Unpacker } from './edge/unpacker.ts';
import { openGameFolder, type OpenFolder } from './game-folder.ts';
import { handleCommand } from './handle-command.ts';
import type { Catalog } from './library/catalog.ts';
import { createOperations } from './operations.ts';
import { protocolVersion } from './protocol/limits.ts';
import type { Discovery } from './room/discovery.ts';
import type { OwnIdentity } from './room/hello.ts';
import { createPeerRegistry } from './room/peer-registry.ts';
import { createRoom } from './room/room.ts';
import { describeChange, listRows } from './rows.ts';
import { summarizeGame } from './rules/sharing.ts';
import { createOutboundTransfers } from './serve/outbound-transfers.ts';
import { createServer } from './serve/server.ts';
import type { Connection, Transport } from './transport/transport.ts';

export interface PeerOptions {
  /** null = not chosen yet: the peer meets the room and shares nothing. */
  gameDir: string | null;
  stateDir: string;
  name: string;
  catalog: Catalog;
  identity: OwnIdentity & { fingerprint: string };
  unpacker: Unpacker;
  transport: Transport;
  /** null = peers are met by address only. */
  discovery: Discovery | null;
  onEvent: (event: PeerEvent) => void;
  disk?: Disk;
  clock?: Clock;
}

/** The truth of this moment; events only say that it changed. */
export interface PeerSnapshot {
  self: { peerId: string; name: string; addresses: string[] };
  gameDir: string | null;
  games: GameRow[];
  operations: ActiveOperation[];
  downloads: DownloadProgress[];
  installs: InstallProgress[];
  peers: PeerRow[];
  /** Transfers to other peers that run now, per game. */
  outboundTransfers: Record<GameId, number>;
}

export interface Peer {
  /** Answers at once; an outcome that takes time comes as an event. Throws PeerError when refused. */
  send: <K extends CommandKind>(command: Extract<PeerCommand, { kind: K }>) => Promise<CommandResult<K>>;
  snapshot: () => PeerSnapshot;
  rename: (name: string) => void;
  /** Says goodbye, rolls back what runs, and ends every part. */
  stop: Stop;
}

/** Listens, scans and looks for peers. Throws `port-taken` or `game-dir-unusable` when it cannot start. */
export async function startPeer(options: PeerOptions): Promise<Peer> {
  const { stateDir, catalog, identity, transport, unpacker, clock = systemClock, disk = realDisk } = options;
  let { name } = options;
  let folder: OpenFolder | null = null;
  const emit = options.onEvent;
  const log: Log = (level, message) => emit({ kind: 'log', level, message });

  const outbound = createOutboundTransfers();
  const operations = createOperations((active) => {
    emit({ kind: 'active-operations-changed', operations: active });
    announce();
  });
  const registry = createPeerRegistry(clock.nowMs, {
    onPeer: (change, peer) => tellPeer(emit, change, peer, registry.connectedCount),
    onLibrary: (gameIds) => {
      const change = describeChange(context, gameIds);
      if (change.games.length + change.removed.length > 0) emit({ kind: 'remote-library-changed', ...change });
    },
  });
  let listenPort = 0;
  const serve = (connection: Connection) => server(connection);
  const describeSelf = () => ({ name, listenPort });
  const room = createRoom({ identity, describeSelf, transport, registry, serve, clock, log });

  const servedVersion = (gameId: GameId) => {
    const game = folder?.library.get(gameId);
    const summary = game && summarizeGame(catalog.games.get(gameId), game, operations.isBusy(gameId));
    return summary?.state === 'serving' ? summary.version : null;
  };
  const gameDir = () => folder?.path ?? null;
  const server = createServer({ room, outbound, disk, gameDir, servedVersion, onHeard: registry.touch });

  const announce = () => {
    const games = [...(folder?.library.games() ?? [])].flatMap(
      (game) => summarizeGame(catalog.games.get(game.id), game, operations.isBusy(game.id)) ?? [],
    );
    room.announce(new Map(games.map((game) => [game.id, game])));
  };

  const tellChanged = (gameIds: GameId[]) => {
    emit({ kind: 'local-library-changed', ...describeChange(context, gameIds) });
    announce();
  };

  const useFolder = async (path: string): Promise<void> => {
    const before = folder;
    const folderOptions = { disk, stateDir, catalog: catalog.games, isBusy: operations.isBusy, onChanged: tellChanged };
    const next = await openGameFolder({ ...folderOptions, clock, log }, path);
    await before?.stop();
    folder = next;
    tellChanged([...new Set([...heldIds(before), ...heldIds(next)])]);
  };

  const setFolder = async (path: string): Promise<void> => {
    if (folder !== null && isSamePath(folder.path, path)) return folder.refresh();
    if (operations.active().length > 0) {
      const hint = 'Wait until everything has ended, or cancel it.';
      throw new PeerError('game-dir-busy', 'The games folder is in use by a running operation.', hint);
    }
    await useFolder(path);
  };

  const context: PeerContext = {
    peerId: identity.peerId,
    stateDir,
    catalog: catalog.games,
    disk,
    unpacker,
    clock,
    log,
    emit,
    registry,
    room,
    outbound,
    operations,
    folder: () => folder,
    setFolder,
    downloads: new Map(),
    installs: new Map(),
    refreshGame: async (gameId) => {
      await folder?.library.rescanGame(gameId);
      tellChanged([gameId]);
    },
  };

  const listener = await transport.listen(serve);
  listenPort = listener.address.port;
  const { host } = listener.address;
  const address = host === anyHost ? (ownAddresses(listenPort)[0]?.split(':')[0] ?? host) : host;
  emit({ kind: 'local-peer-ready', peerId: identity.peerId, name, address, port: listenPort });
  const stopDiscovery = startDiscovery(options.discovery);
  const stop: Stop = async () => {
    await folder?.stop();
    await stopDiscovery();
    await operations.stop();
    await room.stop();
    await listener.stop();
    await transport.stop();
  };
  if (options.gameDir !== null) await useFolder(options.gameDir).catch((error: unknown) => stopThenThrow(stop, error));

  function startDiscovery(discovery: Discovery | null): Stop {
    if (discovery === null) return async () => {};
    const { peerId, fingerprint } = identity;
    const stopAnnouncing = discovery.announce({ peerId, port: listenPort, protocolVersion, fingerprint });
    const stopBrowsing = discovery.browse(room.meet, room.suspect);
    return async () => void (await Promise.all([stopAnnouncing(), stopBrowsing()]));
  }

  return {
    send: async (command) => (await handleCommand(context, command)) as never,
    snapshot: () => ({
      self: { peerId: identity.peerId, name, addresses: ownAddresses(listenPort) },
      gameDir: gameDir(),
      games: listRows(context),
      operations: operations.active(),
      downloads: [...context.downloads.values()].map((progress) => progress.snapshot()),
      installs: [...context.installs.values()],
      peers: registry.rows(),
      outboundTransfers: outbound.counts(),
    }),
    rename: (next) => {
      name = next;
      void room.reintroduce();
    },
    stop,
  };
}

async function stopThenThrow(stop: Stop, error: unknown): Promise<never> {
  await stop();
  throw error;
}

function heldIds(folder: OpenFolder | null): GameId[] {
  const games = [...(folder?.library.games() ?? [])];
  return games.filter(({ downloaded, installed }) => downloaded || installed).map(({ id }) => id);
}

function tellPeer(
  emit: (event: PeerEvent) => void,
  change: 'connected' | 'updated' | 'disconnected',
  peer: PeerRow,
  count: number,
): void {
  if (change === 'updated') return emit({ kind: 'peer-updated', peer });
  emit(change === 'connected' ? { kind: 'peer-connected', peer } : { kind: 'peer-disconnected', peerId: peer.peerId });
  emit({ kind: 'peer-count', count });
}

/** Listening on every card. */
const anyHost = '0.0.0.0';

function isSamePath(a: string, b: string): boolean {
  const same = (path: string) => (process.platform === 'win32' ? path.toLowerCase() : path).replace(/[/\\]+$/, '');
  return same(a) === same(b);
}

/** Where other PCs reach us, `host:port`. */
function ownAddresses(port: number): string[] {
  const cards = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const external = cards.filter(({ family, internal }) => family === 'IPv4' && !internal);
  const hosts = external.length > 0 ? external.map(({ address }) => address) : ['127.0.0.1'];
  return hosts.map((host) => `${host}:${port}`);
}
