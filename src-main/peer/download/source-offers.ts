// Who can give what of a download, as the room stands now.
import type { GameFile, GameId, GameVersion, PeerId } from '../../../src-shared/game.ts';
import type { PeerRegistry } from '../room/peer-registry.ts';
import { PieceSet } from '../rules/piece-set.ts';
import type { Piece } from '../rules/pieces.ts';

/** `partial`: it is downloading too and tells piece by piece what it has. */
export type Offer = { kind: 'complete'; has: PieceSet } | { kind: 'partial' };

export interface OfferOptions {
  registry: Pick<PeerRegistry, 'sources' | 'partials' | 'manifestId'>;
  gameId: GameId;
  version: GameVersion;
  files: readonly GameFile[];
  pieces: readonly Piece[];
  /** The hashes that were agreed on; null in size-checked mode. */
  manifestId: string | null;
  /** What complete peers without hashes said of their files, as far as they were asked. */
  said: ReadonlyMap<PeerId, readonly GameFile[]>;
  /** Whether to take pieces from peers that are still downloading. */
  swarm: boolean;
}

/** What each peer of the room may be asked for. */
export function findOffers(options: OfferOptions): Map<PeerId, Offer> {
  const { registry, gameId, version, manifestId, swarm } = options;
  const offers = new Map<PeerId, Offer>();
  for (const peerId of registry.sources(gameId, version)) {
    const theirs = registry.manifestId(peerId, gameId);
    const has = completeSet(options, peerId, theirs);
    if (has !== null && has.count > 0) offers.set(peerId, { kind: 'complete', has });
  }
  if (!swarm || manifestId === null) return offers;
  for (const peerId of registry.partials(gameId, version)) {
    if (registry.manifestId(peerId, gameId) === manifestId) offers.set(peerId, { kind: 'partial' });
  }
  return offers;
}

/** Complete peers that have not said yet, by hash or by list, whether theirs is the agreed copy. */
export function findUnasked({ registry, gameId, version, manifestId, said }: OfferOptions): PeerId[] {
  const knowsHashes = (peerId: PeerId) => manifestId !== null && registry.manifestId(peerId, gameId) !== null;
  return registry.sources(gameId, version).filter((peerId) => !knowsHashes(peerId) && !said.has(peerId));
}

function completeSet(options: OfferOptions, peerId: PeerId, theirs: string | null): PieceSet | null {
  const { manifestId, pieces } = options;
  if (manifestId !== null && theirs !== null) return theirs === manifestId ? PieceSet.full(pieces.length) : null;
  const said = options.said.get(peerId);
  return said === undefined ? null : piecesOfEqualFiles(options, said);
}

/** Only files of the agreed size are asked of a peer that has not hashed them. */
function piecesOfEqualFiles({ files, pieces }: OfferOptions, said: readonly GameFile[]): PieceSet {
  const sizes = new Map(said.map(({ path, size }) => [path, size]));
  const equal = files.map(({ path, size }) => sizes.get(path) === size);
  const set = new PieceSet(pieces.length);
  for (const piece of pieces) if (equal[piece.file] === true) set.add(piece.index);
  return set;
}
