// What a download that does not run now could give to others: its pieces that are on disk and were checked by hash.
import path from 'node:path';
import type { PartialGame } from '../library/partial-games.ts';
import { cutIntoPieces } from '../rules/pieces.ts';
import { payloadDir } from './payload-dir.ts';
import { readResumable, type OpenPayload } from './payload.ts';

/** null when there is nothing, or nothing that was checked. */
export async function readSharedPayload(
  place: Pick<OpenPayload, 'disk' | 'gameDir' | 'stateDir' | 'gameId'>,
): Promise<PartialGame | null> {
  const found = await readResumable(place);
  if (found === null || found.manifest === null || found.manifestId === null) return null;
  const { manifest, manifestId, version, have, keep, files } = found;
  const root = path.join(place.gameDir, place.gameId);
  const kept = new Set(keep);
  return {
    gameId: place.gameId,
    version,
    manifestId,
    manifest,
    pieces: cutIntoPieces(manifest.files, manifest.pieceBytes),
    totalBytes: files.reduce((sum, { size }) => sum + size, 0),
    have,
    fileOf: (name) => path.join(kept.has(name) ? root : payloadDir(root), name),
    // Nothing is added while it does not run.
    onAdded: () => () => {},
  };
}
