// The record of the files that an install wrote, kept in the game's state directory.
import { dirname } from 'node:path';
import { z } from 'zod';
import type { GameId, GameVersion } from '../../../src-shared/game.ts';
import { writeFileAtomic } from '../disk/atomic-write.ts';
import type { Disk } from '../disk/disk.ts';
import { errorCodeOf } from '../disk/error-code.ts';
import { gameStatePaths, makeGameStateDir } from '../disk/state-dir.ts';
import type { InstalledFile, InstallListing } from '../rules/player-files.ts';
import { recordInstalledVersion } from './installed-version.ts';

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
  /** What it was made from; once it is adopted, that is kept apart. */
  version: z.string().nullable().default(null),
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

export interface PendingListing {
  version: GameVersion;
  files: readonly InstalledFile[];
  /** The kept files that the install takes back. */
  restored: readonly InstalledFile[];
}

/** Beside the listing in force, which stays until the new install is promoted. */
export async function writePendingListing(place: ListingPlace, pending: PendingListing): Promise<void> {
  const { pendingListing } = await makeGameStateDir(place.disk, place.stateDir, place.gameId);
  const { version, files, restored } = pending;
  await writeFileAtomic(
    place.disk,
    pendingListing,
    listingText({ version, files: rowsOf(files), restored: rowsOf(restored) }),
  );
}

const rowsOf = (files: Iterable<InstalledFile>) =>
  Array.from(files, ({ path, size, mtimeMs }): z.infer<typeof fileRow> => [path, size, mtimeMs]);

const listingText = (listing: Partial<z.infer<typeof listingSchema>>): string =>
  `${JSON.stringify({ format: 1, ...listing })}\n`;

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
  await writeFileAtomic(place.disk, listingFile, listingText({ files: rowsOf(next.values()) }));
}

/** The new install is in place: its listing counts, and set-up and launch settings are due again. */
export async function adoptListing(place: ListingPlace): Promise<void> {
  const { disk, stateDir, gameId } = place;
  const paths = gameStatePaths(stateDir, gameId);
  const pending = await readListingFile(disk, paths.pendingListing);
  // The rename comes last: until then a repetition knows that the rest may be left to do.
  await disk.removeFile(paths.launchSettingsApplied);
  await disk.removeFile(paths.setupDone);
  await recordInstalledVersion(place, pending?.version ?? null);
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
  const known = [paths.installedVersion, paths.listing, paths.launchSettingsApplied, paths.setupDone];
  for (const path of known) await disk.removeFile(path);
  await disk.syncDir(paths.dir);
}
