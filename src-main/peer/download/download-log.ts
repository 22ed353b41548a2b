// What the state directory remembers of a game's download: one that is under way, and what the last one brought.
import { z } from 'zod';
import type { GameFile, GameId, GameVersion } from '../../../src-shared/game.ts';
import { writeFileAtomic } from '../disk/atomic-write.ts';
import type { Disk } from '../disk/disk.ts';
import { gameStatePaths, makeGameStateDir } from '../disk/state-dir.ts';
import { sumBytes } from '../library/list-game-files.ts';
import { manifestIdOf } from '../library/manifest-id.ts';
import type { Manifest } from '../rules/manifest.ts';
import { pieceBytesFor } from '../rules/pieces.ts';
import { parseSafePath } from '../rules/safe-path.ts';

const safePath = z.string().refine((name) => 'path' in parseSafePath(name));
const count = z.int().nonnegative();
const files = z.array(z.object({ path: safePath, size: count }));
/** From `committing` on every byte is on disk, so that a start-up carries the commit through. */
const phase = z.enum(['downloading', 'committing']);
const downloadState = z.object({
  schema: z.literal(2),
  gameId: z.string(),
  version: z.string(),
  phase,
  /** What the pieces were checked against; null as long as only their number of bytes could be. */
  manifestId: z.string().nullable(),
  pieceBytes: z.int().positive(),
  files,
  /** Base64 of the set of pieces that are on disk for sure, those of kept files among them. */
  have: z.base64(),
  /** The old version is given up: what the new one replaces may be deleted first. */
  inPlace: z.boolean(),
  /** Files that are right in the game root already and not in the payload. */
  keep: z.array(safePath),
  /** Stands in the payload's marker too. The games folder may be another one now, and so its payload; '' = of old. */
  payloadId: z.string(),
});
/** What versions without resuming wrote: good for carrying a commit through. */
const formerState = z
  .object({ schema: z.literal(1), gameId: z.string(), version: z.string(), phase, files })
  .transform((former): DownloadState => {
    const pieceBytes = pieceBytesFor(sumBytes(former.files));
    return { ...former, schema: 2, manifestId: null, pieceBytes, have: '', inPlace: false, keep: [], payloadId: '' };
  });
const brought = z.object({
  schema: z.literal(1),
  gameId: z.string(),
  version: z.string(),
  files,
  /** What all of the game was checked against when it came; null when only its sizes were, or a former version wrote it. */
  manifestId: z.string().nullable().default(null),
});
const manifest = z.object({
  gameId: z.string(),
  version: z.string(),
  pieceBytes: z.int().positive(),
  files: z.array(z.object({ path: safePath, size: count, pieces: z.array(z.string()) })),
});

export type DownloadState = z.infer<typeof downloadState>;
export type BroughtFiles = z.infer<typeof brought>;

export interface DownloadLog {
  read: () => Promise<DownloadState | null>;
  write: (state: DownloadState) => Promise<void>;
  /** null unless it is there, undamaged, and the one with this id. */
  readManifest: (manifestId: string) => Promise<Manifest | null>;
  /** Before a state refers to it. */
  writeManifest: (manifest: Manifest) => Promise<void>;
  /** No download is under way any more. */
  clear: () => Promise<void>;
  /** Nothing of the last download is here any more. */
  forget: () => Promise<void>;
  /** The files that downloads have brought and that belong to the game as it is. */
  readBrought: () => Promise<BroughtFiles | null>;
  writeBrought: (version: GameVersion, files: readonly GameFile[], manifestId: string | null) => Promise<void>;
}

export function openDownloadLog(disk: Disk, stateDir: string, gameId: GameId): DownloadLog {
  const { dir, download: stateFile, downloadManifest, manifest: broughtFile } = gameStatePaths(stateDir, gameId);
  const save = async (file: string, data: object) => {
    await makeGameStateDir(disk, stateDir, gameId);
    await writeFileAtomic(disk, file, JSON.stringify(data));
  };
  return {
    read: () => readJson(disk, stateFile, z.union([downloadState, formerState]), gameId),
    write: (state) => save(stateFile, state),
    readManifest: async (manifestId) => {
      const found = await readJson(disk, downloadManifest, manifest, gameId);
      return found !== null && manifestIdOf(found) === manifestId ? found : null;
    },
    writeManifest: (given) => save(downloadManifest, given),
    clear: async () => {
      await disk.removeFile(downloadManifest);
      await disk.removeFile(stateFile);
      if ((await disk.stat(dir)) !== null) await disk.syncDir(dir);
    },
    forget: () => disk.removeFile(broughtFile),
    readBrought: () => readJson(disk, broughtFile, brought, gameId),
    writeBrought: (version, list, manifestId) =>
      save(broughtFile, {
        schema: 1,
        gameId,
        version,
        files: list.map(({ path, size }) => ({ path, size })),
        manifestId,
      }),
  };
}

/** null for a file that is missing, damaged or another game's. A disk that cannot be read is a failure. */
async function readJson<T extends { gameId: string }>(
  disk: Disk,
  file: string,
  schema: z.ZodType<T>,
  gameId: GameId,
): Promise<T | null> {
  if ((await disk.stat(file)) === null) return null;
  const text = await disk.readText(file);
  try {
    const parsed = schema.parse(JSON.parse(text));
    return parsed.gameId === gameId ? parsed : null;
  } catch {
    return null;
  }
}
