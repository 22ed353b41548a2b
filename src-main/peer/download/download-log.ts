// What the state directory remembers of a game's download: one that is under way, and what the last one brought.
import { z } from 'zod';
import type { GameFile, GameId, GameVersion } from '../../../src-shared/game.ts';
import { writeFileAtomic } from '../disk/atomic-write.ts';
import type { Disk } from '../disk/disk.ts';
import { gameStatePaths, makeGameStateDir } from '../disk/state-dir.ts';

const files = z.array(z.object({ path: z.string(), size: z.number() }));
const downloadState = z.object({
  schema: z.literal(1),
  gameId: z.string(),
  version: z.string(),
  /** From `committing` on every byte is on disk, so that a start-up carries the commit through. */
  phase: z.enum(['downloading', 'committing']),
  files,
});
const brought = z.object({ schema: z.literal(1), gameId: z.string(), version: z.string(), files });

export type DownloadState = z.infer<typeof downloadState>;
export type BroughtFiles = z.infer<typeof brought>;

export interface DownloadLog {
  read: () => Promise<DownloadState | null>;
  write: (phase: DownloadState['phase'], version: GameVersion, files: readonly GameFile[]) => Promise<void>;
  clear: () => Promise<void>;
  /** Nothing of the last download is here any more. */
  forget: () => Promise<void>;
  /** The files of the last committed download. */
  readBrought: () => Promise<BroughtFiles | null>;
  writeBrought: (version: GameVersion, files: readonly GameFile[]) => Promise<void>;
}

export function openDownloadLog(disk: Disk, stateDir: string, gameId: GameId): DownloadLog {
  const { download: stateFile, manifest: broughtFile } = gameStatePaths(stateDir, gameId);
  const bare = (list: readonly GameFile[]) => list.map(({ path, size }) => ({ path, size }));
  const save = async (file: string, data: object) => {
    await makeGameStateDir(disk, stateDir, gameId);
    await writeFileAtomic(disk, file, JSON.stringify(data));
  };
  return {
    read: () => readJson(disk, stateFile, downloadState, gameId),
    write: (phase, version, list) => save(stateFile, { schema: 1, gameId, version, phase, files: bare(list) }),
    clear: () => disk.removeFile(stateFile),
    forget: () => disk.removeFile(broughtFile),
    readBrought: () => readJson(disk, broughtFile, brought, gameId),
    writeBrought: (version, list) => save(broughtFile, { schema: 1, gameId, version, files: bare(list) }),
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
