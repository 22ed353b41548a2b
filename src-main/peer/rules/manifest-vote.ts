// Which files make up a game, when several peers say so: the majority decides, file by file.
import type { GameFile, PeerId } from '../../../src-shared/game.ts';

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
