// Who is in the room and what each of them shares. Identity is the peer id, never the address.
import type { GameId, GameVersion, PeerId } from '../../../src-shared/game.ts';
import type { Lane, LinkKind, PeerBan, PeerRow } from '../../../src-shared/peer-row.ts';
import type { Introduction } from '../protocol/messages.ts';
import { protocolVersion } from '../protocol/limits.ts';
import { isBannedFor, nextBan } from '../rules/bans.ts';
import type { GameSummary, Library, LibraryDelta, LibrarySnapshot } from '../rules/game-summary.ts';
import { applyDelta, applySnapshot, diffLibraries, isSameOffer, type KnownLibrary } from '../rules/library-diff.ts';
import type { PeerAddress } from '../transport/transport.ts';

interface RemotePeer {
  peerId: PeerId;
  name: string;
  address: PeerAddress;
  protocolVersion: number;
  appVersion: string | null;
  hostName: string | null;
  link: LinkKind | null;
  features: readonly string[];
  tlsPort: number | null;
  lane: Lane | null;
  /** Null for a peer of another protocol version: it is shown and otherwise ignored. */
  library: KnownLibrary | null;
  lastSeenMs: number;
}

export interface RegistryListener {
  onPeer: (change: 'connected' | 'updated' | 'disconnected', peer: PeerRow) => void;
  onLibrary: (gameIds: GameId[]) => void;
}

export interface PeerRegistry {
  /** Takes over what a peer said of itself; a known peer keeps its identity at a new address. */
  introduce: (peer: Omit<Introduction, 'publicKey' | 'nonce'>, address: PeerAddress) => void;
  /** Remembers a peer that says it speaks another version; a connected peer of that id stays what it is. */
  noteIncompatible: (peer: { peerId: PeerId; name: string; protocolVersion: number }, address: PeerAddress) => void;
  applySnapshot: (peerId: PeerId, snapshot: LibrarySnapshot) => void;
  /** Answers false when changes are missing in between, so that a snapshot is needed. */
  applyDelta: (peerId: PeerId, delta: LibraryDelta) => boolean;
  remove: (peerId: PeerId) => void;
  /** Forgets peers of another version that have not been heard of for a minute. */
  expireIncompatible: () => void;
  touch: (peerId: PeerId) => void;
  lastSeenMs: (peerId: PeerId) => number | null;
  address: (peerId: PeerId) => PeerAddress | null;
  /** Where its TLS lane listens; null when it has none. */
  tlsAddress: (peerId: PeerId) => PeerAddress | null;
  /** Bulk bytes travel this way now. */
  noteLane: (peerId: PeerId, lane: Lane) => void;
  /** It sent wrong bytes of this game. Holds until the end of this run, also when the peer leaves and comes back. */
  ban: (peerId: PeerId, gameId: GameId, reason: string) => PeerBan;
  /** The player wants nothing to do with it. */
  isBlocked: (peerId: PeerId) => boolean;
  /** The player has blocked or unblocked it: its row and its games are told anew. */
  tellBlocked: (peerId: PeerId) => void;
  /** All peers at this address, as far as any is known there, are blocked. */
  isBlockedHost: (host: string) => boolean;
  name: (peerId: PeerId) => string;
  rows: () => PeerRow[];
  /** What the room has of one game, a summary per peer that may be asked for it. */
  holders: (gameId: GameId) => GameSummary[];
  /** What each peer that is not blocked says it has. */
  libraries: () => { peerId: PeerId; name: string; games: Library }[];
  /** By which manifest a peer has a game; null when it has none yet, nothing of the game, or is banned. */
  manifestId: (peerId: PeerId, gameId: GameId) => string | null;
  /** Peers that sent wrong bytes of this game and are still here. */
  banned: (gameId: GameId) => PeerId[];
  /** Peers that serve exactly this version now. */
  sources: (gameId: GameId, version: GameVersion) => PeerId[];
  /** Peers that are downloading this version themselves and serve what they have. */
  partials: (gameId: GameId, version: GameVersion) => PeerId[];
  /** All of these, and those that will serve it again once their running operation has ended. */
  prospects: (gameId: GameId, version: GameVersion) => PeerId[];
  readonly connectedCount: number;
}

const incompatibleKeptMs = 60_000;

export function createPeerRegistry(
  nowMs: () => number,
  listener: RegistryListener,
  isBlocked: (peerId: PeerId) => boolean = () => false,
): PeerRegistry {
  const peers = new Map<PeerId, RemotePeer>();
  const bans = new Map<PeerId, PeerBan>();
  const toRow = (peer: RemotePeer) => describePeer(peer, bans.get(peer.peerId) ?? null, isBlocked(peer.peerId));

  const announce = (known: boolean, peer: RemotePeer) => listener.onPeer(known ? 'updated' : 'connected', toRow(peer));

  const replaceLibrary = (peer: RemotePeer, library: KnownLibrary) => {
    const before = peer.library?.games ?? new Map<GameId, GameSummary>();
    peer.library = library;
    const { added, updated, removed } = diffLibraries(before, library.games);
    const isOther = (game: GameSummary) => !isSameOffer(game, before.get(game.id) ?? game);
    const changed = [...added.map(({ id }) => id), ...updated.filter(isOther).map(({ id }) => id), ...removed];
    if (changed.length > 0) listener.onLibrary(changed);
    return added.length + removed.length > 0;
  };

  const summary = (peerId: PeerId, gameId: GameId): GameSummary | null =>
    isBlocked(peerId) || isBannedFor(bans.get(peerId), gameId)
      ? null
      : (peers.get(peerId)?.library?.games.get(gameId) ?? null);

  const having = (gameId: GameId, version: GameVersion, states: ReadonlySet<GameSummary['state']>) =>
    [...peers.keys()].filter((peerId) => {
      const game = summary(peerId, gameId);
      return game !== null && game.version === version && states.has(game.state);
    });

  const remove = (peerId: PeerId) => {
    const peer = peers.get(peerId);
    if (peer === undefined) return;
    peers.delete(peerId);
    listener.onPeer('disconnected', toRow(peer));
    const gone = [...(peer.library?.games.keys() ?? [])];
    if (gone.length > 0) listener.onLibrary(gone);
  };

  return {
    introduce: (said, address) => {
      const known = peers.get(said.peerId);
      const { name, protocolVersion: version, appVersion = null, link = null, features, tlsPort } = said;
      const hostName = said.hostName || null;
      const facts = { name, address, protocolVersion: version, appVersion, hostName, link, features, tlsPort };
      const peer: RemotePeer = Object.assign(
        known ?? { peerId: said.peerId, lane: null, library: null, lastSeenMs: 0 },
        facts,
        {
          lastSeenMs: nowMs(),
        },
      );
      peers.set(said.peerId, peer);
      const library = applySnapshot(peer.library, said.library);
      if (peer.library === null) peer.library = { epoch: said.library.epoch, rev: 0, games: new Map() };
      if (library !== null) replaceLibrary(peer, library);
      announce(known !== undefined, peer);
    },
    noteIncompatible: (said, address) => {
      const present = peers.get(said.peerId);
      // Nothing proves this claim, so it must not push a peer out that has proved who it is.
      if (present !== undefined && present.library !== null) return;
      const known = present !== undefined;
      const none = {
        appVersion: null,
        hostName: null,
        link: null,
        features: [],
        tlsPort: null,
        lane: null,
        library: null,
      };
      const peer: RemotePeer = { ...said, ...none, address, lastSeenMs: nowMs() };
      peers.set(said.peerId, peer);
      announce(known, peer);
    },
    applySnapshot: (peerId, snapshot) => {
      const peer = peers.get(peerId);
      const library = peer === undefined ? null : applySnapshot(peer.library, snapshot);
      if (peer !== undefined && library !== null && replaceLibrary(peer, library)) announce(true, peer);
    },
    applyDelta: (peerId, delta) => {
      const peer = peers.get(peerId);
      if (peer === undefined || peer.library === null) return true;
      const outcome = applyDelta(peer.library, delta);
      if (outcome.kind === 'applied' && replaceLibrary(peer, outcome.library)) announce(true, peer);
      return outcome.kind !== 'gap';
    },
    remove,
    expireIncompatible: () => {
      const expired = [...peers.values()].filter(
        (peer) => peer.library === null && nowMs() - peer.lastSeenMs > incompatibleKeptMs,
      );
      for (const peer of expired) remove(peer.peerId);
    },
    touch: (peerId) => {
      const peer = peers.get(peerId);
      if (peer !== undefined) peer.lastSeenMs = nowMs();
    },
    lastSeenMs: (peerId) => peers.get(peerId)?.lastSeenMs ?? null,
    address: (peerId) => peers.get(peerId)?.address ?? null,
    tlsAddress: (peerId) => {
      const { address, tlsPort = null } = peers.get(peerId) ?? {};
      return address === undefined || tlsPort === null ? null : { host: address.host, port: tlsPort };
    },
    noteLane: (peerId, lane) => {
      const peer = peers.get(peerId);
      if (peer === undefined || peer.lane === lane) return;
      peer.lane = lane;
      announce(true, peer);
    },
    ban: (peerId, gameId, reason) => {
      const ban = nextBan(bans.get(peerId) ?? null, gameId, reason);
      bans.set(peerId, ban);
      const peer = peers.get(peerId);
      if (peer !== undefined) announce(true, peer);
      listener.onLibrary([gameId]);
      return ban;
    },
    isBlocked,
    tellBlocked: (peerId) => {
      const peer = peers.get(peerId);
      if (peer === undefined) return;
      announce(true, peer);
      const games = [...(peer.library?.games.keys() ?? [])];
      if (games.length > 0) listener.onLibrary(games);
    },
    isBlockedHost: (host) => {
      const there = [...peers.values()].filter(({ address }) => address.host === host);
      return there.length > 0 && there.every(({ peerId }) => isBlocked(peerId));
    },
    name: (peerId) => peers.get(peerId)?.name ?? peerId.slice(0, 8),
    rows: () => [...peers.values()].map(toRow),
    holders: (gameId) => [...peers.keys()].flatMap((peerId) => summary(peerId, gameId) ?? []),
    libraries: () =>
      [...peers.values()].flatMap(({ peerId, name, library }) =>
        library === null || isBlocked(peerId) ? [] : [{ peerId, name, games: library.games }],
      ),
    manifestId: (peerId, gameId) => summary(peerId, gameId)?.manifestId ?? null,
    banned: (gameId) => [...peers.keys()].filter((peerId) => isBannedFor(bans.get(peerId), gameId)),
    sources: (gameId, version) => having(gameId, version, new Set(['serving'])),
    partials: (gameId, version) => having(gameId, version, new Set(['partial'])),
    prospects: (gameId, version) => having(gameId, version, new Set(['serving', 'busy', 'partial'])),
    get connectedCount() {
      return [...peers.values()].filter((peer) => peer.library !== null).length;
    },
  };
}

function describePeer(peer: RemotePeer, ban: PeerBan | null, blocked: boolean): PeerRow {
  return {
    peerId: peer.peerId,
    name: peer.name,
    address: peer.address.host,
    port: peer.address.port,
    state: peer.protocolVersion === protocolVersion ? 'connected' : 'incompatible',
    protocolVersion: peer.protocolVersion,
    appVersion: peer.appVersion,
    hostName: peer.hostName,
    link: peer.link,
    gameCount: peer.library?.games.size ?? 0,
    lane: peer.lane,
    ban,
    blocked,
  };
}
