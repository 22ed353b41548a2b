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

/** What a peer that has the whole game says of it; `manifestId` is null while it is still hashing. */
export interface ManifestClaim {
  peerId: PeerId;
  manifestId: string | null;
  files: GameFile[];
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
 * Without it the sizes are agreed on first, by all; of the ids of those who have exactly the agreed files, the one that
 * more peers give than any other wins. Who is still hashing has not voted yet, so one hashed peer decides.
 */
export function chooseManifest(claims: ManifestClaim[], catalogManifestId: string | null): ManifestChoice {
  if (catalogManifestId === null) return chooseByVote(claims);
  if (claims.some(({ manifestId }) => manifestId === catalogManifestId)) {
    return { kind: 'verified', manifestId: catalogManifestId };
  }
  const unhashed = claims.filter(({ manifestId }) => manifestId === null);
  return unhashed.length === 0 ? { kind: 'nobody-has-catalogs' } : chooseByVote(unhashed);
}

function chooseByVote(claims: ManifestClaim[]): ManifestChoice {
  const vote = agreeManifest(claims);
  if (!vote.agreed) return { kind: 'tie', path: vote.path, sizes: vote.sizes };
  const ids = claims.flatMap(({ manifestId, files }) =>
    manifestId !== null && isSameList(files, vote.files) ? [manifestId] : [],
  );
  const leading = mostFrequent(ids);
  const [manifestId] = leading;
  if (manifestId === undefined) return { kind: 'sizes', files: vote.files };
  return leading.length === 1 ? { kind: 'verified', manifestId } : { kind: 'tie-of-contents', manifestIds: leading };
}

function isSameList(files: readonly GameFile[], agreed: readonly GameFile[]): boolean {
  const sizes = new Map(files.map(({ path, size }) => [path, size]));
  return sizes.size === agreed.length && agreed.every(({ path, size }) => sizes.get(path) === size);
}

/** Sorted; more than one when several are equally frequent. */
function mostFrequent(ids: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts.keys()].filter((id) => counts.get(id) === most).toSorted();
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
