// The record of the files that an install wrote, kept in the game's state directory.
import { dirname } from 'node:path';
import { z } from 'zod';
import type { GameId } from '../../../src-shared/game.ts';
import { writeFileAtomic } from '../disk/atomic-write.ts';
import type { Disk } from '../disk/disk.ts';
import { errorCodeOf } from '../disk/error-code.ts';
import { gameStatePaths, makeGameStateDir } from '../disk/state-dir.ts';
import type { InstalledFile, InstallListing } from '../rules/player-files.ts';

export interface ListingPlace {
  disk: Disk;
  stateDir: string;
  gameId: GameId;
}

const fileRow = z.tuple([z.string(), z.number(), z.number()]);

const listingSchema = z.object({
  format: z.literal(1),
  /** Path, size, time of last change. */
  files: z.array(fileRow),
  /** The kept files that it took back, relative to their folder. */
  restored: z.array(fileRow).default([]),
});

/** null when there is none or it is damaged: then every file counts as the player's. */
export async function readListing({ disk, stateDir, gameId }: ListingPlace): Promise<InstallListing> {
  const listing = await readListingFile(disk, gameStatePaths(stateDir, gameId).listing);
  return listing === null ? null : new Map(toFiles(listing.files).map((file) => [file.path, file]));
}

/** The kept files that the install which is not yet known to be promoted has taken back. */
export async function readRestored({ disk, stateDir, gameId }: ListingPlace): Promise<InstalledFile[]> {
  const listing = await readListingFile(disk, gameStatePaths(stateDir, gameId).pendingListing);
  return toFiles(listing?.restored ?? []);
}

const toFiles = (rows: readonly z.infer<typeof fileRow>[]): InstalledFile[] =>
  rows.map(([path, size, mtimeMs]) => ({ path, size, mtimeMs }));

async function readListingFile(disk: Disk, path: string): Promise<z.infer<typeof listingSchema> | null> {
  let text: string;
  try {
    text = await disk.readText(path);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    return listingSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Beside the listing in force, which stays until the new install is promoted. */
export async function writePendingListing(
  place: ListingPlace,
  files: readonly InstalledFile[],
  restored: readonly InstalledFile[] = [],
): Promise<void> {
  const { pendingListing } = await makeGameStateDir(place.disk, place.stateDir, place.gameId);
  await writeFileAtomic(place.disk, pendingListing, listingText(files, restored));
}

function listingText(files: Iterable<InstalledFile>, restored: Iterable<InstalledFile> = []): string {
  const rows = (list: Iterable<InstalledFile>) => Array.from(list, ({ path, size, mtimeMs }) => [path, size, mtimeMs]);
  return `${JSON.stringify({ format: 1, files: rows(files), restored: rows(restored) })}\n`;
}

/**
 * Files of the install that the launcher itself wrote anew; they go on counting as the game's. To be called after the
 * files are in place: a crash before it leaves them counting as the player's, which only keeps a copy too many. Files
 * that no install wrote are left out, and nothing is recorded of an install that another program made.
 */
export async function recordRewritten(place: ListingPlace, files: readonly InstalledFile[]): Promise<void> {
  const listing = await readListing(place);
  const ours = files.filter(({ path }) => listing?.has(path) === true);
  if (listing === null || ours.length === 0) return;
  const next = new Map([...listing, ...ours.map((file) => [file.path, file] as const)]);
  const { listing: listingFile } = gameStatePaths(place.stateDir, place.gameId);
  await writeFileAtomic(place.disk, listingFile, listingText(next.values()));
}

/** The new install is in place: its listing counts, and set-up and launch settings are due again. */
export async function adoptListing({ disk, stateDir, gameId }: ListingPlace): Promise<void> {
  const paths = gameStatePaths(stateDir, gameId);
  // The rename comes last: until then a repetition knows that the rest may be left to do.
  await disk.removeFile(paths.launchSettingsApplied);
  await disk.removeFile(paths.setupDone);
  await disk.rename(paths.pendingListing, paths.listing);
  await disk.syncDir(dirname(paths.listing));
}

export async function dropPendingListing({ disk, stateDir, gameId }: ListingPlace): Promise<void> {
  const paths = gameStatePaths(stateDir, gameId);
  await disk.removeFile(paths.pendingListing);
  await disk.syncDir(paths.dir);
}

/** Nothing is installed any more. */
export async function forgetInstall({ disk, stateDir, gameId }: ListingPlace): Promise<void> {
  const paths = gameStatePaths(stateDir, gameId);
  for (const path of [paths.listing, paths.launchSettingsApplied, paths.setupDone]) await disk.removeFile(path);
  await disk.syncDir(paths.dir);
}
