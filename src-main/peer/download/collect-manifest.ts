// Asks the peers that have a game what it consists of and lets them vote.
import type { GameFile, GameId, GameVersion, PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import { archiveFiles } from '../library/list-archives.ts';
import { sumBytes } from '../library/list-game-files.ts';
import type { PeerRegistry } from '../room/peer-registry.ts';
import type { Room } from '../room/room.ts';
import {
  chooseManifest,
  mayReplace,
  type AgreedFile,
  type ManifestChoice,
  type ManifestClaim,
} from '../rules/manifest-vote.ts';
import type { Manifest } from '../rules/manifest.ts';
import { askAll } from './ask-files.ts';
import { manifestProblem } from './check-manifest.ts';
import { fetchManifest } from './fetch-manifest.ts';

/** What a game consists of, as the room agrees. */
export interface AgreedGame {
  gameId: GameId;
  version: GameVersion;
  files: GameFile[];
  totalBytes: number;
  /** Hash by hash; null as long as nobody knows the hashes, so that only sizes can be checked. */
  verified: { manifest: Manifest; manifestId: string } | null;
  /** Peers that have the agreed copy of at least one file. */
  sources: PeerId[];
  /** Peers whose archives are all the agreed ones. */
  archiveSources: PeerId[];
}

export interface CollectOptions {
  room: Pick<Room, 'request'>;
  registry: Pick<PeerRegistry, 'sources' | 'partials' | 'prospects' | 'manifestId' | 'name'>;
  clock: Clock;
  log: Log;
  gameId: GameId;
  version: GameVersion;
  /** What the catalog says that the game must be; beats every vote. */
  catalogManifestId: string | null;
  /** Our copy, where we have one that is known by hash: it votes as any other. */
  own?: OwnCopy | null;
  signal: AbortSignal;
}

export interface OwnCopy {
  peerId: PeerId;
  manifestId: string;
  manifest: Manifest;
}

/** null when nobody has this version, or can say by hash just now what it is. Throws `no-majority`, or `bad-manifest` when every list must be refused. */
export async function collectManifest(options: CollectOptions): Promise<AgreedGame | null> {
  const { registry, gameId, version } = options;
  const serving = registry.sources(gameId, version);
  const { claims, refusals, silent } = await askAll(options, serving);
  const announced = announcedBy(options, [...silent, ...busyPeers(options)]);
  if (claims.length === 0 && options.own == null) {
    const shared = await manifestOfPartials(options, announced);
    // A peer that only did not answer is no reason to give up.
    if (shared === null && refusals[0] !== undefined) throw refusals[0];
    return shared;
  }
  const voices = [...claims, ...announced, ...claimsOfOwn(options)];
  const choice = chooseManifest(voices, options.catalogManifestId);
  const agreed = await carryOut(options, claims, choice);
  refuseToReplaceOwn(options, voices, agreed);
  return agreed;
}

/** Complete peers that cannot be asked just now. */
function busyPeers({ registry, gameId, version }: CollectOptions): PeerId[] {
  const others = new Set([...registry.sources(gameId, version), ...registry.partials(gameId, version)]);
  return registry.prospects(gameId, version).filter((peerId) => !others.has(peerId));
}

function announcedBy({ registry, gameId }: CollectOptions, peerIds: readonly PeerId[]): ManifestClaim[] {
  const claims = peerIds.map((peerId) => ({ peerId, manifestId: registry.manifestId(peerId, gameId), files: null }));
  return claims.filter(({ manifestId }) => manifestId !== null);
}

function claimsOfOwn({ own }: CollectOptions): ManifestClaim[] {
  return own == null ? [] : [{ peerId: own.peerId, files: own.manifest.files, manifestId: own.manifestId }];
}

/** A single other copy must not win over ours, whatever else it has. */
function refuseToReplaceOwn(options: CollectOptions, voices: ManifestClaim[], agreed: AgreedGame | null): void {
  const { own, catalogManifestId } = options;
  if (own == null || agreed?.verified == null || agreed.verified.manifestId === catalogManifestId) return;
  if (!mayReplace(own, agreed.verified, voices)) throw noMajority(options, 'about what is in its files');
}

async function carryOut(
  options: CollectOptions,
  claims: ManifestClaim[],
  choice: ManifestChoice,
): Promise<AgreedGame | null> {
  switch (choice.kind) {
    case 'verified':
      return agreedByHash(options, choice.manifestId, holdersOf(options, claims, choice.manifestId));
    case 'sizes': {
      const problem = manifestProblem(choice.files);
      if (problem !== null)
        throw new PeerError('bad-manifest', `The file list of ${options.gameId} is refused. ${problem}`);
      const sources = [...new Set(choice.files.flatMap((file) => file.sources))];
      return {
        ...describeAgreed(options, choice.files, null, sources),
        archiveSources: holdersOfArchives(choice.files),
      };
    }
    case 'tie':
      throw noMajority(options, `about ${choice.path} (${choice.sizes.join(' and ')} bytes)`);
    case 'tie-of-contents':
      throw noMajority(options, 'about what is in its files');
    case 'nobody-has-catalogs':
      // Somebody who has it may still come, or finish hashing.
      return manifestOfPartials(options, []);
  }
}

/**
 * No complete peer tells what it has: the manifest that most work on who are downloading it themselves, or that most have
 * who are busy.
 */
async function manifestOfPartials(
  options: CollectOptions,
  announced: readonly ManifestClaim[],
): Promise<AgreedGame | null> {
  const { registry, gameId, version, catalogManifestId } = options;
  const votes = new Map<string, PeerId[]>();
  for (const peerId of [...registry.partials(gameId, version), ...announced.map((claim) => claim.peerId)]) {
    const id = registry.manifestId(peerId, gameId);
    if (id !== null && (catalogManifestId === null || catalogManifestId === id)) {
      votes.set(id, [...(votes.get(id) ?? []), peerId]);
    }
  }
  const [best] = [...votes].toSorted(([, a], [, b]) => b.length - a.length);
  return best === undefined ? null : agreedByHash(options, best[0], best[1]);
}

async function agreedByHash(
  options: CollectOptions,
  manifestId: string,
  holders: PeerId[],
): Promise<AgreedGame | null> {
  const { own } = options;
  const manifest = own?.manifestId === manifestId ? own.manifest : await fetchManifest(options, manifestId, holders);
  if (manifest === null) return null;
  return describeAgreed(options, manifest.files, { manifest, manifestId }, holders);
}

/** Of these files, without whatever else is known of them. */
export function describeAgreed(
  { gameId, version }: Pick<AgreedGame, 'gameId' | 'version'>,
  files: readonly GameFile[],
  verified: AgreedGame['verified'],
  sources: PeerId[],
): AgreedGame {
  const bare = files.map(({ path, size }) => ({ path, size }));
  return { gameId, version, files: bare, totalBytes: sumBytes(bare), verified, sources, archiveSources: sources };
}

/** In the order of the first archive's. */
function holdersOfArchives(files: readonly AgreedFile[]): PeerId[] {
  const archives = new Set(archiveFiles(files));
  const [first, ...others] = files.filter(({ path }) => archives.has(path)).map(({ sources }) => sources);
  return first?.filter((peerId) => others.every((sources) => sources.includes(peerId))) ?? [];
}

/** Whoever has said or announced this id. */
function holdersOf({ registry, gameId, version }: CollectOptions, claims: ManifestClaim[], id: string): PeerId[] {
  const claimed = claims.filter(({ manifestId }) => manifestId === id).map(({ peerId }) => peerId);
  const others = [...registry.sources(gameId, version), ...registry.partials(gameId, version)];
  const announced = others.filter((peerId) => registry.manifestId(peerId, gameId) === id);
  return [...new Set([...claimed, ...announced])];
}

function noMajority({ gameId, own }: CollectOptions, about: string): PeerError {
  if (own != null) {
    const message = `The copy of ${gameId} on this PC differs from others in the room, and none is in the majority. Nothing was changed.`;
    const hint = 'Find out whose copy is whole. One more PC that has the game decides; so does removing a wrong copy.';
    return new PeerError('no-majority', message, hint);
  }
  const message = `The PCs that have ${gameId} disagree ${about} and none is in the majority.`;
  return new PeerError('no-majority', message, 'Find out whose copy is whole, and remove the game from the other PCs.');
}
