// The headless peer: wires its parts together and owns their lifetimes.
import { networkInterfaces } from 'node:os';
import type { QueuedDownload } from '../../src-shared/download-queue.ts';
import type { GameId, GameRow } from '../../src-shared/game.ts';
import type { ActiveOperation } from '../../src-shared/operation.ts';
import type { CommandKind, CommandResult, PeerCommand } from '../../src-shared/peer-command.ts';
import { PeerError, type ErrorData } from '../../src-shared/peer-error.ts';
import type {
  DownloadProgress,
  HashingProgress,
  InstallProgress,
  PeerEvent,
  RecoveryFailure,
  VerifyProgress,
} from '../../src-shared/peer-event.ts';
import type { LinkKind, PeerRow } from '../../src-shared/peer-row.ts';
import type { TransferLimits } from '../../src-shared/transfer-limits.ts';
import { localGame, type PeerContext } from './context.ts';
import { toDiskError } from './disk/disk-error.ts';
import { realDisk } from './disk/real-disk.ts';
import type { Disk } from './disk/disk.ts';
import { makeUpForInstall, startDownload } from './download-operation.ts';
import { createDownloadQueue } from './download-queue.ts';
import { sweepDownload } from './download/commit-download.ts';
import { systemClock, type Clock } from './edge/clock.ts';
import { noGamesInUse, type GamesInUse } from './edge/games-in-use.ts';
import type { Log } from './edge/log.ts';
import type { Stop } from './edge/stop.ts';
import type { StreamInstallProvider } from './edge/stream-install.ts';
import type { Unpacker } from './edge/unpacker.ts';
import { openGameFolder, type OpenFolder } from './game-folder.ts';
import { createGameWatchers } from './game-watchers.ts';
import { handleCommand } from './handle-command.ts';
import type { Catalog } from './library/catalog.ts';
import { createHeldShares } from './held-shares.ts';
import { createHasher, type Hasher } from './library/hasher.ts';
import { createPartialGames } from './library/partial-games.ts';
import { createOperations } from './operations.ts';
import { maxNameLength, protocolVersion } from './protocol/limits.ts';
import { openQueueStore } from './queue-store.ts';
import type { Discovery } from './room/discovery.ts';
import type { OwnIdentity } from './room/hello.ts';
import { createRestingDownloads } from './resting-downloads.ts';
import { openBlockedPeers } from './room/blocked-peers.ts';
import { createPeerRegistry } from './room/peer-registry.ts';
import { createRoom, type Room } from './room/room.ts';
import { describeChange, listRows } from './rows.ts';
import { summarizeGame, summarizePartial } from './rules/sharing.ts';
import { createBlockGuard } from './serve/block-guard.ts';
import { createOpenFiles } from './serve/open-files.ts';
import { createOutboundTransfers } from './serve/outbound-transfers.ts';
import { createServer } from './serve/server.ts';
import { createUploadOrder } from './serve/upload-order.ts';
import { createLimitsInForce } from './transfer-limits.ts';
import type { Connection, Listener, Transport } from './transport/transport.ts';

export interface PeerOptions {
  /** null = not chosen yet: the peer meets the room and shares nothing. */
  gameDir: string | null;
  stateDir: string;
  name: string;
  /** Of the program, as others see it. */
  appVersion?: string | undefined;
  /** What this PC is called on its network. */
  hostName?: string | undefined;
  /** How this PC is linked to the network of that host; null where the system does not tell. */
  linkTowards?: ((host: string) => LinkKind | null) | undefined;
  catalog: Catalog;
  identity: OwnIdentity & { fingerprint: string };
  unpacker: Unpacker;
  /** Unpacks for others who install without storing the archives; left out, they are refused. */
  streams?: StreamInstallProvider | null;
  transport: Transport;
  /** The fast lane for bulk bytes; left out, everything goes over `transport`. */
  tls?: Transport | null;
  /** null = peers are met by address only. */
  discovery: Discovery | null;
  onEvent: (event: PeerEvent) => void;
  /** False: pieces are exchanged with complete peers only. */
  swarm?: boolean;
  hasher?: Hasher;
  /** Games that are being played; left out, none ever is. */
  inUse?: GamesInUse;
  /** Until others are set. */
  limits?: TransferLimits;
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
  /** Every download that is not finished, in order. */
  queue: QueuedDownload[];
  verifications: VerifyProgress[];
  hashing: HashingProgress;
  peers: PeerRow[];
  recoveryFailures: RecoveryFailure[];
  /** Transfers to other peers that run now, per game. */
  outboundTransfers: Record<GameId, number>;
}

export interface RoomFacts extends ReturnType<Room['facts']> {
  /** Hosts that say they are this very peer. */
  twins: string[];
  /** False: peers are met by address only. */
  discovers: boolean;
}

export interface Peer {
  /** Answers at once; an outcome that takes time comes as an event. Throws PeerError when refused. */
  send: <K extends CommandKind>(command: Extract<PeerCommand, { kind: K }>) => Promise<CommandResult<K>>;
  snapshot: () => PeerSnapshot;
  /** Whether somebody is being sent something just now; unlike a snapshot it costs nothing. */
  isServing: () => boolean;
  /** What only the running peer knows about the network, for the check of it. */
  roomFacts: () => RoomFacts;
  rename: (name: string) => void;
  /** What others are told of this PC has changed. */
  reintroduce: () => void;
  /** Whether a game that was started here runs: other limits hold then, and background work waits. */
  setPlaying: (playing: boolean) => void;
  /** Says goodbye, rolls back or suspends what runs, and ends every part. */
  stop: Stop;
}

/** Listens, scans and looks for peers. Throws `port-taken` or `game-dir-unusable` when it cannot start. */
export async function startPeer(options: PeerOptions): Promise<Peer> {
  const { stateDir, catalog, identity, transport, unpacker, clock = systemClock, disk = realDisk } = options;
  const { tls = null, streams = null, swarm = true, hasher = createHasher({}), inUse = noGamesInUse } = options;
  let { name } = options;
  let folder: OpenFolder | null = null;
  let playing = false;
  const emit = options.onEvent;
  const log: Log = (level, message) => emit({ kind: 'log', level, message });
  const gameDir = () => folder?.path ?? null;

  const files = createOpenFiles(clock);
  const outbound = createOutboundTransfers(files.close);
  const recoveryFailures = new Map<GameId, ErrorData>();
  const operations = createOperations(
    (active) => {
      for (const { gameId } of active) recoveryFailures.delete(gameId);
      emit({ kind: 'active-operations-changed', operations: active });
      announce();
    },
    (gameId) => {
      folder?.settleGame(gameId);
      queue.wake();
    },
  );
  const watchers = createGameWatchers();
  const blocked = await openBlockedPeers({ disk, stateDir, log });
  const registry = createPeerRegistry(
    clock.nowMs,
    {
      onPeer: (change, peer) => tellPeer(emit, change, peer, registry.connectedCount),
      onLibrary: (gameIds) => {
        const change = describeChange(context, gameIds);
        if (change.games.length + change.removed.length > 0) emit({ kind: 'remote-library-changed', ...change });
        watchers.tell(gameIds);
      },
    },
    blocked.has,
  );
  const limits = createLimitsInForce(clock);
  if (options.limits !== undefined) limits.set(options.limits);
  const partials = createPartialGames(() => {
    shares.wake();
    announce();
  });
  const shares = createHeldShares({ partials, clock, onChange: () => announce() });
  const resting = createRestingDownloads({ disk, stateDir, gameDir, partials, swarm, log });

  let listenPort = 0;
  let tlsPort: number | null = null;
  const serve = (connection: Connection) => server(connection);
  const { appVersion, linkTowards } = options;
  const hostName = options.hostName?.slice(0, maxNameLength);
  const describeSelf = (host: string) => {
    const link = linkTowards?.(host) ?? undefined;
    return { name, appVersion, hostName, link, listenPort, tlsPort };
  };
  const room = createRoom({ identity, describeSelf, transport, tls, registry, serve, clock, log });

  const summarize = (gameId: GameId) => {
    const partial = partials.get(gameId);
    if (partial !== null) return summarizePartial(partial, shares.percentOf(partial));
    const game = folder?.library.get(gameId);
    const manifestId = folder?.hashing.manifestId(gameId) ?? null;
    return game === undefined
      ? null
      : summarizeGame(catalog.games.get(gameId), game, operations.isBusy(gameId), {
          manifestId,
          unpackedBytes: folder?.sizes.bytesOf(gameId) ?? null,
        });
  };
  const servedVersion = (gameId: GameId) => {
    const summary = summarize(gameId);
    return summary?.state === 'serving' ? summary.version : null;
  };
  const hashing = () => folder?.hashing ?? null;
  const uploads = createUploadOrder({ limiter: limits.upload });
  const guard = createBlockGuard((connection) => {
    const peerId = room.peerAt(connection);
    return peerId === null ? registry.isBlockedHost(connection.remote.host) : blocked.has(peerId);
  });
  const onHeard = registry.touch;
  const server = createServer({
    room,
    outbound,
    disk,
    gameDir,
    servedVersion,
    onHeard,
    hashing,
    partials,
    uploads,
    files,
    guard,
    archives: streams === null ? null : { list: unpacker.list, stream: streams.stream },
    clock,
    log,
  });

  const ownLibrary = () => {
    const ids = new Set([...(folder?.library.games() ?? [])].map(({ id }) => id));
    for (const { gameId } of partials.all()) ids.add(gameId);
    const games = [...ids].flatMap((gameId) => summarize(gameId) ?? []);
    return new Map(games.map((game) => [game.id, game]));
  };

  const announce = () => room.announce(ownLibrary());

  /** At a start, a thousand known games are found again within a moment. */
  let isAnnouncing = false;
  const announceSoon = () => {
    if (isAnnouncing) return;
    isAnnouncing = true;
    clock.after(announceDelayMs, () => {
      isAnnouncing = false;
      tellSized();
      announce();
    });
  };

  const sized = new Set<GameId>();
  const tellSized = () => {
    if (sized.size > 0) emit({ kind: 'unpacked-sizes-changed', ...describeChange(context, sized) });
    sized.clear();
  };

  const tellChanged = (gameIds: GameId[]) => {
    emit({ kind: 'local-library-changed', ...describeChange(context, gameIds) });
    announce();
  };

  const useFolder = async (path: string): Promise<void> => {
    const before = folder;
    const next = await openGameFolder(
      {
        disk,
        stateDir,
        catalog: catalog.games,
        isBusy: operations.isBusy,
        onPresence: (present) => emit({ kind: 'game-dir-changed', path, present }),
        inUse,
        onChanged: tellChanged,
        hasher,
        onHashed: announceSoon,
        onHashing: (progress) => emit({ kind: 'hashing-progress', ...progress }),
        unpacker,
        onSized: (gameId) => {
          sized.add(gameId);
          announceSoon();
        },
        clock,
        log,
      },
      path,
    );
    resting.stopAll();
    await before?.stop();
    folder = next;
    noteFailures(next);
    restHashing();
    tellChanged([...new Set([...heldIds(before), ...heldIds(next)])]);
    await queue.restore();
    for (const gameId of next.resumable) await keepResumable(gameId);
  };

  const noteFailures = ({ failures }: OpenFolder) => {
    recoveryFailures.clear();
    for (const [gameId, error] of failures) {
      if (!catalog.games.has(gameId)) continue;
      recoveryFailures.set(gameId, error);
      emit({ kind: 'recovery-failed', gameId, error });
    }
  };

  /** What was begun and is in no queue is offered to be gone on with; of a repair, what is wrong is simply found again. */
  const keepResumable = async (gameId: GameId): Promise<void> => {
    const local = localGame(context, gameId);
    const isHere = local.downloaded && local.version === catalog.games.get(gameId)?.version;
    if (isHere && !queue.has(gameId)) return discard(gameId);
    queue.keep(gameId);
    if (!operations.isBusy(gameId)) resting.start(gameId);
  };

  const discard = async (gameId: GameId): Promise<void> => {
    resting.stop(gameId);
    await outbound.drain(gameId);
    const dir = gameDir();
    if (dir === null) return;
    await sweepDownload({ disk, stateDir, gameDir: dir, gameId, inUse, log }).catch((error: unknown) => {
      throw toDiskError(error, `delete what was fetched of ${gameId}`);
    });
  };

  /** A game that runs, and a download that moves bytes, need the disk more. */
  const restHashing = () => {
    const rests = playing || queue.list().some(({ state }) => state === 'running');
    folder?.hashing.setPaused(rests);
    folder?.sizes.setPaused(rests);
  };

  const setFolder = async (path: string): Promise<void> => {
    if (folder !== null && isSamePath(folder.path, path)) return folder.refresh();
    if (operations.active().length > 0) {
      const hint = 'Wait until everything has ended, or cancel it.';
      throw new PeerError('game-dir-busy', 'The games folder is in use by a running operation.', hint);
    }
    await useFolder(path);
  };

  const store = openQueueStore({ disk, stateDir, log });
  const queue = createDownloadQueue({
    store,
    start: (entry, onEnded) => startDownload(context, entry, onEnded),
    install: (gameId) => makeUpForInstall(context, gameId),
    discard,
    isKnown: (gameId) => catalog.games.has(gameId),
    isBusy: operations.isBusy,
    onChange: (entries) => {
      emit({ kind: 'download-queue-changed', queue: entries });
      restHashing();
    },
    log,
  });

  if (options.limits !== undefined) queue.setConcurrency(options.limits.concurrentDownloads);

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
    blocked,
    onBlocked: guard.recheck,
    sentTotals: uploads.totals,
    ownName: () => name,
    ownLibrary,
    inUse,
    operations,
    queue,
    hasher,
    hashing,
    partials,
    resting,
    limits,
    watchers,
    swarm,
    folder: () => folder,
    setFolder,
    downloads: new Map(),
    installs: new Map(),
    verifications: new Map(),
    findings: new Map(),
    refreshGame: async (gameId) => {
      await folder?.rescanGame(gameId);
      tellChanged([gameId]);
    },
  };

  const listener = await transport.listen(serve).catch((error: unknown) => stopThenThrow(room.stop, error));
  listenPort = listener.address.port;
  const tlsListener = await listenForBulk(tls, room.acceptBulk, log);
  tlsPort = tlsListener?.address.port ?? null;
  const { host } = listener.address;
  const address = host === anyHost ? (ownAddresses(listenPort)[0]?.split(':')[0] ?? host) : host;
  emit({ kind: 'local-peer-ready', peerId: identity.peerId, name, address, port: listenPort });
  const stopDiscovery = startDiscovery(options.discovery);
  const stop: Stop = async () => {
    await queue.stop();
    await shares.stop();
    await folder?.stop();
    await stopDiscovery();
    await operations.stop();
    // Installs that came to their end meanwhile.
    await store.flush();
    await room.stop();
    await listener.stop();
    await tlsListener?.stop();
    await transport.stop();
    await tls?.stop();
    await hasher.stop();
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
      downloads: [...resting.progress(), ...[...context.downloads.values()].map((progress) => progress.snapshot())],
      installs: [...context.installs.values()],
      queue: queue.list(),
      verifications: [...context.verifications.values()],
      hashing: hashing()?.progress() ?? { gameId: null, hashedBytes: 0, totalBytes: 0 },
      peers: registry.rows(),
      recoveryFailures: [...recoveryFailures].map(([gameId, error]) => ({ gameId, error })),
      outboundTransfers: outbound.counts(),
    }),
    isServing: () => Object.keys(outbound.counts()).length > 0,
    roomFacts: () => ({
      ...room.facts(),
      twins: options.discovery?.twins?.() ?? [],
      discovers: options.discovery !== null,
    }),
    rename: (next) => {
      name = next;
      void room.reintroduce();
    },
    reintroduce: () => void room.reintroduce(),
    setPlaying: (next) => {
      playing = next;
      limits.setPlaying(next);
      restHashing();
    },
    stop,
  };
}

/** Without its port the fast lane is simply not offered; everything still works over QUIC. */
async function listenForBulk(
  tls: Transport | null,
  accept: (connection: Connection) => void,
  log: Log,
): Promise<Listener | null> {
  try {
    return (await tls?.listen(accept)) ?? null;
  } catch (error) {
    log('warn', `The TLS lane is not offered: ${String(error)}`);
    return null;
  }
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

const announceDelayMs = 20;

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
