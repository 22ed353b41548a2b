// What a download that does not run now could give to others: its pieces that are on disk and were checked by hash.
import path from 'node:path';
import { sumBytes } from '../library/list-game-files.ts';
import type { PartialGame } from '../library/partial-games.ts';
import { cutIntoPieces } from '../rules/pieces.ts';
import { payloadDir } from './payload-dir.ts';
import type { OpenPayload, Resumable } from './payload.ts';

/** null when nothing of it was checked. */
export function describeSharedPayload(
  place: Pick<OpenPayload, 'gameDir' | 'gameId'>,
  found: Resumable,
): PartialGame | null {
  if (found.manifest === null || found.manifestId === null) return null;
  const { manifest, manifestId, version, have, keep, files } = found;
  const root = path.join(place.gameDir, place.gameId);
  const kept = new Set(keep);
  return {
    gameId: place.gameId,
    version,
    manifestId,
    manifest,
    pieces: cutIntoPieces(manifest.files, manifest.pieceBytes),
    totalBytes: sumBytes(files),
    have,
    fileOf: (name) => path.join(kept.has(name) ? root : payloadDir(root), name),
    // Nothing is added while it does not run.
    onAdded: () => () => {},
  };
}
