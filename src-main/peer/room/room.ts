// The room: meets peers, keeps a link to each, tells them of our library, and notices who is gone.
import type { PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Lane } from '../../../src-shared/peer-row.ts';
import type { Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import type { Stop } from '../edge/stop.ts';
import type { FrameReader } from '../protocol/framing.ts';
import { protocolVersion } from '../protocol/limits.ts';
import { isGift } from '../protocol/gifts.ts';
import type { Introduction, PeerRequest, Pong, TimeTold } from '../protocol/messages.ts';
import { parseDeltaAnswer, parsePong, parseSnapshot, parseVersionRefusal } from '../protocol/parse.ts';
import type { Library, LibraryDelta } from '../rules/game-summary.ts';
import { ConnectionClosedError } from '../transport/transport.ts';
import type { ByteStream, Connection, PeerAddress, Transport } from '../transport/transport.ts';
import { ask, openAnswer, RefusedError, type OpenAnswer } from './ask.ts';
import { createBulkDialler, type BulkLine } from './bulk.ts';
import { createCutOffs } from './cut-offs.ts';
import type { FoundPeer } from './discovery.ts';
import { answerHello, sayHello, versionRefusal, type OwnIdentity, type Self } from './hello.ts';
import { createLibraryAnnouncer } from './library-announcer.ts';
import { createLinks } from './links.ts';
import { startLiveness } from './liveness.ts';
import { createPeerClocks } from './peer-clocks.ts';
import type { PeerRegistry } from './peer-registry.ts';

/** With the silence before a ping, these stay well under the ten seconds in which a vanished peer must be gone. */
const pingTimeoutMs = 2000;
const redialTimeoutMs = 2500;
const dialTimeoutMs = 3500;
const goodbyeMs = 300;
/** A peer that did not answer longer ago than this has probably been switched off. */
const failureKeptMs = 3 * 60_000;

export interface RoomOptions {
  identity: OwnIdentity;
  /** Our present name, where we listen, and by which kind of link that host is reached. */
  describeSelf: (
    host: string,
  ) => Pick<Introduction, 'name' | 'appVersion' | 'hostName' | 'link' | 'listenPort' | 'tlsPort'>;
  transport: Transport;
  /** The fast lane for bulk bytes; null where it is switched off. */
  tls: Transport | null;
  registry: PeerRegistry;
  /** Serves the streams that the other side opens on a connection that we dialled. */
  serve: (connection: Connection) => void;
  clock: Clock;
  log: Log;
}

export interface Room {
  /** Dials an address and introduces us; answers who is there. Throws `connect-failed`, `self-connect`, … */
  connect: (address: PeerAddress, signal: AbortSignal) => Promise<PeerId>;
  /** A hint from discovery: dials when the peer is not linked yet. */
  meet: (found: FoundPeer) => void;
  /** A hint that a peer has gone: asks it. */
  suspect: (peerId: PeerId) => void;
  /** The head of a peer's answer, over its link. */
  request: (peerId: PeerId, request: PeerRequest, signal: AbortSignal) => Promise<unknown>;
  /** The same with the stream left open for what follows the head. */
  open: (peerId: PeerId, request: PeerRequest, signal: AbortSignal) => Promise<OpenAnswer>;
  /** A connection of its own for bulk bytes, so that stalled data never blocks control messages. */
  dialBulk: (peerId: PeerId, signal: AbortSignal) => Promise<BulkLine>;
  /** The peer was blocked just now: whatever is being taken from it ends at once. */
  cutOff: (peerId: PeerId) => void;
  /** A connection of the TLS lane came in: serves it when it is a peer of the room, else closes it. */
  acceptBulk: (connection: Connection) => void;
  /** Resolves once the caller has proved who it is and is in the room; the final `ok` is the server's to send. */
  acceptHello: (caller: Introduction, connection: Connection, stream: ByteStream, reader: FrameReader) => Promise<void>;
  refuseVersion: (caller: { peerId: PeerId; name: string; protocolVersion: number }, connection: Connection) => unknown;
  /** The other side will ask for bulk bytes this way. */
  acceptLane: (peerId: PeerId, lane: Lane) => void;
  /** Who has proved to be at the other end of this connection. */
  peerAt: (connection: Connection) => PeerId | null;
  acceptDelta: (peerId: PeerId, delta: LibraryDelta) => Promise<{ ok: true; gap: boolean }>;
  answerPing: (connection: Connection, told: TimeTold) => Pong;
  acceptGoodbye: (peerId: PeerId) => void;
  announce: (library: Library) => void;
  snapshot: () => ReturnType<ReturnType<typeof createLibraryAnnouncer>['snapshot']>;
  /** `clockOffsetsMs`: how far the clock of each peer that tells its time is ahead of ours. */
  facts: () => { unreachable: PeerAddress[]; calledByOthers: boolean; clockOffsetsMs: number[] };
  /** Tells all peers anew who we are. */
  reintroduce: () => Promise<void>;
  stop: Stop;
}

export function createRoom(options: RoomOptions): Room {
  const { identity, transport, registry, clock, log } = options;
  const ending = new AbortController();
  const dialling = new Map<PeerId, Promise<unknown>>();
  const failed = new Map<PeerId, { address: PeerAddress; atMs: number }>();
  let calledByOthers = false;
  const clocks = createPeerClocks(clock);
  const proved = new WeakMap<Connection, PeerId>();

  const announcer = createLibraryAnnouncer(async (peerId, delta) => {
    parseDeltaAnswer(await request(peerId, { type: 'library-delta', ...delta }, ending.signal));
  }, clock);

  const links = createLinks((peerId) => {
    if (!ending.signal.aborted) void redial(peerId);
  });

  const self = ({ remote }: Connection): Self => ({
    protocolVersion,
    peerId: identity.peerId,
    ...options.describeSelf(remote.host),
    clockMs: clock.wallMs(),
    features: [],
    library: announcer.snapshot(),
  });

  const enter = (said: Introduction, told: Self, connection: Connection, address: PeerAddress) => {
    proved.set(connection, said.peerId);
    links.add(said.peerId, connection);
    failed.delete(said.peerId);
    registry.introduce(said, address);
    clocks.note(said.peerId, said.clockMs);
    announcer.start(said.peerId, told.library);
  };

  const dial = async (address: PeerAddress, signal: AbortSignal, timeoutMs = dialTimeoutMs): Promise<Connection> => {
    const limited = AbortSignal.any([signal, ending.signal, AbortSignal.timeout(timeoutMs)]);
    try {
      return await transport.connect(address, limited);
    } catch (error) {
      signal.throwIfAborted();
      throw connectFailed(address, error);
    }
  };

  const connect = async (address: PeerAddress, signal: AbortSignal, timeoutMs = dialTimeoutMs): Promise<PeerId> => {
    const connection = await dial(address, signal, timeoutMs);
    options.serve(connection);
    try {
      const told = self(connection);
      const said = await sayHello(connection, identity, told, AbortSignal.any([signal, ending.signal]));
      enter(said, told, connection, { host: connection.remote.host, port: said.listenPort });
      return said.peerId;
    } catch (error) {
      await connection.close();
      throw explainHello(error, address);
    }
  };

  const explainHello = (error: unknown, address: PeerAddress): unknown => {
    const refusal = error instanceof RefusedError ? parseVersionRefusal(error.head) : null;
    if (refusal === null) return error;
    registry.noteIncompatible(refusal, address);
    const { name, protocolVersion: version } = refusal;
    const hint = `Use the same lanspread on both PCs: here ${protocolVersion}, there ${version}.`;
    return new PeerError('version-mismatch', `${name || 'That PC'} speaks protocol version ${version}.`, hint);
  };

  /** One attempt at a time per peer; a failure is only logged, since discovery will name the peer again. */
  const tryDial = (peerId: PeerId, address: PeerAddress, timeoutMs = dialTimeoutMs): Promise<unknown> => {
    const running = dialling.get(peerId);
    if (running !== undefined) return running;
    const attempt = connect(address, ending.signal, timeoutMs)
      .catch((error: unknown) => {
        if (error instanceof PeerError && error.code === 'connect-failed')
          failed.set(peerId, { address, atMs: clock.nowMs() });
        log('debug', `${peerId.slice(0, 8)} at ${address.host}:${address.port}: ${String(error)}`);
      })
      .finally(() => dialling.delete(peerId));
    dialling.set(peerId, attempt);
    return attempt;
  };

  const cutOffs = createCutOffs(registry.isBlocked);
  const within = (peerId: PeerId, message: PeerRequest, signal: AbortSignal) =>
    AbortSignal.any([isGift(message) ? cutOffs.within(peerId, signal) : signal, ending.signal]);

  const bulk = createBulkDialler({ registry, tls: options.tls, dialQuic: dial, clock, log });

  /** The last link has ended: one more try, then the peer is gone. */
  const redial = async (peerId: PeerId): Promise<void> => {
    const address = registry.address(peerId);
    announcer.forget(peerId);
    if (address !== null) await tryDial(peerId, address, redialTimeoutMs);
    if (links.get(peerId) === null && !ending.signal.aborted) registry.remove(peerId);
  };

  const request: Room['request'] = async (peerId, message, signal) => {
    const link = links.get(peerId);
    if (link === null) throw gone();
    const limited = within(peerId, message, signal);
    const head = await ask(link, message, limited).catch((error: unknown) => {
      // The link died under the question; where a newer one has come meanwhile, the question is still good.
      const other = links.get(peerId);
      if (!(error instanceof ConnectionClosedError) || other === null || other === link) throw error;
      return ask(other, message, limited);
    });
    registry.touch(peerId);
    return head;
  };

  const depart = async (peerId: PeerId): Promise<void> => {
    announcer.forget(peerId);
    await links.close(peerId);
    registry.remove(peerId);
  };

  const fetchSnapshot = async (peerId: PeerId): Promise<void> => {
    registry.applySnapshot(peerId, parseSnapshot(await request(peerId, { type: 'list-games' }, ending.signal)));
  };

  const probe = async (peerId: PeerId): Promise<void> => {
    const limited = AbortSignal.any([ending.signal, AbortSignal.timeout(pingTimeoutMs)]);
    try {
      clocks.note(peerId, parsePong(await request(peerId, { type: 'ping', clockMs: clock.wallMs() }, limited)).clockMs);
    } catch {
      await links.close(peerId);
      await redial(peerId);
    }
  };

  const stopLiveness = startLiveness({ registry, links, clock, probe });

  return {
    connect: (address, signal) => connect(address, signal),
    meet: ({ peerId, address, protocolVersion: version }) => {
      if (peerId === identity.peerId || links.get(peerId) !== null || ending.signal.aborted) return;
      if (version === protocolVersion) void tryDial(peerId, address);
      else registry.noteIncompatible({ peerId, name: address.host, protocolVersion: version }, address);
    },
    suspect: (peerId) => {
      if (links.get(peerId) !== null) void probe(peerId);
    },
    request,
    open: async (peerId, message, signal) => {
      const link = links.get(peerId);
      if (link === null) throw gone();
      return openAnswer(link, message, within(peerId, message, signal));
    },
    dialBulk: async (peerId, signal) => {
      const line = await bulk.dial(peerId, cutOffs.within(peerId, signal));
      cutOffs.close(peerId, line.connection);
      // A bulk connection over QUIC proves no more than membership, so it cannot be seen over there whose it is.
      if (line.lane === 'quic') request(peerId, { type: 'lane', lane: line.lane }, ending.signal).catch(() => {});
      return line;
    },
    cutOff: cutOffs.cut,
    acceptBulk: (connection) => {
      const peerId = bulk.whoIs(connection);
      if (peerId === null || links.get(peerId) === null) return void connection.close();
      proved.set(connection, peerId);
      registry.noteLane(peerId, 'tls');
      options.serve(connection);
    },
    acceptHello: async (caller, connection, stream, reader) => {
      const told = self(connection);
      await answerHello(caller, identity, told, stream, reader);
      calledByOthers = true;
      enter(caller, told, connection, { host: connection.remote.host, port: caller.listenPort });
    },
    refuseVersion: (caller, connection) => {
      if (caller.peerId !== identity.peerId) registry.noteIncompatible(caller, connection.remote);
      return versionRefusal(self(connection));
    },
    acceptLane: registry.noteLane,
    peerAt: (connection) => proved.get(connection) ?? null,
    acceptDelta: async (peerId, delta) => {
      registry.touch(peerId);
      if (registry.applyDelta(peerId, delta)) return { ok: true, gap: false };
      void fetchSnapshot(peerId).catch((error: unknown) => log('debug', `snapshot: ${String(error)}`));
      return { ok: true, gap: true };
    },
    answerPing: (connection, told) => {
      const peerId = proved.get(connection);
      if (peerId !== undefined) clocks.note(peerId, told.clockMs);
      return { ok: true, clockMs: clock.wallMs() };
    },
    acceptGoodbye: (peerId) => void depart(peerId),
    announce: announcer.change,
    snapshot: announcer.snapshot,
    facts: () => {
      const recent = [...failed.values()].filter(({ atMs }) => clock.nowMs() - atMs < failureKeptMs);
      const unreachable = recent.map(({ address }) => address);
      return { unreachable, calledByOthers, clockOffsetsMs: clocks.offsets(links.peerIds()) };
    },
    reintroduce: async () => {
      const told = links.peerIds().map(async (peerId) => {
        const link = links.get(peerId);
        if (link !== null) await sayHello(link, identity, self(link), ending.signal);
      });
      await Promise.allSettled(told);
    },
    stop: async () => {
      await stopLiveness();
      const limit = AbortSignal.timeout(goodbyeMs);
      await Promise.allSettled(links.peerIds().map((peerId) => request(peerId, { type: 'goodbye' }, limit)));
      ending.abort(new PeerError('connection-closed', 'lanspread is stopping.'));
      await Promise.allSettled(links.peerIds().map((peerId) => links.close(peerId)));
    },
  };
}

const gone = () => new PeerError('unknown-peer', 'That PC is no longer in the room.');

function connectFailed(address: PeerAddress, cause: unknown): PeerError {
  const where = `${address.host}:${address.port}`;
  const hint = 'Is lanspread running there, is the address right, and does its firewall let lanspread through?';
  return new PeerError('connect-failed', `No lanspread answered at ${where}.`, hint, { cause });
}
