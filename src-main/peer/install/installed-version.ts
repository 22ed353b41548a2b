// Which version the install was made from, in a file of its own: scans ask for it, and a listing is long.
import { z } from 'zod';
import type { GameVersion } from '../../../src-shared/game.ts';
import { writeFileAtomic } from '../disk/atomic-write.ts';
import { gameStatePaths, makeGameStateDir } from '../disk/state-dir.ts';
import type { ListingPlace } from './install-listing.ts';

const schema = z.object({ version: z.string() });

/** null when it is unknown: of installs that another program or a former version made. Never throws. */
export async function readInstalledVersion({ disk, stateDir, gameId }: ListingPlace): Promise<GameVersion | null> {
  try {
    return schema.parse(JSON.parse(await disk.readText(gameStatePaths(stateDir, gameId).installedVersion))).version;
  } catch {
    return null;
  }
}

/** Durable; null forgets it. */
export async function recordInstalledVersion(place: ListingPlace, version: GameVersion | null): Promise<void> {
  const { installedVersion } = await makeGameStateDir(place.disk, place.stateDir, place.gameId);
  if (version === null) return place.disk.removeFile(installedVersion);
  await writeFileAtomic(place.disk, installedVersion, `${JSON.stringify({ version })}\n`);
}
