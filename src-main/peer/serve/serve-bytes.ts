// Answers a request for bytes of a game, from the game itself or from a download that is still under way.
import type { FileHandle } from 'node:fs/promises';
import type { GameId, GameVersion } from '../../../src-shared/game.ts';
import type { OpenFile } from './open-files.ts';
import type { ServerOptions, Exchange } from './server-options.ts';
import { holdsRange } from './holds-range.ts';
import { openGameFile, openPartialFile } from './open-game-file.ts';
import { sendFileRange, type FileRange } from './serve-file.ts';
import { findServed, notServed, refusal, type ServedGame } from './served-game.ts';
import type { UploadPlace } from './upload-order.ts';
import { watchAsker } from './watch-asker.ts';

export interface BytesRequest extends FileRange {
  gameId: GameId;
  version: GameVersion;
  /** null when the asker knows none. */
  manifestId: string | null;
  path: string;
}

/** Waits in the line of its connection. Throws `request-refused`, or why it had to end. */
export async function serveBytes(options: ServerOptions, exchange: Exchange, request: BytesRequest): Promise<void> {
  const { connection, stream, reader } = exchange;
  const { gone } = watchAsker(reader);
  // Connections for bulk bytes say no hello, so they may not be known by name.
  const who = options.room.peerAt(connection) ?? connection.remote.host;
  const place = options.uploads.join(connection, who, request.gameId);
  try {
    await place.near(gone);
    await sendInTurn(options, stream, request, place, gone);
  } finally {
    place.leave();
  }
}

async function sendInTurn(
  options: ServerOptions,
  stream: Exchange['stream'],
  request: BytesRequest,
  place: UploadPlace,
  gone: AbortSignal,
): Promise<void> {
  const transfer = options.outbound.begin(request.gameId);
  try {
    const shared = findShared(options, request);
    await options.files.use({ gameId: request.gameId, path: shared.path }, shared.open, async (file) => {
      shared.check(file);
      await sendFileRange(stream, file, request, place, AbortSignal.any([transfer.signal, gone]));
    });
  } finally {
    transfer.end();
  }
}

/** A file that may be sent: where it is, and what it must look like. */
interface SharedFile {
  path: string;
  open: () => Promise<FileHandle>;
  /** Throws `request-refused` when it is no longer what others were told. */
  check: (file: OpenFile) => void;
}

function findShared(options: ServerOptions, request: BytesRequest): SharedFile {
  const served = findServed(options, request.gameId);
  return served === null ? findPartial(options, request) : findComplete(options, served, request);
}

function findComplete(
  options: ServerOptions,
  { gameDir, version }: ServedGame,
  { gameId, version: wanted, manifestId, path }: BytesRequest,
): SharedFile {
  const hashing = options.hashing();
  if (version !== wanted) throw refusal(`Version ${version} is served here.`);
  const known = hashing?.manifestId(gameId) ?? null;
  // Bytes that are known to be others would only count as wrong ones over there.
  if (manifestId !== null && known !== null && known !== manifestId) throw refusal(`${gameId} has other bytes here.`);
  const check = (file: OpenFile) => {
    if (hashing?.isUnchanged(gameId, path, file) === false) throw refusal(`${path} has changed on this PC.`);
  };
  return { path, open: () => openGameFile(gameDir, gameId, path), check };
}

function findPartial(
  { partials, gameDir }: ServerOptions,
  { gameId, version, manifestId, path, offset, length }: BytesRequest,
): SharedFile {
  const game = partials.get(gameId);
  const dir = gameDir();
  if (game === null || dir === null || length === null) throw notServed(gameId);
  if (game.manifestId !== manifestId || game.version !== version) {
    throw refusal(`Another build of ${gameId} is being downloaded here.`);
  }
  if (!holdsRange(game, path, offset, length)) throw refusal(`These bytes of ${path} are not here.`);
  const target = game.fileOf(path);
  return { path: target, open: () => openPartialFile(dir, gameId, target, path), check: () => {} };
}
