// Answers what a game consists of: its files, and their hashes.
import path from 'node:path';
import type { GameId } from '../../../src-shared/game.ts';
import { listGameFiles } from '../library/list-game-files.ts';
import type { GameManifest, ManifestAnswer } from '../protocol/messages.ts';
import type { Manifest } from '../rules/manifest.ts';
import { findServed, notServed, refusal } from './served-game.ts';
import type { ServerOptions } from './server-options.ts';

/** Throws `request-refused` when the game is not served whole. */
export async function serveListing(options: ServerOptions, gameId: GameId): Promise<GameManifest> {
  const transfer = options.outbound.begin(gameId);
  try {
    const served = findServed(options, gameId);
    if (served === null) throw notServed(gameId);
    const { gameDir, version } = served;
    const files = await listGameFiles(options.disk, path.join(gameDir, gameId));
    return { ok: true, gameId, version, files, manifestId: options.hashing()?.manifestId(gameId) ?? null };
  } finally {
    transfer.end();
  }
}

/** Of a served game or of a download that is still under way. Throws `request-refused` when it is not the one that was asked for. */
export async function serveHashes(
  options: ServerOptions,
  { gameId, manifestId }: { gameId: GameId; manifestId: string },
): Promise<ManifestAnswer> {
  const partial = options.partials.get(gameId);
  if (partial?.manifestId === manifestId) return { ok: true, manifest: partial.manifest };
  const manifest = findServed(options, gameId) === null ? null : await recallManifest(options, gameId, manifestId);
  if (manifest === null) throw refusal(`These hashes of ${gameId} are not known here now.`);
  return { ok: true, manifest };
}

async function recallManifest(options: ServerOptions, gameId: GameId, manifestId: string): Promise<Manifest | null> {
  const hashing = options.hashing();
  if (hashing?.manifestId(gameId) !== manifestId) return null;
  const manifest = await hashing.manifest(gameId);
  // It may have been hashed anew while it was read.
  return hashing.manifestId(gameId) === manifestId ? manifest : null;
}
