// Which files make up a game, when several peers say so: the majority decides, file by file.
import type { GameFile, PeerId } from '../../../src-shared/game.ts';
import type { HashedFile, Manifest } from './manifest.ts';

export interface SourceManifest {
  peerId: PeerId;
  files: GameFile[];
}

/** A file of the agreed manifest, with the peers whose own copy has the agreed size. */
export interface AgreedFile extends GameFile {
  sources: PeerId[];
}

export type ManifestVote =
  { agreed: true; files: AgreedFile[] } | { agreed: false; path: string; sizes: number[]; reason: 'tie' };

/**
 * A file belongs to the game when at least half of the peers have it: of two peers the fuller one counts, of more the
 * majority. Its size is the one that most of those peers give; a tie fails the vote.
 */
export function agreeManifest(manifests: SourceManifest[]): ManifestVote {
  const files: AgreedFile[] = [];
  for (const [path, holders] of holdersByPath(manifests)) {
    if (holders.length * 2 < manifests.length) continue;
    const vote = majoritySize(holders);
    if (vote === null) return { agreed: false, path, sizes: holders.map((holder) => holder.size), reason: 'tie' };
    files.push({ path, size: vote.size, sources: vote.sources });
  }
  return { agreed: true, files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
}

interface Holder {
  peerId: PeerId;
  size: number;
}

function holdersByPath(manifests: SourceManifest[]): Map<string, Holder[]> {
  const holders = new Map<string, Holder[]>();
  for (const { peerId, files } of manifests) {
    for (const { path, size } of files) holders.set(path, [...(holders.get(path) ?? []), { peerId, size }]);
  }
  return holders;
}

function majoritySize(holders: Holder[]): { size: number; sources: PeerId[] } | null {
  const bySize = new Map<number, PeerId[]>();
  for (const { peerId, size } of holders) bySize.set(size, [...(bySize.get(size) ?? []), peerId]);
  const [first, second] = [...bySize].toSorted(([, a], [, b]) => b.length - a.length);
  if (first === undefined || first[1].length === second?.[1].length) return null;
  return { size: first[0], sources: first[1] };
}

/** What a peer that has the whole game says of it. */
export interface ManifestClaim {
  peerId: PeerId;
  /** null while it is still hashing. */
  manifestId: string | null;
  /** null when it has only announced its hashes: it is busy with the game, or slow to answer. */
  files: GameFile[] | null;
}

export type ManifestChoice =
  /** Every piece can be checked against this manifest. */
  | { kind: 'verified'; manifestId: string }
  /** Nobody whose files are the agreed ones has hashed them yet: only sizes can be checked. */
  | { kind: 'sizes'; files: AgreedFile[] }
  | { kind: 'tie'; path: string; sizes: number[] }
  /** The same files in the same sizes with different contents, and as many peers for one as for another. */
  | { kind: 'tie-of-contents'; manifestIds: string[] }
  /** Everybody has other contents than the catalog asks for. */
  | { kind: 'nobody-has-catalogs' };

/**
 * The catalog's id beats every vote: whoever has another one is no source, and who has none yet may turn out to be one.
 * Without it the id that more peers give than any other wins, whatever those say who are still hashing. Where no id has
 * more than one voice, or several have as many, all decide by the sizes which of them it can be.
 */
export function chooseManifest(claims: ManifestClaim[], catalogManifestId: string | null): ManifestChoice {
  if (catalogManifestId === null) return chooseByVote(claims);
  const holders = claims.filter(({ manifestId }) => manifestId === catalogManifestId);
  const unhashed = claims.filter(({ manifestId }) => manifestId === null);
  if (holders.some(({ files }) => files !== null) || (holders.length > 0 && unhashed.length === 0))
    return { kind: 'verified', manifestId: catalogManifestId };
  return unhashed.length === 0 ? { kind: 'nobody-has-catalogs' } : chooseByVote(unhashed);
}

function chooseByVote(claims: ManifestClaim[]): ManifestChoice {
  const { ids, votes } = mostFrequent(claims.flatMap(({ manifestId }) => manifestId ?? []));
  const [only] = ids;
  if (only !== undefined && ids.length === 1 && votes > 1) return { kind: 'verified', manifestId: only };
  const lists = claims.flatMap(({ peerId, files }) => (files === null ? [] : [{ peerId, files }]));
  if (lists.length === 0 && only !== undefined)
    return ids.length === 1 ? { kind: 'verified', manifestId: only } : { kind: 'tie-of-contents', manifestIds: ids };
  return chooseBySizes(claims, agreeManifest(lists), ids, votes);
}

/** `leading`: the ids with most voices, which are several that have as many, or one with a single voice, or none. */
function chooseBySizes(claims: ManifestClaim[], vote: ManifestVote, leading: string[], votes: number): ManifestChoice {
  if (!vote.agreed) return { kind: 'tie', path: vote.path, sizes: vote.sizes };
  const listsOf = (id: string) => claims.flatMap(({ manifestId, files }) => (manifestId === id ? (files ?? []) : []));
  const hasAgreed = (id: string) =>
    claims.some(({ manifestId, files }) => manifestId === id && files !== null && isSameList(files, vote.files));
  const fitting = leading.filter(hasAgreed);
  const isUnheard = leading.length > 1 && leading.some((id) => listsOf(id).length === 0);
  const [manifestId] = fitting;
  if (manifestId !== undefined && fitting.length === 1 && !isUnheard) return { kind: 'verified', manifestId };
  if (manifestId === undefined && votes < 2) return { kind: 'sizes', files: vote.files };
  return { kind: 'tie-of-contents', manifestIds: leading };
}

function isSameList(files: readonly GameFile[], agreed: readonly GameFile[]): boolean {
  const sizes = new Map(files.map(({ path, size }) => [path, size]));
  return sizes.size === agreed.length && agreed.every(({ path, size }) => sizes.get(path) === size);
}

/** `ids` sorted; more than one when several are equally frequent. */
function mostFrequent(all: readonly string[]): { ids: string[]; votes: number } {
  const counts = new Map<string, number>();
  for (const id of all) counts.set(id, (counts.get(id) ?? 0) + 1);
  const votes = Math.max(0, ...counts.values());
  return { ids: [...counts.keys()].filter((id) => counts.get(id) === votes).toSorted(), votes };
}

interface KnownCopy {
  manifestId: string;
  manifest: Manifest;
}

/**
 * Whether what was chosen may replace files of our own copy: it changes none that we have, or more peers have it than
 * have what we have. Of two that differ nobody knows which is right.
 */
export function mayReplace(own: KnownCopy, chosen: KnownCopy, claims: readonly ManifestClaim[]): boolean {
  const votesFor = (id: string) => claims.filter(({ manifestId }) => manifestId === id).length;
  return !contradicts(own.manifest, chosen.manifest) || votesFor(chosen.manifestId) > votesFor(own.manifestId);
}

function contradicts(own: Manifest, chosen: Manifest): boolean {
  const theirs = new Map(chosen.files.map((file) => [file.path, file]));
  const isOther = (mine: HashedFile, their: HashedFile) =>
    mine.size !== their.size ||
    own.pieceBytes !== chosen.pieceBytes ||
    mine.pieces.some((hash, index) => hash !== their.pieces[index]);
  return own.files.some((mine) => isOther(mine, theirs.get(mine.path) ?? mine));
}
