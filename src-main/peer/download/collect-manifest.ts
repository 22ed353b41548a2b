// Asks the peers that have a game what it consists of and lets them vote.
import type { GameFile, GameId, GameVersion, PeerId } from '../../../src-shared/game.ts';
import { PeerError } from '../../../src-shared/peer-error.ts';
import type { Log } from '../edge/log.ts';
import { archiveFiles } from '../library/list-archives.ts';
import { sumBytes } from '../library/list-game-files.ts';
import { parseManifest } from '../protocol/parse.ts';
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
  registry: Pick<PeerRegistry, 'sources' | 'partials' | 'manifestId' | 'name'>;
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
  const { registry, gameId, version, signal } = options;
  const serving = registry.sources(gameId, version);
  const answers = await Promise.allSettled(serving.map((peerId) => askFiles(options, peerId)));
  signal.throwIfAborted();
  const claims = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (claims.length === 0 && options.own == null) {
    const shared = await manifestOfPartials(options);
    if (shared === null) throwFirstRefusal(answers);
    return shared;
  }
  const voices = [...claims, ...claimsOfOwn(options)];
  const choice = chooseManifest(voices, options.catalogManifestId);
  const agreed = await carryOut(options, claims, choice);
  refuseToReplaceOwn(options, voices, agreed);
  return agreed;
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

/** What one complete source says that the game consists of; null when it has another version or does not answer. */
export async function askFiles(options: CollectOptions, peerId: PeerId): Promise<ManifestClaim[]> {
  const { gameId, version, signal } = options;
  const answer = await options.room.request(peerId, { type: 'get-game', gameId }, signal);
  const said = parseOrRefuse(options, peerId, answer);
  if (said.gameId !== gameId || said.version !== version) return [];
  const problem = manifestProblem(said.files);
  if (problem !== null) throw refusedManifest(options, peerId, problem);
  return [{ peerId, files: said.files, manifestId: said.manifestId }];
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
      return manifestOfPartials(options);
  }
}

/** Only peers that are downloading it themselves are here: the manifest that most of them work on. */
async function manifestOfPartials(options: CollectOptions): Promise<AgreedGame | null> {
  const { registry, gameId, version, catalogManifestId } = options;
  const votes = new Map<string, PeerId[]>();
  for (const peerId of registry.partials(gameId, version)) {
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

function parseOrRefuse(options: CollectOptions, peerId: PeerId, answer: unknown): ReturnType<typeof parseManifest> {
  try {
    return parseManifest(answer);
  } catch (error) {
    throw refusedManifest(options, peerId, (error as Error).message);
  }
}

function refusedManifest({ registry, log, gameId }: CollectOptions, peerId: PeerId, why: string): PeerError {
  const message = `The file list of ${gameId} from ${registry.name(peerId)} is refused. ${why}`;
  log('warn', message);
  return new PeerError('bad-manifest', message, 'Ask the owner of that PC to look at the game, or remove it there.');
}

/** Nobody gave a usable list: the reason of the first refusal of ours; a peer that only did not answer is no reason. */
function throwFirstRefusal(answers: PromiseSettledResult<unknown>[]): void {
  for (const answer of answers) {
    if (answer.status === 'rejected' && answer.reason instanceof PeerError && answer.reason.code === 'bad-manifest')
      throw answer.reason;
  }
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
