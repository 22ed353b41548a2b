// Who is in the room and what each of them shares. Identity is the peer id, never the address.
import type { GameId, GameVersion, PeerId } from '../../../src-shared/game.ts';
import type { PeerRow } from '../../../src-shared/peer-row.ts';
import type { Introduction } from '../protocol/messages.ts';
import { protocolVersion } from '../protocol/limits.ts';
import type { GameSummary, LibraryDelta, LibrarySnapshot } from '../rules/game-summary.ts';
import { applyDelta, applySnapshot, diffLibraries, type KnownLibrary } from '../rules/library-diff.ts';
import type { PeerAddress } from '../transport/transport.ts';

interface RemotePeer {
  peerId: PeerId;
  name: string;
  address: PeerAddress;
  protocolVersion: number;
  features: readonly string[];
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
  name: (peerId: PeerId) => string;
  rows: () => PeerRow[];
  /** What the room has of one game, a summary per peer. */
  holders: (gameId: GameId) => GameSummary[];
  /** Peers that serve exactly this version now. */
  sources: (gameId: GameId, version: GameVersion) => PeerId[];
  /** The same, and those that will again once their running operation has ended. */
  prospects: (gameId: GameId, version: GameVersion) => PeerId[];
  readonly connectedCount: number;
}

const incompatibleKeptMs = 60_000;

export function createPeerRegistry(nowMs: () => number, listener: RegistryListener): PeerRegistry {
  const peers = new Map<PeerId, RemotePeer>();

  const announce = (known: boolean, peer: RemotePeer) => listener.onPeer(known ? 'updated' : 'connected', toRow(peer));

  const replaceLibrary = (peer: RemotePeer, library: KnownLibrary) => {
    const before = peer.library?.games ?? new Map<GameId, GameSummary>();
    peer.library = library;
    const { added, updated, removed } = diffLibraries(before, library.games);
    const changed = [...added.map((game) => game.id), ...updated.map((game) => game.id), ...removed];
    if (changed.length > 0) listener.onLibrary(changed);
    return added.length + removed.length > 0;
  };

  const having = (gameId: GameId, version: GameVersion, states: ReadonlySet<GameSummary['state']>) =>
    [...peers.values()]
      .filter(({ library }) => {
        const game = library?.games.get(gameId);
        return game !== undefined && game.version === version && states.has(game.state);
      })
      .map((peer) => peer.peerId);

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
      const facts = { name: said.name, address, protocolVersion: said.protocolVersion, features: said.features };
      const peer: RemotePeer = Object.assign(known ?? { peerId: said.peerId, library: null, lastSeenMs: 0 }, facts, {
        lastSeenMs: nowMs(),
      });
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
      const peer: RemotePeer = { ...said, address, features: [], library: null, lastSeenMs: nowMs() };
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
    name: (peerId) => peers.get(peerId)?.name ?? peerId.slice(0, 8),
    rows: () => [...peers.values()].map(toRow),
    holders: (gameId) => [...peers.values()].flatMap(({ library }) => library?.games.get(gameId) ?? []),
    sources: (gameId, version) => having(gameId, version, new Set(['serving'])),
    prospects: (gameId, version) => having(gameId, version, new Set(['serving', 'busy'])),
    get connectedCount() {
      return [...peers.values()].filter((peer) => peer.library !== null).length;
    },
  };
}

function toRow(peer: RemotePeer): PeerRow {
  return {
    peerId: peer.peerId,
    name: peer.name,
    address: peer.address.host,
    port: peer.address.port,
    state: peer.protocolVersion === protocolVersion ? 'connected' : 'incompatible',
    protocolVersion: peer.protocolVersion,
    gameCount: peer.library?.games.size ?? 0,
  };
}
